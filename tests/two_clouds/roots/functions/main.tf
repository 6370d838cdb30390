# A function with a schedule, an alias, an address and a queue that feeds it.

resource "aws_iam_role" "function" {
  name = "functions"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy_attachment" "function" {
  role       = aws_iam_role.function.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}

resource "aws_lambda_function" "work" {
  function_name = "functions-work"
  description   = "Works"
  role          = aws_iam_role.function.arn
  package_type  = "Image"
  image_uri     = "123456789012.dkr.ecr.us-east-1.amazonaws.com/work:1"
  timeout       = 45
  memory_size   = 512
  environment {
    variables = { MODE = "test", LEVEL = "1" }
  }
  tags = { Team = "functions" }
}

resource "aws_lambda_permission" "events" {
  statement_id  = "events"
  function_name = aws_lambda_function.work.function_name
  action        = "lambda:InvokeFunction"
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.daily.arn
}

resource "aws_cloudwatch_event_rule" "daily" {
  name                = "functions-daily"
  description         = "Every morning"
  schedule_expression = "cron(0 6 * * ? *)"
}

resource "aws_cloudwatch_event_target" "daily" {
  rule      = aws_cloudwatch_event_rule.daily.name
  target_id = "work"
  arn       = aws_lambda_function.work.arn
  input     = jsonencode({ task = "daily" })
}

resource "aws_sqs_queue" "work" {
  name                       = "functions-work"
  visibility_timeout_seconds = 300
}

resource "aws_lambda_event_source_mapping" "work" {
  event_source_arn = aws_sqs_queue.work.arn
  function_name    = aws_lambda_function.work.arn
  batch_size       = 5
}

resource "aws_lambda_function_url" "work" {
  function_name      = aws_lambda_function.work.function_name
  authorization_type = "AWS_IAM"
}
