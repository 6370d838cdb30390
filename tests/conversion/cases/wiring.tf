# What crosses stacks is one scalar text each; NoEcho goes along all the way.

variable "password" {
  type      = string
  sensitive = true
}

variable "capacity" {
  type    = number
  default = 0.5
}

resource "aws_security_group" "db" {
  name   = "db"
  vpc_id = "vpc-0a1b2c3d"
}

resource "aws_kms_key" "db" {}

resource "aws_rds_cluster" "db" {
  cluster_identifier     = "db"
  engine                 = "aurora-mysql"
  master_username        = "admin"
  master_password        = var.password
  kms_key_id             = aws_kms_key.db.arn
  storage_encrypted      = true
  vpc_security_group_ids = [aws_security_group.db.id]
  skip_final_snapshot    = true

  serverlessv2_scaling_configuration {
    min_capacity = var.capacity
    max_capacity = 4
  }
}

resource "aws_secretsmanager_secret" "db" {
  name = "db"
}

resource "aws_secretsmanager_secret_version" "db" {
  secret_id     = aws_secretsmanager_secret.db.id
  secret_string = jsonencode({ password = var.password })
}
