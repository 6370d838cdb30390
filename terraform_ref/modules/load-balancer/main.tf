locals {
  internal = var.scheme == "internal"
}

resource "aws_lb" "this" {
  name               = var.name
  load_balancer_type = "application"
  internal           = local.internal
  subnets            = local.internal ? var.private_subnet_ids : var.public_subnet_ids
  security_groups    = var.security_group_ids

  drop_invalid_header_fields = true
  enable_deletion_protection = false

  tags = var.tags
}

resource "aws_lb_target_group" "this" {
  for_each = var.target_groups

  name        = each.value.name
  vpc_id      = var.vpc_id
  target_type = "ip"
  port        = each.value.port
  protocol    = each.value.protocol

  deregistration_delay              = each.value.deregistration_delay
  load_balancing_cross_zone_enabled = each.value.cross_zone

  health_check {
    enabled             = true
    path                = each.value.health_check.path
    port                = each.value.health_check.port
    protocol            = each.value.protocol
    matcher             = each.value.health_check.matcher
    interval            = each.value.health_check.interval
    timeout             = each.value.health_check.timeout
    healthy_threshold   = each.value.health_check.healthy_threshold
    unhealthy_threshold = each.value.health_check.unhealthy_threshold
  }

  dynamic "stickiness" {
    for_each = each.value.stickiness[*]

    content {
      enabled         = true
      type            = stickiness.value.type
      cookie_duration = stickiness.value.cookie_duration
    }
  }

  tags = var.tags

  # A listener must never point at a target group that is gone
  lifecycle {
    create_before_destroy = true
    ignore_changes        = [stickiness[0].cookie_name]
  }
}

resource "aws_lb_listener" "this" {
  for_each = var.listeners

  load_balancer_arn = aws_lb.this.arn
  port              = each.value.port
  protocol          = each.value.https ? "HTTPS" : "HTTP"
  certificate_arn   = each.value.https ? each.value.certificate_arn : null
  ssl_policy        = each.value.https ? coalesce(each.value.ssl_policy, var.default_ssl_policy) : null

  dynamic "default_action" {
    for_each = each.value.target_group != null ? [each.value.target_group] : []

    content {
      type             = "forward"
      target_group_arn = aws_lb_target_group.this[default_action.value].arn
    }
  }

  dynamic "default_action" {
    for_each = each.value.redirect[*]

    content {
      type = "redirect"

      redirect {
        port        = default_action.value.port
        protocol    = default_action.value.protocol
        status_code = default_action.value.status_code
      }
    }
  }

  tags = var.tags
}
