# Branches that fail for other values than those in force: the templates refuse these values.

variable "named" {
  type    = bool
  default = true
}

locals {
  sizes = { small = 30, big = 60 }
}

resource "aws_sqs_queue" "scalar" {
  name                       = "scalar"
  visibility_timeout_seconds = var.named ? 30 : local.sizes["huge"]
}

resource "aws_sqs_queue" "inside" {
  name = "inside-${var.named ? "a" : tostring(tonumber("x"))}"
  tags = {
    Owner = var.named ? "me" : file("missing.txt")
  }
}

resource "aws_sqs_queue" "counted" {
  count = var.named ? 1 : tonumber("x")
  name  = "counted"
}

resource "aws_sqs_queue" "each" {
  for_each = var.named ? toset(["a"]) : toset([tonumber("x")])
  name     = "each-${each.key}"
}
