# Functions over what a plan knows without the variables are computed; empty lists are left out where none may be.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_security_group" "main" {
  name   = "main"
  vpc_id = aws_vpc.main.id
}

resource "aws_security_group_rule" "main" {
  security_group_id = aws_security_group.main.id
  type              = "ingress"
  protocol          = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_blocks       = compact(split(",", join(",", [aws_vpc.main.cidr_block])))
}

resource "aws_acm_certificate" "main" {
  domain_name       = "example.org"
  validation_method = "DNS"
  tags              = {}
}
