# dynamic blocks over guarded maps and lists: conditions on nested properties.
variable "public" {
  type    = bool
  default = false
}

variable "ssh" {
  type    = bool
  default = false
}

locals {
  ports = merge({ app = 8080 }, var.public ? { http = 80 } : {}, var.ssh ? { ssh = 22 } : {})
  names = flatten([["app"], [for name in ["ssh"] : name if var.ssh]])
}

resource "aws_security_group" "main" {
  name        = "main"
  description = join(" ", local.names)
  vpc_id      = "vpc-12345678"

  dynamic "ingress" {
    for_each = local.ports
    content {
      description = lookup({ app = "the service" }, ingress.key, null)
      from_port   = ingress.value
      to_port     = ingress.value
      protocol    = "tcp"
      cidr_blocks = ["10.0.0.0/8"]
    }
  }
}
