# What is called later, or over and over.

resource "aws_iam_role" "main" {
  name = "minimal-calls"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_lambda_function" "main" {
  function_name = "minimal-calls"
  role          = aws_iam_role.main.arn
  filename      = "${path.module}/package.zip"
  handler       = "main.handler"
  runtime       = "python3.12"
}

resource "aws_lambda_function_event_invoke_config" "this" {
  function_name = aws_lambda_function.main.function_name
}

resource "aws_scheduler_schedule_group" "this" {}

resource "aws_ssm_association" "this" {
  name = "AWS-RunShellScript"
}
