# one(), splats, try() and compact() over resources that may not be there.
variable "enabled" {
  type    = bool
  default = true
}

variable "extra" {
  type    = bool
  default = false
}

resource "aws_sns_topic" "main" {
  count = var.enabled ? 1 : 0
  name  = "main"
}

resource "aws_sns_topic" "extra" {
  count = var.extra ? 1 : 0
  name  = "extra"
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
  alarm_actions       = compact([one(aws_sns_topic.main[*].arn), try(aws_sns_topic.extra[0].arn, "")])
  ok_actions          = concat(aws_sns_topic.main[*].arn, aws_sns_topic.extra[*].arn)
  alarm_description   = (var.enabled ? aws_sns_topic.main[0].arn : "") != "" ? "told" : "silent"
}

output "topic" {
  value = try(aws_sns_topic.main[0].arn, null)
}
