# Logs, metrics and alarms.

resource "aws_cloudwatch_log_group" "this" {}

resource "aws_cloudwatch_log_group" "main" {
  for_each = toset(["measured", "streamed", "forwarded"])
  name     = "minimal-${each.key}"
}

resource "aws_cloudwatch_log_stream" "this" {
  name           = "minimal"
  log_group_name = aws_cloudwatch_log_group.main["streamed"].name
}

resource "aws_cloudwatch_log_metric_filter" "this" {
  name           = "minimal"
  log_group_name = aws_cloudwatch_log_group.main["measured"].name
  pattern        = "ERROR"
  metric_transformation {
    name      = "Errors"
    namespace = "Minimal"
    value     = "1"
  }
}

resource "aws_kinesis_stream" "logs" {
  name        = "minimal-logs"
  shard_count = 1
}

resource "aws_iam_role" "logs" {
  name = "minimal-logs"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "logs.amazonaws.com" } }]
  })
}

resource "aws_cloudwatch_log_subscription_filter" "this" {
  name            = "minimal"
  log_group_name  = aws_cloudwatch_log_group.main["forwarded"].name
  filter_pattern  = ""
  destination_arn = aws_kinesis_stream.logs.arn
  role_arn        = aws_iam_role.logs.arn
}

resource "aws_cloudwatch_log_resource_policy" "this" {
  policy_name = "minimal"
  policy_document = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "es.amazonaws.com" }, Action = "logs:PutLogEvents", Resource = "*" }]
  })
}

resource "aws_cloudwatch_query_definition" "this" {
  name         = "minimal"
  query_string = "fields @message"
}

resource "aws_cloudwatch_dashboard" "this" {
  dashboard_name = "minimal"
  dashboard_body = jsonencode({ widgets = [] })
}

resource "aws_cloudwatch_metric_alarm" "this" {
  alarm_name          = "minimal"
  comparison_operator = "GreaterThanOrEqualToThreshold"
  evaluation_periods  = 1
  metric_name         = "CPUUtilization"
  namespace           = "AWS/EC2"
  period              = 60
  statistic           = "Average"
  threshold           = 80
}
