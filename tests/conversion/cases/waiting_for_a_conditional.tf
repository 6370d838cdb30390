# DependsOn must name something that always exists; a reference in the metadata makes CloudFormation wait all the same.

variable "logs" {
  type    = bool
  default = true
}

resource "aws_cloudwatch_log_group" "first" {
  count = var.logs ? 1 : 0
  name  = "first"
}

resource "aws_cloudwatch_log_group" "second" {
  name       = "second"
  depends_on = [aws_cloudwatch_log_group.first]
}

resource "aws_cloudwatch_log_group" "third" {
  count      = var.logs ? 1 : 0
  name       = "third"
  depends_on = [aws_cloudwatch_log_group.first]
}
