# What stands between users and content.

resource "aws_acm_certificate" "this" {
  domain_name       = "www.example.org"
  validation_method = "EMAIL"
}

resource "aws_acm_certificate" "validated" {
  domain_name       = "validated.example.org"
  validation_method = "EMAIL"
}

resource "aws_acm_certificate_validation" "this" {
  certificate_arn = aws_acm_certificate.validated.arn
}

resource "aws_cloudfront_distribution" "this" {
  enabled = true
  origin {
    domain_name = "www.example.org"
    origin_id   = "minimal"
    custom_origin_config {
      http_port              = 80
      https_port             = 443
      origin_protocol_policy = "https-only"
      origin_ssl_protocols   = ["TLSv1.2"]
    }
  }
  default_cache_behavior {
    allowed_methods        = ["GET", "HEAD"]
    cached_methods         = ["GET", "HEAD"]
    target_origin_id       = "minimal"
    viewer_protocol_policy = "allow-all"
    cache_policy_id        = "658327ea-f89d-4fab-a63d-7e88639e58f6"
  }
  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }
  viewer_certificate {
    cloudfront_default_certificate = true
  }
}

resource "aws_cloudfront_origin_access_control" "this" {
  name                              = "minimal"
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

resource "aws_cloudfront_origin_access_identity" "this" {}

resource "aws_wafv2_ip_set" "this" {
  scope              = "REGIONAL"
  ip_address_version = "IPV4"
}

resource "aws_wafv2_web_acl" "this" {
  scope = "REGIONAL"
  default_action {
    allow {}
  }
  visibility_config {
    cloudwatch_metrics_enabled = false
    metric_name                = "minimal"
    sampled_requests_enabled   = false
  }
}

resource "aws_vpc" "main" {
  cidr_block = "10.11.0.0/16"
}

resource "aws_subnet" "main" {
  for_each          = { a = 0, b = 1 }
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet(aws_vpc.main.cidr_block, 8, each.value)
  availability_zone = "us-east-1${each.key}"
}

resource "aws_lb" "main" {
  name    = "minimal-guarded"
  subnets = [for subnet in aws_subnet.main : subnet.id]
}

resource "aws_wafv2_web_acl_association" "this" {
  resource_arn = aws_lb.main.arn
  web_acl_arn  = aws_wafv2_web_acl.this.arn
}

resource "aws_cloudwatch_log_group" "guard" {
  name = "aws-waf-logs-minimal"
}

resource "aws_wafv2_web_acl_logging_configuration" "this" {
  log_destination_configs = [aws_cloudwatch_log_group.guard.arn]
  resource_arn            = aws_wafv2_web_acl.this.arn
}

resource "aws_shield_protection" "this" {
  name         = "minimal"
  resource_arn = aws_lb.main.arn
}
