# Instances whose keys variables tell are as many as their keys: these differ for every value. A text that Terraform
# makes a number of is one.
variable "first" {
  type    = string
  default = "orders"
}

variable "second" {
  type    = string
  default = "invoices"

  validation {
    condition     = var.second != var.first
    error_message = "Two names are needed."
  }
}

variable "again" {
  type    = string
  default = "orders"
}

variable "retention" {
  type    = string
  default = "14"
}

variable "delay" {
  type    = string
  default = "none"
}

resource "aws_sqs_queue" "named" {
  for_each = { for name in [var.first, var.second] : name => "queue of ${name}" }

  name                      = each.key
  message_retention_seconds = tonumber(var.retention)
  delay_seconds             = var.delay == "none" ? 0 : tonumber(var.delay)
}

resource "aws_sns_topic" "named" {
  for_each = toset(["alarms", var.second, "${var.second}-late"])

  name = each.key
}

resource "aws_ssm_parameter" "same" {
  for_each = toset([var.first, var.again])

  name  = each.key
  type  = "String"
  value = tonumber(var.retention)
}
