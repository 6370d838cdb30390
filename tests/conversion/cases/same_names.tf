# A parameter, a resource and what crosses stacks never share a name.

variable "vpc" {
  type    = string
  default = "10.0.0.0/16"
}

variable "vpc_resource_id" {
  type    = string
  default = "planted"
}

resource "aws_vpc" "main" {
  cidr_block = var.vpc
}

resource "aws_security_group" "app" {
  name   = var.vpc_resource_id
  vpc_id = aws_vpc.main.id
}
