# A zone with records of each kind, and a check of an address.

resource "aws_route53_zone" "main" {
  name    = "names.example.org"
  comment = "Public"
}

resource "aws_route53_record" "www" {
  zone_id = aws_route53_zone.main.zone_id
  name    = "www.names.example.org"
  type    = "A"
  ttl     = 300
  records = ["192.0.2.10", "192.0.2.11"]
}

resource "aws_route53_record" "text" {
  zone_id = aws_route53_zone.main.zone_id
  name    = "names.example.org"
  type    = "TXT"
  ttl     = 60
  records = ["v=spf1 -all"]
}

resource "aws_route53_record" "weighted" {
  for_each       = { blue = 90, green = 10 }
  zone_id        = aws_route53_zone.main.zone_id
  name           = "app.names.example.org"
  type           = "CNAME"
  ttl            = 60
  set_identifier = each.key
  records        = ["${each.key}.example.net"]
  weighted_routing_policy {
    weight = each.value
  }
}

resource "aws_route53_health_check" "www" {
  fqdn              = "www.names.example.org"
  type              = "HTTPS"
  port              = 443
  resource_path     = "/health"
  request_interval  = 30
  failure_threshold = 2
  tags              = { Name = "names-www" }
}
