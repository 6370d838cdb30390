# Checks stop nothing; one that fails for the values in force is told.

variable "size" {
  type    = number
  default = 3
}

resource "aws_sns_topic" "a" {
  name = "size-${var.size}"
}

check "size" {
  data "aws_caller_identity" "current" {}

  assert {
    condition     = var.size == 4
    error_message = "Four, not ${var.size}."
  }

  assert {
    condition     = data.aws_caller_identity.current.account_id != "1"
    error_message = "Another account."
  }
}
