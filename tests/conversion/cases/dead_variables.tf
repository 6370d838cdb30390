# A variable without effect stays a parameter, held by a rule, so that the interface is Terraform's.

variable "unused" {
  type    = string
  default = "x"
}

variable "replicas" {
  type    = number
  default = 1

  validation {
    condition     = var.replicas >= 1
    error_message = "At least one."
  }
}

resource "aws_cloudwatch_log_group" "this" {
  name = "this"
}

variable "unread" {
  type    = list(string)
  default = ["a", "b"]
}
