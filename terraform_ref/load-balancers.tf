# ---------------------------------------------------------------------------
# Main: registry and auth server
# ---------------------------------------------------------------------------

module "load_balancer" {
  source = "./modules/load-balancer"

  name               = "${local.gateway_name}-alb"
  vpc_id             = module.network.vpc_id
  public_subnet_ids  = module.network.public_subnet_ids
  private_subnet_ids = module.network.private_subnet_ids
  security_group_ids = [module.alb_security_group.id]

  target_groups = {
    registry = {
      port                 = 7860
      deregistration_delay = 5
      cross_zone           = true
      # The registry's web server answers on another port than the one that traffic goes to
      health_check = { path = "/health", port = "7860" }
    }
    auth = {
      port                 = 8888
      deregistration_delay = 5
      cross_zone           = true
      health_check         = { path = "/health" }
    }
    gradio = {
      port                 = 7860
      deregistration_delay = 5
      cross_zone           = true
      health_check         = { path = "/health" }
    }
  }

  listeners = {
    http = {
      port         = 80
      target_group = "registry"
    }
    https = {
      port            = 443
      https           = true
      certificate_arn = aws_acm_certificate_validation.registry.certificate_arn
      target_group    = "registry"
    }
    auth = {
      port            = 8888
      https           = true
      certificate_arn = aws_acm_certificate_validation.registry.certificate_arn
      target_group    = "auth"
    }
    gradio = {
      port         = 7860
      target_group = "gradio"
    }
  }

  tags = local.gateway_tags
}

# ---------------------------------------------------------------------------
# Keycloak
# ---------------------------------------------------------------------------

# A replaced target group needs a new name beside the old one
resource "random_string" "alb_tg_suffix" {
  length  = 3
  special = false
  upper   = false
}

module "keycloak_load_balancer" {
  source = "./modules/load-balancer"

  name               = "keycloak-alb"
  vpc_id             = module.network.vpc_id
  public_subnet_ids  = module.network.public_subnet_ids
  private_subnet_ids = module.network.private_subnet_ids
  security_group_ids = [aws_security_group.keycloak_lb.id]
  default_ssl_policy = "ELBSecurityPolicy-TLS13-1-2-2021-06"

  target_groups = {
    keycloak = {
      name                 = "keycloak-tg-${random_string.alb_tg_suffix.result}"
      port                 = 8080
      deregistration_delay = 30
      health_check         = { matcher = "200-399", unhealthy_threshold = 3 }
      stickiness           = {}
    }
  }

  listeners = {
    https = {
      port            = 443
      https           = true
      certificate_arn = aws_acm_certificate_validation.keycloak.certificate_arn
      target_group    = "keycloak"
    }
    http_redirect = {
      port     = 80
      redirect = { port = "443" }
    }
  }

  tags = local.common_tags
}
