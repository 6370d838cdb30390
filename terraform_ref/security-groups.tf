# The groups of the gateway's services and of the file system are made by their modules; here are the load balancers'
# and Keycloak's, and the rules between services that would tie two module calls into a knot.

# ---------------------------------------------------------------------------
# Main load balancer
# ---------------------------------------------------------------------------

module "alb_security_group" {
  source = "./modules/security-group"

  name        = "${local.gateway_name}-alb"
  description = "Main load balancer of the gateway"
  vpc_id      = module.network.vpc_id

  ingress_rules = {
    all_http = {
      description = "HTTP"
      from_port   = 80
      cidr_ipv4   = var.ingress_cidr_blocks[0]
    }
    all_https = {
      description = "HTTPS"
      from_port   = 443
      cidr_ipv4   = var.ingress_cidr_blocks[0]
    }
    auth_port = {
      description = "Auth server"
      from_port   = 8888
      cidr_ipv4   = var.ingress_cidr_blocks[0]
    }
    gradio_port = {
      description = "Registry user interface"
      from_port   = 7860
      cidr_ipv4   = var.ingress_cidr_blocks[0]
    }
  }

  egress_rules = {
    all = { cidr_ipv4 = "0.0.0.0/0" }
  }

  tags = local.gateway_tags
}

# ---------------------------------------------------------------------------
# Keycloak: load balancer -> tasks -> database
# ---------------------------------------------------------------------------

resource "aws_security_group" "keycloak_lb" {
  name        = "keycloak-lb"
  description = "Keycloak load balancer"
  vpc_id      = module.network.vpc_id

  tags = merge(local.common_tags, { Name = "keycloak-lb" })
}

resource "aws_security_group_rule" "keycloak_lb_ingress_http" {
  description       = "HTTP, redirected to HTTPS"
  type              = "ingress"
  from_port         = 80
  to_port           = 80
  protocol          = "tcp"
  cidr_blocks       = ["0.0.0.0/0"]
  security_group_id = aws_security_group.keycloak_lb.id
}

resource "aws_security_group_rule" "keycloak_lb_ingress_https" {
  description       = "HTTPS"
  type              = "ingress"
  from_port         = 443
  to_port           = 443
  protocol          = "tcp"
  cidr_blocks       = ["0.0.0.0/0"]
  security_group_id = aws_security_group.keycloak_lb.id
}

resource "aws_security_group_rule" "keycloak_lb_egress_ecs" {
  description              = "Keycloak tasks"
  type                     = "egress"
  from_port                = 8080
  to_port                  = 8080
  protocol                 = "tcp"
  source_security_group_id = aws_security_group.keycloak_ecs.id
  security_group_id        = aws_security_group.keycloak_lb.id
}

resource "aws_security_group" "keycloak_ecs" {
  name        = "keycloak-ecs"
  description = "Keycloak tasks"
  vpc_id      = module.network.vpc_id

  tags = merge(local.common_tags, { Name = "keycloak-ecs" })
}

resource "aws_security_group_rule" "keycloak_ecs_ingress_lb" {
  description              = "Keycloak load balancer"
  type                     = "ingress"
  from_port                = 8080
  to_port                  = 8080
  protocol                 = "tcp"
  source_security_group_id = aws_security_group.keycloak_lb.id
  security_group_id        = aws_security_group.keycloak_ecs.id
}

resource "aws_security_group_rule" "keycloak_ecs_egress_https" {
  description       = "HTTPS: image, secrets, logs"
  type              = "egress"
  from_port         = 443
  to_port           = 443
  protocol          = "tcp"
  cidr_blocks       = ["0.0.0.0/0"]
  security_group_id = aws_security_group.keycloak_ecs.id
}

resource "aws_security_group_rule" "keycloak_ecs_egress_dns" {
  description       = "DNS"
  type              = "egress"
  from_port         = 53
  to_port           = 53
  protocol          = "udp"
  cidr_blocks       = ["0.0.0.0/0"]
  security_group_id = aws_security_group.keycloak_ecs.id
}

resource "aws_security_group_rule" "keycloak_ecs_egress_db" {
  description              = "Database"
  type                     = "egress"
  from_port                = 3306
  to_port                  = 3306
  protocol                 = "tcp"
  source_security_group_id = aws_security_group.keycloak_db.id
  security_group_id        = aws_security_group.keycloak_ecs.id
}

# Worn by the cluster and by the proxy in front of it
resource "aws_security_group" "keycloak_db" {
  name        = "keycloak-db"
  description = "Keycloak database and its proxy"
  vpc_id      = module.network.vpc_id

  tags = merge(local.common_tags, { Name = "keycloak-db" })
}

resource "aws_security_group_rule" "keycloak_db_ingress_ecs" {
  description              = "Keycloak tasks"
  type                     = "ingress"
  from_port                = 3306
  to_port                  = 3306
  protocol                 = "tcp"
  source_security_group_id = aws_security_group.keycloak_ecs.id
  security_group_id        = aws_security_group.keycloak_db.id
}

resource "aws_security_group_rule" "keycloak_db_ingress_proxy" {
  description              = "Proxy to cluster"
  type                     = "ingress"
  from_port                = 3306
  to_port                  = 3306
  protocol                 = "tcp"
  source_security_group_id = aws_security_group.keycloak_db.id
  security_group_id        = aws_security_group.keycloak_db.id
}

# The only way out of this group
resource "aws_security_group_rule" "keycloak_db_egress_proxy" {
  description              = "Proxy to cluster"
  type                     = "egress"
  from_port                = 3306
  to_port                  = 3306
  protocol                 = "tcp"
  source_security_group_id = aws_security_group.keycloak_db.id
  security_group_id        = aws_security_group.keycloak_db.id
}
