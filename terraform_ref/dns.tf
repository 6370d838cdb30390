# ---------------------------------------------------------------------------
# Keycloak
# ---------------------------------------------------------------------------

resource "aws_acm_certificate" "keycloak" {
  domain_name       = local.keycloak_domain
  validation_method = "DNS"

  tags = local.common_tags

  # The listener uses the old certificate until the new one is there
  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_route53_record" "keycloak_certificate_validation" {
  for_each = {
    for option in aws_acm_certificate.keycloak.domain_validation_options : option.domain_name => {
      name   = option.resource_record_name
      type   = option.resource_record_type
      record = option.resource_record_value
    }
  }

  zone_id         = data.aws_route53_zone.root.zone_id
  name            = each.value.name
  type            = each.value.type
  ttl             = 60
  records         = [each.value.record]
  allow_overwrite = true
}

resource "aws_acm_certificate_validation" "keycloak" {
  certificate_arn         = aws_acm_certificate.keycloak.arn
  validation_record_fqdns = [for record in aws_route53_record.keycloak_certificate_validation : record.fqdn]

  timeouts {
    create = "5m"
  }
}

resource "aws_route53_record" "keycloak" {
  zone_id = data.aws_route53_zone.root.zone_id
  name    = local.keycloak_domain
  type    = "A"

  alias {
    name                   = module.keycloak_load_balancer.dns_name
    zone_id                = module.keycloak_load_balancer.zone_id
    evaluate_target_health = true
  }
}

# ---------------------------------------------------------------------------
# Registry
# ---------------------------------------------------------------------------

resource "aws_acm_certificate" "registry" {
  domain_name       = local.registry_domain
  validation_method = "DNS"

  tags = merge(local.common_tags, { Component = "registry" })

  # The listeners use the old certificate until the new one is there
  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_route53_record" "registry_certificate_validation" {
  for_each = {
    for option in aws_acm_certificate.registry.domain_validation_options : option.domain_name => {
      name   = option.resource_record_name
      type   = option.resource_record_type
      record = option.resource_record_value
    }
  }

  zone_id         = data.aws_route53_zone.root.zone_id
  name            = each.value.name
  type            = each.value.type
  ttl             = 60
  records         = [each.value.record]
  allow_overwrite = true
}

resource "aws_acm_certificate_validation" "registry" {
  certificate_arn         = aws_acm_certificate.registry.arn
  validation_record_fqdns = [for record in aws_route53_record.registry_certificate_validation : record.fqdn]

  timeouts {
    create = "5m"
  }
}

resource "aws_route53_record" "registry" {
  zone_id = data.aws_route53_zone.root.zone_id
  name    = local.registry_domain
  type    = "A"

  alias {
    name                   = module.load_balancer.dns_name
    zone_id                = module.load_balancer.zone_id
    evaluate_target_health = true
  }
}
