# Modules that may not be there: conditions on what they make, and on what reads their outputs.
variable "queue_enabled" {
  type    = bool
  default = true
}

variable "audit" {
  type    = bool
  default = false
}

module "queue" {
  source = "./queue"
  count  = var.queue_enabled ? 1 : 0

  name = "orders"
}

module "topic" {
  source   = "./topic"
  for_each = merge({ orders = "Orders" }, var.audit ? { audit = "Audit trail" } : {})

  name   = each.key
  title  = each.value
  queues = module.queue[*].arn
}

resource "aws_cloudwatch_metric_alarm" "errors" {
  alarm_name          = "errors"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  metric_name         = "Errors"
  namespace           = "AWS/Lambda"
  period              = 60
  statistic           = "Sum"
  threshold           = 0
  alarm_actions       = [for topic in module.topic : topic.arn]
  dimensions          = { Queue = try(module.queue[0].name, "none") }
}

output "queue_arn" {
  value = one(module.queue[*].arn)
}

output "queue_name" {
  value = try(module.queue[0].name, "none")
}

output "audit_arn" {
  value = try(module.topic["audit"].arn, null)
}

output "topics" {
  value = { for name, topic in module.topic : name => topic.arn }
}
