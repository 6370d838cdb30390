# options: --allow-partial
# What a group of subnets is in is what its subnets are in; a group without a VPC is in the default one.
variable "own_network" {
  type    = bool
  default = true
}

variable "vpc_id" {
  type    = string
  default = "vpc-0a1b2c3d"
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  count = 2

  vpc_id     = aws_vpc.main.id
  cidr_block = cidrsubnet("10.0.0.0/16", 8, count.index)
}

resource "aws_db_subnet_group" "main" {
  name       = "main"
  subnet_ids = aws_subnet.main[*].id
}

resource "aws_db_subnet_group" "elsewhere" {
  name       = "elsewhere"
  subnet_ids = ["subnet-0a1b2c3d", "subnet-4e5f6a7b"]
}

resource "aws_security_group" "database" {
  name   = "database"
  vpc_id = aws_db_subnet_group.main.vpc_id
}

resource "aws_security_group" "default" {
  name = "default-vpc"
}

resource "aws_security_group" "either" {
  name   = "either"
  vpc_id = var.own_network ? var.vpc_id : null
}

resource "aws_security_group" "unknown" {
  name   = "unknown"
  vpc_id = aws_db_subnet_group.elsewhere.vpc_id
}
