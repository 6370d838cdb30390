# A count over a bool variable is a condition on the resource, on its outputs and on what refers to it.

variable "alarms" {
  type    = bool
  default = true
}

resource "aws_sns_topic" "alarms" {
  count = var.alarms ? 1 : 0
  name  = "alarms"
}

resource "aws_cloudwatch_metric_alarm" "errors" {
  alarm_name          = "errors"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  metric_name         = "Errors"
  namespace           = "Shop"
  period              = 60
  statistic           = "Sum"
  threshold           = 1
  alarm_actions       = aws_sns_topic.alarms[*].arn
}

output "topic" {
  description = "Null without alarms"
  value       = one(aws_sns_topic.alarms[*].arn)
}
