# cidrsubnet over a parameter: the host bits follow the prefix length, which conditions read off the text.

variable "block" {
  type    = string
  default = "10.0.0.0/16"
}

resource "aws_vpc" "this" {
  cidr_block = var.block
}

resource "aws_subnet" "first" {
  vpc_id     = aws_vpc.this.id
  cidr_block = cidrsubnet(aws_vpc.this.cidr_block, 10, 3)
}

resource "aws_vpc" "dual" {
  cidr_block                       = "10.1.0.0/16"
  assign_generated_ipv6_cidr_block = true
}

resource "aws_subnet" "dual" {
  vpc_id          = aws_vpc.dual.id
  cidr_block      = "10.1.0.0/24"
  ipv6_cidr_block = cidrsubnet(aws_vpc.dual.ipv6_cidr_block, 8, 2)
}
