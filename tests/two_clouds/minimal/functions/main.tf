# Functions, from a package in this folder that the run makes.

resource "aws_iam_role" "main" {
  name = "minimal-functions"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_lambda_function" "this" {
  function_name = "minimal"
  role          = aws_iam_role.main.arn
  filename      = "${path.module}/package.zip"
  handler       = "main.handler"
  runtime       = "python3.12"
}

resource "aws_lambda_function" "called" {
  function_name = "minimal-called"
  role          = aws_iam_role.main.arn
  filename      = "${path.module}/package.zip"
  handler       = "main.handler"
  runtime       = "python3.12"
  publish       = true
}

resource "aws_lambda_alias" "this" {
  name             = "minimal"
  function_name    = aws_lambda_function.called.function_name
  function_version = aws_lambda_function.called.version
}

resource "aws_lambda_function_url" "this" {
  function_name      = aws_lambda_function.called.function_name
  authorization_type = "AWS_IAM"
}

resource "aws_lambda_permission" "this" {
  function_name = aws_lambda_function.called.function_name
  action        = "lambda:InvokeFunction"
  principal     = "s3.amazonaws.com"
}

resource "aws_sqs_queue" "feeding" {
  name = "minimal-feeding"
}

resource "aws_lambda_event_source_mapping" "this" {
  function_name    = aws_lambda_function.called.arn
  event_source_arn = aws_sqs_queue.feeding.arn
}

resource "aws_lambda_layer_version" "this" {
  layer_name = "minimal"
  filename   = "${path.module}/package.zip"
}
