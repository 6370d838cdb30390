# Relational databases, tables, and what they need.

variable "password" {
  type      = string
  sensitive = true
}

resource "aws_vpc" "main" {
  cidr_block = "10.9.0.0/16"
}

resource "aws_subnet" "main" {
  for_each          = { a = 0, b = 1 }
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet(aws_vpc.main.cidr_block, 8, each.value)
  availability_zone = "us-east-1${each.key}"
}

resource "aws_db_instance" "this" {
  allocated_storage = 20
  engine            = "mysql"
  instance_class    = "db.t4g.micro"
  username          = "minimal"
  password          = var.password
}

resource "aws_db_option_group" "this" {
  engine_name          = "mysql"
  major_engine_version = "8.0"
}

resource "aws_db_parameter_group" "this" {
  family = "mysql8.0"
}

resource "aws_db_subnet_group" "this" {
  subnet_ids = [for subnet in aws_subnet.main : subnet.id]
}

resource "aws_rds_cluster" "this" {
  engine          = "aurora-mysql"
  master_username = "minimal"
  master_password = var.password
}

resource "aws_rds_cluster_instance" "this" {
  cluster_identifier = aws_rds_cluster.this.cluster_identifier
  engine             = "aurora-mysql"
  instance_class     = "db.r6g.large"
}

resource "aws_rds_cluster_parameter_group" "this" {
  family = "aurora-mysql8.0"
}

resource "aws_iam_role" "proxy" {
  name = "minimal-proxy"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "rds.amazonaws.com" } }]
  })
}

resource "aws_secretsmanager_secret" "proxy" {
  name = "minimal-proxy"
}

resource "aws_db_proxy" "this" {
  name           = "minimal"
  engine_family  = "MYSQL"
  role_arn       = aws_iam_role.proxy.arn
  vpc_subnet_ids = [for subnet in aws_subnet.main : subnet.id]
  auth {
    secret_arn = aws_secretsmanager_secret.proxy.arn
  }
}

resource "aws_db_proxy_default_target_group" "this" {
  db_proxy_name = aws_db_proxy.this.name
}

resource "aws_db_proxy_target" "this" {
  db_proxy_name          = aws_db_proxy.this.name
  target_group_name      = aws_db_proxy_default_target_group.this.name
  db_instance_identifier = aws_db_instance.this.identifier
}

resource "aws_dynamodb_table" "this" {
  name           = "minimal"
  hash_key       = "id"
  read_capacity  = 1
  write_capacity = 1
  attribute {
    name = "id"
    type = "S"
  }
}

resource "aws_dynamodb_table" "filled" {
  name           = "minimal-filled"
  hash_key       = "id"
  read_capacity  = 1
  write_capacity = 1
  attribute {
    name = "id"
    type = "S"
  }
}

resource "aws_dynamodb_table_item" "this" {
  table_name = aws_dynamodb_table.filled.name
  hash_key   = aws_dynamodb_table.filled.hash_key
  item       = jsonencode({ id = { S = "1" } })
}
