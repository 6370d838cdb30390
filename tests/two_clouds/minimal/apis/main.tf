# What stands around an interface: names, keys, plans, checks.

resource "aws_iam_role" "main" {
  name = "minimal-apis"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_lambda_function" "main" {
  function_name = "minimal-apis"
  role          = aws_iam_role.main.arn
  filename      = "${path.module}/package.zip"
  handler       = "main.handler"
  runtime       = "python3.12"
}

resource "aws_acm_certificate" "main" {
  domain_name       = "api.example.org"
  validation_method = "EMAIL"
}

resource "aws_api_gateway_rest_api" "main" {
  name = "minimal-apis"
}

resource "aws_api_gateway_method" "main" {
  rest_api_id   = aws_api_gateway_rest_api.main.id
  resource_id   = aws_api_gateway_rest_api.main.root_resource_id
  http_method   = "GET"
  authorization = "NONE"
}

resource "aws_api_gateway_integration" "main" {
  rest_api_id = aws_api_gateway_rest_api.main.id
  resource_id = aws_api_gateway_rest_api.main.root_resource_id
  http_method = aws_api_gateway_method.main.http_method
  type        = "MOCK"
}

resource "aws_api_gateway_deployment" "main" {
  rest_api_id = aws_api_gateway_rest_api.main.id
  depends_on  = [aws_api_gateway_integration.main]
}

resource "aws_api_gateway_stage" "main" {
  rest_api_id   = aws_api_gateway_rest_api.main.id
  deployment_id = aws_api_gateway_deployment.main.id
  stage_name    = "live"
}

resource "aws_api_gateway_method_settings" "this" {
  rest_api_id = aws_api_gateway_rest_api.main.id
  stage_name  = aws_api_gateway_stage.main.stage_name
  method_path = "*/*"
  settings {}
}

resource "aws_api_gateway_account" "this" {}

resource "aws_api_gateway_authorizer" "this" {
  name           = "minimal"
  rest_api_id    = aws_api_gateway_rest_api.main.id
  authorizer_uri = aws_lambda_function.main.invoke_arn
}

resource "aws_api_gateway_model" "this" {
  name         = "Order"
  rest_api_id  = aws_api_gateway_rest_api.main.id
  content_type = "application/json"
}

resource "aws_api_gateway_request_validator" "this" {
  name        = "minimal"
  rest_api_id = aws_api_gateway_rest_api.main.id
}

resource "aws_api_gateway_domain_name" "this" {
  domain_name     = "api.example.org"
  certificate_arn = aws_acm_certificate.main.arn
}

resource "aws_api_gateway_base_path_mapping" "this" {
  api_id      = aws_api_gateway_rest_api.main.id
  domain_name = aws_api_gateway_domain_name.this.domain_name
}

resource "aws_api_gateway_api_key" "this" {
  name = "minimal"
}

resource "aws_api_gateway_usage_plan" "this" {
  name = "minimal"
}

resource "aws_api_gateway_usage_plan_key" "this" {
  key_id        = aws_api_gateway_api_key.this.id
  key_type      = "API_KEY"
  usage_plan_id = aws_api_gateway_usage_plan.this.id
}
