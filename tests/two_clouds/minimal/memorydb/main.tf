# Databases in memory.

resource "aws_vpc" "main" {
  cidr_block = "10.27.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.27.1.0/24"
  availability_zone = "us-east-1a"
}

resource "aws_memorydb_cluster" "this" {
  name      = "minimal"
  acl_name  = "open-access"
  node_type = "db.t4g.small"
}

resource "aws_memorydb_acl" "this" {
  name = "minimal"
}

resource "aws_memorydb_parameter_group" "this" {
  name   = "minimal"
  family = "memorydb_redis7"
}

resource "aws_memorydb_subnet_group" "this" {
  name       = "minimal"
  subnet_ids = [aws_subnet.main.id]
}

variable "user_password" {
  type      = string
  sensitive = true
}

resource "aws_memorydb_user" "this" {
  user_name     = "minimal"
  access_string = "on ~* &* +@all"
  authentication_mode {
    type      = "password"
    passwords = [var.user_password]
  }
}
