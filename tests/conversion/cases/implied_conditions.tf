# What fails for some values of the variables only is a condition on them, not an error.
variable "name" {
  type    = string
  default = "orders"
}

resource "aws_sns_topic" "main" {
  name = coalesce(var.name, "")
}

resource "aws_sqs_queue" "main" {
  name = coalesce(trimsuffix(var.name, ".fifo"), "")
}
