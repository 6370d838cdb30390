# An ephemeral value reaches write-only arguments only.

variable "token" {
  type      = string
  ephemeral = true
}

resource "aws_sns_topic" "a" {
  name = var.token
}
