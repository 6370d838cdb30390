# What runs when something happens or at its time.

resource "aws_iam_role" "main" {
  name = "minimal-events"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = ["scheduler.amazonaws.com", "states.amazonaws.com"] } }]
  })
}

resource "aws_sqs_queue" "main" {
  name = "minimal-events"
}

resource "aws_cloudwatch_event_bus" "this" {
  name = "minimal"
}

resource "aws_cloudwatch_event_rule" "this" {
  schedule_expression = "rate(5 minutes)"
}

resource "aws_cloudwatch_event_rule" "aimed" {
  name                = "minimal-aimed"
  schedule_expression = "rate(1 hour)"
}

resource "aws_cloudwatch_event_target" "this" {
  rule = aws_cloudwatch_event_rule.aimed.name
  arn  = aws_sqs_queue.main.arn
}

resource "aws_scheduler_schedule" "this" {
  schedule_expression = "rate(1 hour)"
  flexible_time_window {
    mode = "OFF"
  }
  target {
    arn      = aws_sqs_queue.main.arn
    role_arn = aws_iam_role.main.arn
  }
}

resource "aws_sfn_state_machine" "this" {
  role_arn   = aws_iam_role.main.arn
  definition = jsonencode({ StartAt = "Done", States = { Done = { Type = "Succeed" } } })
}
