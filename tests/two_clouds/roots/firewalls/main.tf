# Security groups with rules in each of the three ways in which they are written.

resource "aws_vpc" "main" {
  cidr_block = "10.11.0.0/16"
  tags       = { Name = "firewalls" }
}

resource "aws_security_group" "front" {
  name        = "firewalls-front"
  description = "Front end"
  vpc_id      = aws_vpc.main.id

  ingress {
    description = "HTTPS"
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group" "back" {
  name        = "firewalls-back"
  description = "Back end"
  vpc_id      = aws_vpc.main.id
  tags        = { Name = "firewalls-back" }
}

resource "aws_security_group_rule" "back_in" {
  security_group_id        = aws_security_group.back.id
  type                     = "ingress"
  description              = "From the front end"
  from_port                = 8080
  to_port                  = 8080
  protocol                 = "tcp"
  source_security_group_id = aws_security_group.front.id
}

resource "aws_security_group_rule" "back_out" {
  security_group_id = aws_security_group.back.id
  type              = "egress"
  from_port         = 443
  to_port           = 443
  protocol          = "tcp"
  cidr_blocks       = ["10.11.0.0/16", "10.12.0.0/16"]
}

resource "aws_security_group" "data" {
  name        = "firewalls-data"
  description = "Database"
  vpc_id      = aws_vpc.main.id
}

resource "aws_vpc_security_group_ingress_rule" "data" {
  security_group_id            = aws_security_group.data.id
  description                  = "PostgreSQL"
  from_port                    = 5432
  to_port                      = 5432
  ip_protocol                  = "tcp"
  referenced_security_group_id = aws_security_group.back.id
}

resource "aws_vpc_security_group_egress_rule" "data" {
  security_group_id = aws_security_group.data.id
  description       = "Within the network"
  ip_protocol       = "-1"
  cidr_ipv4         = aws_vpc.main.cidr_block
}
