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
