# alb <-> dns: the one template is instantiated twice, certificates first and records last.

variable "zone_id" {
  type = string
}

variable "subnets" {
  type    = list(string)
  default = ["subnet-0a1b2c3d", "subnet-1a1b2c3d"]
}

resource "aws_acm_certificate" "site" {
  domain_name       = "example.org"
  validation_method = "DNS"
}

resource "aws_route53_record" "validation" {
  for_each = { for o in aws_acm_certificate.site.domain_validation_options : o.domain_name => o }

  zone_id = var.zone_id
  name    = each.value.resource_record_name
  type    = each.value.resource_record_type
  records = [each.value.resource_record_value]
  ttl     = 60
}

resource "aws_lb" "site" {
  name    = "site"
  subnets = [var.subnets[0], var.subnets[1]]
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.site.arn
  port              = 443
  protocol          = "HTTPS"
  certificate_arn   = aws_acm_certificate.site.arn

  default_action {
    type = "fixed-response"
    fixed_response {
      content_type = "text/plain"
      status_code  = "200"
    }
  }
}

resource "aws_route53_record" "site" {
  zone_id = var.zone_id
  name    = "example.org"
  type    = "A"

  alias {
    name                   = aws_lb.site.dns_name
    zone_id                = aws_lb.site.zone_id
    evaluate_target_health = true
  }
}
