# Warehouses of data.

variable "warehouse_password" {
  type      = string
  sensitive = true
}

resource "aws_vpc" "main" {
  cidr_block = "10.30.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.30.1.0/24"
  availability_zone = "us-east-1a"
}

resource "aws_redshift_cluster" "this" {
  cluster_identifier = "minimal"
  master_username    = "chief"
  master_password    = var.warehouse_password
  node_type          = "ra3.large"
}

resource "aws_redshift_subnet_group" "this" {
  name       = "minimal-subnets"
  subnet_ids = [aws_subnet.main.id]
}

resource "aws_redshift_parameter_group" "this" {
  name   = "minimal"
  family = "redshift-1.0"
}
