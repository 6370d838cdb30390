# An application load balancer with rules, and a network load balancer.

resource "aws_vpc" "main" {
  cidr_block = "10.12.0.0/16"
  tags       = { Name = "balancers" }
}

resource "aws_subnet" "main" {
  for_each          = { a = 0, b = 1 }
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet(aws_vpc.main.cidr_block, 8, each.value)
  availability_zone = "us-east-1${each.key}"
  tags              = { Name = "balancers-${each.key}" }
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
  tags   = { Name = "balancers" }
}

resource "aws_security_group" "web" {
  name        = "balancers-web"
  description = "Web"
  vpc_id      = aws_vpc.main.id
}

resource "aws_lb" "web" {
  name                       = "balancers-web"
  load_balancer_type         = "application"
  security_groups            = [aws_security_group.web.id]
  subnets                    = [for subnet in aws_subnet.main : subnet.id]
  idle_timeout               = 120
  enable_deletion_protection = false
  depends_on                 = [aws_internet_gateway.main]
}

resource "aws_lb_target_group" "web" {
  name        = "balancers-web"
  port        = 8080
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id

  health_check {
    path                = "/health"
    matcher             = "200-299"
    interval            = 15
    timeout             = 4
    healthy_threshold   = 2
    unhealthy_threshold = 5
  }

  stickiness {
    type            = "lb_cookie"
    cookie_duration = 600
  }
}

resource "aws_lb_listener" "web" {
  load_balancer_arn = aws_lb.web.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type = "fixed-response"
    fixed_response {
      content_type = "text/plain"
      message_body = "nothing here"
      status_code  = "404"
    }
  }
}

resource "aws_lb_listener_rule" "api" {
  listener_arn = aws_lb_listener.web.arn
  priority     = 10

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web.arn
  }

  condition {
    path_pattern {
      values = ["/api/*", "/v2/*"]
    }
  }

  condition {
    host_header {
      values = ["www.example.org"]
    }
  }
}

resource "aws_lb_listener_rule" "moved" {
  listener_arn = aws_lb_listener.web.arn
  priority     = 20

  action {
    type = "redirect"
    redirect {
      port        = "443"
      protocol    = "HTTPS"
      status_code = "HTTP_301"
    }
  }

  condition {
    http_header {
      http_header_name = "X-Old"
      values           = ["1"]
    }
  }
}

resource "aws_lb" "data" {
  name               = "balancers-data"
  load_balancer_type = "network"
  internal           = true
  subnets            = [for subnet in aws_subnet.main : subnet.id]
}

resource "aws_lb_target_group" "data" {
  name     = "balancers-data"
  port     = 5432
  protocol = "TCP"
  vpc_id   = aws_vpc.main.id
}

resource "aws_lb_listener" "data" {
  load_balancer_arn = aws_lb.data.arn
  port              = 5432
  protocol          = "TCP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.data.arn
  }
}
