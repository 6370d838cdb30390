# A rule for the group itself is a resource of its own: a property of a group cannot refer to that group.

variable "mesh" {
  type    = bool
  default = true
}

resource "aws_security_group" "peers" {
  name   = "peers"
  vpc_id = "vpc-0a1b2c3d"

  ingress {
    from_port = 7946
    to_port   = 7946
    protocol  = "tcp"
    self      = true
  }

  ingress {
    from_port   = 4789
    to_port     = 4789
    protocol    = "udp"
    self        = var.mesh
    cidr_blocks = ["10.0.0.0/8"]
  }

  egress {
    from_port = 0
    to_port   = 0
    protocol  = "-1"
    self      = true
  }
}
