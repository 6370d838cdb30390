# An HTTP interface in front of an address elsewhere.

resource "aws_apigatewayv2_api" "main" {
  name          = "http-api"
  description   = "Front"
  protocol_type = "HTTP"
  cors_configuration {
    allow_methods = ["GET", "POST"]
    allow_origins = ["https://www.example.org"]
    max_age       = 300
  }
}

resource "aws_apigatewayv2_integration" "main" {
  api_id             = aws_apigatewayv2_api.main.id
  integration_type   = "HTTP_PROXY"
  integration_method = "ANY"
  integration_uri    = "https://backend.example.org/{proxy}"
}

resource "aws_apigatewayv2_route" "main" {
  api_id    = aws_apigatewayv2_api.main.id
  route_key = "ANY /{proxy+}"
  target    = "integrations/${aws_apigatewayv2_integration.main.id}"
}

resource "aws_apigatewayv2_stage" "main" {
  api_id      = aws_apigatewayv2_api.main.id
  name        = "$default"
  auto_deploy = true
}
