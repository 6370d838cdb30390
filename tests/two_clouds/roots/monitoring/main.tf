# Logs, what is counted in them, and who is told.

resource "aws_cloudwatch_log_group" "app" {
  name              = "/monitoring/app"
  retention_in_days = 90
  tags              = { Team = "monitoring" }
}

resource "aws_cloudwatch_log_stream" "audit" {
  name           = "audit"
  log_group_name = aws_cloudwatch_log_group.app.name
}

resource "aws_cloudwatch_log_metric_filter" "errors" {
  name           = "monitoring-errors"
  log_group_name = aws_cloudwatch_log_group.app.name
  pattern        = "ERROR"
  metric_transformation {
    name          = "Errors"
    namespace     = "Monitoring"
    value         = "1"
    default_value = "0"
  }
}

resource "aws_sns_topic" "alarms" {
  name = "monitoring-alarms"
}

resource "aws_cloudwatch_metric_alarm" "errors" {
  alarm_name          = "monitoring-errors"
  alarm_description   = "Too many errors"
  namespace           = "Monitoring"
  metric_name         = "Errors"
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 10
  period              = 300
  evaluation_periods  = 2
  datapoints_to_alarm = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
}

resource "aws_cloudwatch_metric_alarm" "processor" {
  alarm_name          = "monitoring-processor"
  namespace           = "AWS/ECS"
  metric_name         = "CPUUtilization"
  dimensions          = { ClusterName = "main", ServiceName = "app" }
  extended_statistic  = "p95"
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = 80
  period              = 60
  evaluation_periods  = 5
}

resource "aws_cloudwatch_dashboard" "main" {
  dashboard_name = "monitoring"
  dashboard_body = jsonencode({
    widgets = [{ type = "text", x = 0, y = 0, width = 6, height = 3, properties = { markdown = "# App" } }]
  })
}
