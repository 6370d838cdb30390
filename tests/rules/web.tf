variable "name" {
  type    = string
  default = "shop"
}
variable "live" {
  type    = bool
  default = true
}
variable "method" {
  type    = string
  default = "GET"
}
variable "countries" {
  type    = list(string)
  default = ["DE", "FR"]
}
variable "mfa" {
  type    = string
  default = "OPTIONAL"
  validation {
    condition     = contains(["OFF", "ON", "OPTIONAL"], var.mfa)
    error_message = "OFF, ON or OPTIONAL."
  }
}
variable "certificate" {
  type    = string
  default = ""
}
variable "timeout" {
  type    = number
  default = 5000
}
variable "limit" {
  type    = number
  default = 500
}

resource "aws_api_gateway_rest_api" "shop" {
  name        = var.name
  description = "API of ${var.name}"
  endpoint_configuration {
    types = ["REGIONAL"]
  }
}

resource "aws_api_gateway_resource" "orders" {
  rest_api_id = aws_api_gateway_rest_api.shop.id
  parent_id   = aws_api_gateway_rest_api.shop.root_resource_id
  path_part   = "orders"
}

resource "aws_api_gateway_method" "orders" {
  rest_api_id   = aws_api_gateway_rest_api.shop.id
  resource_id   = aws_api_gateway_resource.orders.id
  http_method   = var.method
  authorization = "NONE"
  request_parameters = {
    "method.request.querystring.page" = var.live
  }
}

resource "aws_api_gateway_integration" "orders" {
  rest_api_id          = aws_api_gateway_rest_api.shop.id
  resource_id          = aws_api_gateway_resource.orders.id
  http_method          = aws_api_gateway_method.orders.http_method
  type                 = "MOCK"
  timeout_milliseconds = var.timeout
  request_templates = {
    "application/json" = jsonencode({ statusCode = 200 })
  }
}

resource "aws_api_gateway_method_response" "ok" {
  rest_api_id = aws_api_gateway_rest_api.shop.id
  resource_id = aws_api_gateway_resource.orders.id
  http_method = aws_api_gateway_method.orders.http_method
  status_code = "200"
}

resource "aws_api_gateway_integration_response" "ok" {
  rest_api_id = aws_api_gateway_rest_api.shop.id
  resource_id = aws_api_gateway_resource.orders.id
  http_method = aws_api_gateway_method.orders.http_method
  status_code = aws_api_gateway_method_response.ok.status_code
  response_templates = {
    "application/json" = "{\"name\": \"${var.name}\"}"
  }
  depends_on = [aws_api_gateway_integration.orders]
}

resource "aws_api_gateway_method" "options" {
  count         = var.live ? 1 : 0
  rest_api_id   = aws_api_gateway_rest_api.shop.id
  resource_id   = aws_api_gateway_resource.orders.id
  http_method   = "OPTIONS"
  authorization = "NONE"
}

resource "aws_api_gateway_integration" "options" {
  count       = var.live ? 1 : 0
  rest_api_id = aws_api_gateway_rest_api.shop.id
  resource_id = aws_api_gateway_resource.orders.id
  http_method = aws_api_gateway_method.options[0].http_method
  type        = "MOCK"
}

resource "aws_api_gateway_deployment" "shop" {
  rest_api_id = aws_api_gateway_rest_api.shop.id
  triggers = {
    redeployment = sha1(jsonencode([aws_api_gateway_resource.orders.id, aws_api_gateway_integration.orders.id]))
  }
  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_api_gateway_stage" "live" {
  rest_api_id          = aws_api_gateway_rest_api.shop.id
  deployment_id        = aws_api_gateway_deployment.shop.id
  stage_name           = var.name
  xray_tracing_enabled = var.live
  variables = {
    mode = var.name
  }
}

resource "aws_apigatewayv2_api" "web" {
  name          = "${var.name}-web"
  protocol_type = "HTTP"
  cors_configuration {
    allow_origins = ["https://${var.name}.example.org"]
    max_age       = var.timeout
  }
}

resource "aws_apigatewayv2_integration" "web" {
  api_id                 = aws_apigatewayv2_api.web.id
  integration_type       = "HTTP_PROXY"
  integration_method     = var.method
  integration_uri        = "https://${var.name}.example.org/"
  payload_format_version = "1.0"
}

resource "aws_apigatewayv2_route" "web" {
  api_id    = aws_apigatewayv2_api.web.id
  route_key = "GET /"
  target    = "integrations/${aws_apigatewayv2_integration.web.id}"
}

resource "aws_apigatewayv2_stage" "web" {
  api_id      = aws_apigatewayv2_api.web.id
  name        = "$default"
  auto_deploy = var.live
  route_settings {
    route_key              = "GET /"
    throttling_burst_limit = var.limit
    throttling_rate_limit  = 10
  }
}

