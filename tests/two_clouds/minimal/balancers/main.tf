# Load balancers of both generations.

resource "aws_vpc" "main" {
  cidr_block = "10.6.0.0/16"
}

resource "aws_subnet" "main" {
  for_each          = { a = 0, b = 1 }
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet(aws_vpc.main.cidr_block, 8, each.value)
  availability_zone = "us-east-1${each.key}"
}

resource "aws_lb" "this" {
  subnets = [for subnet in aws_subnet.main : subnet.id]
}

resource "aws_lb_target_group" "this" {
  port     = 80
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id
}

resource "aws_lb_listener" "this" {
  load_balancer_arn = aws_lb.this.arn
  port              = 80
  protocol          = "HTTP"
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this.arn
  }
}

resource "aws_lb_listener_rule" "this" {
  listener_arn = aws_lb_listener.this.arn
  priority     = 10
  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this.arn
  }
  condition {
    path_pattern {
      values = ["/shop/*"]
    }
  }
}

resource "aws_lb_target_group" "members" {
  port        = 80
  protocol    = "HTTP"
  vpc_id      = aws_vpc.main.id
  target_type = "ip"
}

resource "aws_lb_target_group_attachment" "this" {
  target_group_arn = aws_lb_target_group.members.arn
  target_id        = "10.6.0.10"
}

resource "aws_acm_certificate" "main" {
  domain_name       = "minimal.example.org"
  validation_method = "EMAIL"
}

resource "aws_acm_certificate" "other" {
  domain_name       = "other.example.org"
  validation_method = "EMAIL"
}

resource "aws_lb_listener" "secure" {
  load_balancer_arn = aws_lb.this.arn
  port              = 443
  protocol          = "HTTPS"
  certificate_arn   = aws_acm_certificate.main.arn
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this.arn
  }
}

resource "aws_lb_listener_certificate" "this" {
  listener_arn    = aws_lb_listener.secure.arn
  certificate_arn = aws_acm_certificate.other.arn
}

resource "aws_elb" "this" {
  subnets = [aws_subnet.main["a"].id]
  listener {
    instance_port     = 8080
    instance_protocol = "http"
    lb_port           = 80
    lb_protocol       = "http"
  }
}
