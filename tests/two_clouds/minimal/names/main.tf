# Names of hosts and of services.

resource "aws_vpc" "main" {
  cidr_block = "10.12.0.0/16"
}

resource "aws_route53_zone" "this" {
  name = "minimal.example.org"
}

resource "aws_route53_record" "this" {
  zone_id = aws_route53_zone.this.zone_id
  name    = "www"
  type    = "A"
  ttl     = 60
  records = ["192.0.2.1"]
}

resource "aws_route53_health_check" "this" {
  type       = "TCP"
  ip_address = "192.0.2.1"
  port       = 443
}

resource "aws_service_discovery_http_namespace" "this" {
  name = "minimal"
}

resource "aws_service_discovery_private_dns_namespace" "this" {
  name = "minimal.internal"
  vpc  = aws_vpc.main.id
}

resource "aws_service_discovery_public_dns_namespace" "this" {
  name = "public.example.org"
}

resource "aws_service_discovery_service" "this" {
  name         = "minimal"
  namespace_id = aws_service_discovery_http_namespace.this.id
}

resource "aws_ses_domain_identity" "this" {
  domain = "example.org"
}

resource "aws_ses_domain_identity" "signed" {
  domain = "signed.example.org"
}

resource "aws_ses_domain_dkim" "this" {
  domain = aws_ses_domain_identity.signed.domain
}