resource "aws_cloudfront_origin_access_control" "site" {
  name                              = var.name
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

resource "aws_cloudfront_origin_access_identity" "site" {
  comment = "site of ${var.name}"
}

resource "aws_cloudfront_distribution" "site" {
  enabled         = var.live
  comment         = var.name
  is_ipv6_enabled = var.live
  web_acl_id      = aws_wafv2_web_acl.site.arn
  origin {
    origin_id                = "bucket"
    domain_name              = "${var.name}.s3.amazonaws.com"
    origin_access_control_id = aws_cloudfront_origin_access_control.site.id
  }
  origin {
    origin_id   = "api"
    domain_name = "${aws_api_gateway_rest_api.shop.id}.execute-api.us-east-1.amazonaws.com"
    custom_origin_config {
      http_port              = 80
      https_port             = 443
      origin_protocol_policy = "https-only"
      origin_ssl_protocols   = ["TLSv1.2"]
    }
  }
  origin_group {
    origin_id = "both"
    failover_criteria {
      status_codes = [500, 503]
    }
    member {
      origin_id = "bucket"
    }
    member {
      origin_id = "api"
    }
  }
  default_cache_behavior {
    target_origin_id       = "bucket"
    viewer_protocol_policy = "redirect-to-https"
    allowed_methods        = ["GET", "HEAD"]
    cached_methods         = ["GET", "HEAD"]
    default_ttl            = var.timeout
    forwarded_values {
      query_string = var.live
      cookies {
        forward = "none"
      }
    }
  }
  dynamic "ordered_cache_behavior" {
    for_each = var.live ? ["/api/*"] : []
    content {
      path_pattern           = ordered_cache_behavior.value
      target_origin_id       = "api"
      viewer_protocol_policy = "https-only"
      allowed_methods        = ["GET", "HEAD"]
      cached_methods         = ["GET", "HEAD"]
      cache_policy_id        = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
      min_ttl                = 0
    }
  }
  restrictions {
    geo_restriction {
      restriction_type = "whitelist"
      locations        = var.countries
    }
  }
  viewer_certificate {
    cloudfront_default_certificate = var.certificate == "" ? true : false
    acm_certificate_arn            = var.certificate
    ssl_support_method             = var.certificate == "" ? null : "sni-only"
  }
}

resource "aws_wafv2_ip_set" "blocked" {
  name               = "${var.name}-blocked"
  scope              = "CLOUDFRONT"
  ip_address_version = "IPV4"
  addresses          = ["192.0.2.0/24"]
}

resource "aws_wafv2_web_acl" "site" {
  name  = var.name
  scope = "CLOUDFRONT"
  default_action {
    allow {}
  }
  custom_response_body {
    key          = "denied"
    content      = "no ${var.name}"
    content_type = "TEXT_PLAIN"
  }
  rule {
    name     = "rate"
    priority = 1
    action {
      block {
        custom_response {
          response_code            = 429
          custom_response_body_key = "denied"
        }
      }
    }
    statement {
      rate_based_statement {
        limit = var.limit
        scope_down_statement {
          not_statement {
            statement {
              geo_match_statement {
                country_codes = var.countries
              }
            }
          }
        }
      }
    }
    visibility_config {
      cloudwatch_metrics_enabled = var.live
      metric_name                = "${var.name}-rate"
      sampled_requests_enabled   = true
    }
  }
  dynamic "rule" {
    for_each = var.live ? [1] : []
    content {
      name     = "blocked"
      priority = 2
      action {
        block {}
      }
      statement {
        ip_set_reference_statement {
          arn = aws_wafv2_ip_set.blocked.arn
        }
      }
      visibility_config {
        cloudwatch_metrics_enabled = true
        metric_name                = "blocked"
        sampled_requests_enabled   = true
      }
    }
  }
  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = var.name
    sampled_requests_enabled   = var.live
  }
}

resource "aws_wafv2_web_acl" "regional" {
  name  = "${var.name}-regional"
  scope = "REGIONAL"
  default_action {
    allow {}
  }
  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = var.name
    sampled_requests_enabled   = true
  }
}

resource "aws_wafv2_web_acl_association" "api" {
  web_acl_arn  = aws_wafv2_web_acl.regional.arn
  resource_arn = aws_api_gateway_stage.live.arn
}

resource "aws_cloudwatch_log_group" "waf" {
  name              = "aws-waf-logs-${var.name}"
  retention_in_days = 30
}

resource "aws_wafv2_web_acl_logging_configuration" "waf" {
  resource_arn            = aws_wafv2_web_acl.regional.arn
  log_destination_configs = [aws_cloudwatch_log_group.waf.arn]
  redacted_fields {
    single_header {
      name = "authorization"
    }
  }
}

resource "aws_cognito_user_pool" "users" {
  name              = var.name
  mfa_configuration = var.mfa
  software_token_mfa_configuration {
    enabled = var.live
  }
  password_policy {
    minimum_length    = 12
    require_lowercase = var.live
  }
  schema {
    name                = "plan"
    attribute_data_type = "String"
    string_attribute_constraints {
      max_length = "20"
    }
  }
  tags = {
    Name = var.name
  }
}

resource "aws_cognito_user_pool_client" "web" {
  name            = "${var.name}-web"
  user_pool_id    = aws_cognito_user_pool.users.id
  generate_secret = var.live
  callback_urls   = ["https://${var.name}.example.org/"]
}

output "url" {
  value = aws_api_gateway_stage.live.invoke_url
}
output "web" {
  value = aws_apigatewayv2_stage.web.invoke_url
}
output "site" {
  value = aws_cloudfront_distribution.site.domain_name
}
output "client" {
  value     = aws_cognito_user_pool_client.web.client_secret
  sensitive = true
}
