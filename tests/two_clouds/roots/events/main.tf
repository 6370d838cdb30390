# A bus of its own with a rule, and a schedule.

resource "aws_cloudwatch_event_bus" "orders" {
  name = "events-orders"
}

resource "aws_sqs_queue" "late" {
  name = "events-late"
}

resource "aws_cloudwatch_event_rule" "late" {
  name           = "events-late"
  event_bus_name = aws_cloudwatch_event_bus.orders.name
  event_pattern  = jsonencode({ source = ["orders"], "detail-type" = ["late"] })
}

resource "aws_cloudwatch_event_target" "late" {
  rule           = aws_cloudwatch_event_rule.late.name
  event_bus_name = aws_cloudwatch_event_bus.orders.name
  target_id      = "queue"
  arn            = aws_sqs_queue.late.arn
  input_path     = "$.detail"
}

resource "aws_iam_role" "scheduler" {
  name = "events-scheduler"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "scheduler.amazonaws.com" } }]
  })
}

resource "aws_scheduler_schedule" "nightly" {
  name                         = "events-nightly"
  description                  = "At night"
  schedule_expression          = "cron(30 2 * * ? *)"
  schedule_expression_timezone = "Europe/Berlin"

  flexible_time_window {
    mode                      = "FLEXIBLE"
    maximum_window_in_minutes = 15
  }

  target {
    arn      = aws_sqs_queue.late.arn
    role_arn = aws_iam_role.scheduler.arn
    input    = jsonencode({ task = "nightly" })
  }
}
