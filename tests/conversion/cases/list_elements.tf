# Of a list variable the length is fixed; its elements stay parameters, one scalar each.

variable "offices" {
  type        = list(string)
  description = "Address blocks of the offices"
  default     = ["198.51.100.0/24", "203.0.113.0/24"]
}

variable "open" {
  type    = bool
  default = false
}

resource "aws_security_group" "web" {
  name   = "web"
  vpc_id = "vpc-0a1b2c3d"

  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = var.open ? ["0.0.0.0/0"] : var.offices
  }
}

resource "aws_security_group_rule" "ssh" {
  type              = "ingress"
  from_port         = 22
  to_port           = 22
  protocol          = "tcp"
  cidr_blocks       = var.offices
  security_group_id = aws_security_group.web.id
}

resource "aws_ssm_parameter" "joined" {
  name  = "joined"
  type  = "String"
  value = join("+", var.joined) == "a+b" ? "usual" : "other"
}

variable "joined" {
  type    = list(string)
  default = ["a", "b"]
}
