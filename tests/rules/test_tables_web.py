"""What the tables of API Gateway, CloudFront, Cognito and WAF make of children, conditions and variables."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conversion.converting import converted
from tests.parity.converted import Root

WEB = Path(__file__).with_name("web.tf")
METHOD = """
resource "aws_api_gateway_rest_api" "shop" {
  name = "shop"
}

resource "aws_api_gateway_method" "this" {
  rest_api_id   = aws_api_gateway_rest_api.shop.id
  resource_id   = aws_api_gateway_rest_api.shop.root_resource_id
  http_method   = %s
  authorization = "NONE"
}

resource "aws_api_gateway_integration" "this" {
  rest_api_id = aws_api_gateway_rest_api.shop.id
  resource_id = aws_api_gateway_rest_api.shop.root_resource_id
  http_method = %s
  type        = "MOCK"
}

variable "method" {
  type    = string
  default = "GET"
}
"""
DISTRIBUTION = """
variable "flag" {
  type    = bool
  default = true
}

resource "aws_cloudfront_distribution" "this" {
  enabled = true
  origin {
    origin_id   = "site"
    domain_name = "site.example.org"
    %s
  }
  default_cache_behavior {
    target_origin_id       = "site"
    viewer_protocol_policy = "allow-all"
    allowed_methods        = ["GET", "HEAD"]
    cached_methods         = ["GET", "HEAD"]
    %s
  }
  %s
  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }
  viewer_certificate {
    cloudfront_default_certificate = true
  }
}
"""
POOL = """
variable "flag" {
  type    = bool
  default = true
}

variable "mfa" {
  type    = string
  default = "OFF"
}

resource "aws_cognito_user_pool" "this" {
  name              = "users"
  mfa_configuration = %s
  software_token_mfa_configuration {
    enabled = %s
  }
}
"""


@pytest.mark.parametrize(
    ("method", "integration"),
    [
        ('"GET"', "aws_api_gateway_method.this.http_method"),
        ('"GET"', '"GET"'),
        ("var.method", "var.method"),
        ("var.method", "aws_api_gateway_method.this.http_method"),
    ],
)
def test_an_integration_becomes_part_of_its_method(method: str, integration: str) -> None:
    found = converted(METHOD % (method, integration))
    assert found.ids == []
    text = found.text("api")
    assert text.count("AWS::ApiGateway::Method") == 1
    assert "      Integration:\n        Type: MOCK\n" in text


def test_an_integration_of_another_method_is_refused() -> None:
    found = converted(METHOD % ('"GET"', '"PUT"'))
    assert "rules-unsupported" in found.ids
    assert "no aws_api_gateway_method of this configuration has the same rest_api_id" in str(found.findings)


def test_an_origin_without_a_kind_is_of_s3_where_the_condition_fails() -> None:
    kind = """dynamic "custom_origin_config" {
      for_each = var.flag ? [1] : []
      content {
        http_port              = 80
        https_port             = 443
        origin_protocol_policy = "https-only"
        origin_ssl_protocols   = ["TLSv1.2"]
      }
    }"""
    text = converted(DISTRIBUTION % (kind, "", "")).text("cdn")
    assert "CustomOriginConfig: !If\n              - FlagIsTrue\n" in text
    assert "S3OriginConfig: !If\n              - FlagIsFalse\n              - OriginAccessIdentity:" in text


def test_ttls_are_zero_only_without_a_cache_policy() -> None:
    text = converted(DISTRIBUTION % ("", 'cache_policy_id = var.flag ? "a1b2" : null', "")).text("cdn")
    for name in ("DefaultTTL", "MaxTTL", "MinTTL"):
        assert f'{name}: !If [FlagIsFalse, 0, !Ref "AWS::NoValue"]' in text


def test_an_origin_group_under_a_condition_counts_only_then() -> None:
    group = """dynamic "origin_group" {
      for_each = var.flag ? [1] : []
      content {
        origin_id = "both"
        failover_criteria {
          status_codes = [500]
        }
        member {
          origin_id = "site"
        }
        member {
          origin_id = "other"
        }
      }
    }
    origin_group {
      origin_id = "always"
      failover_criteria {
        status_codes = [500]
      }
      member {
        origin_id = "site"
      }
      member {
        origin_id = "other"
      }
    }"""
    assert "Quantity: !If [FlagIsTrue, 2, 1]" in converted(DISTRIBUTION % ("", "", group)).text("cdn")


@pytest.mark.parametrize(
    ("mfa", "enabled", "expected"),
    [
        ('"ON"', "true", "      EnabledMfas:\n        - SOFTWARE_TOKEN_MFA\n"),
        ('"OPTIONAL"', "var.flag", "EnabledMfas: !If [FlagIsTrue, [SOFTWARE_TOKEN_MFA]"),
        ("var.mfa", "true", 'EnabledMfas: !If [NotMfaIsOFF, [SOFTWARE_TOKEN_MFA], !Ref "AWS::NoValue"]'),
        ('"OFF"', "true", ""),
        ('"ON"', "false", ""),
    ],
)
def test_a_factor_is_enabled_unless_mfa_is_off(mfa: str, enabled: str, expected: str) -> None:
    text = converted(POOL % (mfa, enabled)).text("user-pools")
    assert expected in text
    assert ("EnabledMfas" in text) is bool(expected)


def test_route_settings_without_limits_let_no_request_through() -> None:
    stage = converted("""
resource "aws_apigatewayv2_stage" "this" {
  api_id = "a1b2c3"
  name   = "live"
  default_route_settings {
    detailed_metrics_enabled = true
  }
  route_settings {
    route_key             = "GET /"
    throttling_rate_limit = 5
  }
}
""").text("api")
    assert stage.count("ThrottlingBurstLimit: 0") == 2
    assert "ThrottlingRateLimit: 0" in stage
    assert "ThrottlingRateLimit: 5" in stage


def test_the_square_commutes_over_all_of_them(tmp_path: Path) -> None:
    root = Root.converted(tmp_path, WEB.read_text(encoding="utf-8"))
    assert root.told() == []


def test_a_change_of_a_statement_within_statements_is_seen(tmp_path: Path) -> None:
    root = Root.converted(tmp_path, WEB.read_text(encoding="utf-8"))
    root.edit("templates/waf-stack.yaml", "NotStatement:", "AndStatement:")
    assert {identifier for identifier, _ in root.told()} == {"parity-square"}


def test_blocks_that_are_all_conditional_leave_no_empty_list_behind(tmp_path: Path) -> None:
    root = Root.converted(tmp_path, WEB.read_text(encoding="utf-8"))
    text = (root.templates / "cdn-stack.yaml").read_text(encoding="utf-8")
    assert "        CacheBehaviors: !If\n          - LiveIsTrue\n          - - AllowedMethods:\n" in text
