# An Aurora cluster and a single instance, each with parameters of its own.

variable "password" {
  type      = string
  sensitive = true
}

resource "aws_vpc" "main" {
  cidr_block = "10.15.0.0/16"
  tags       = { Name = "databases" }
}

resource "aws_subnet" "main" {
  for_each          = { a = 0, b = 1 }
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet(aws_vpc.main.cidr_block, 8, each.value)
  availability_zone = "us-east-1${each.key}"
  tags              = { Name = "databases-${each.key}" }
}

resource "aws_security_group" "main" {
  name        = "databases"
  description = "Databases"
  vpc_id      = aws_vpc.main.id
}

resource "aws_db_subnet_group" "main" {
  name       = "databases"
  subnet_ids = [for subnet in aws_subnet.main : subnet.id]
}

resource "aws_rds_cluster_parameter_group" "aurora" {
  name        = "databases-aurora"
  family      = "aurora-postgresql16"
  description = "Aurora"
  parameter {
    name  = "log_statement"
    value = "ddl"
  }
}

resource "aws_rds_cluster" "aurora" {
  cluster_identifier              = "databases-aurora"
  engine                          = "aurora-postgresql"
  engine_version                  = "16.4"
  database_name                   = "app"
  master_username                 = "app"
  master_password                 = var.password
  db_subnet_group_name            = aws_db_subnet_group.main.name
  db_cluster_parameter_group_name = aws_rds_cluster_parameter_group.aurora.name
  vpc_security_group_ids          = [aws_security_group.main.id]
  backup_retention_period         = 7
  preferred_backup_window         = "02:00-03:00"
  storage_encrypted               = true
  skip_final_snapshot             = true
}

resource "aws_rds_cluster_instance" "aurora" {
  identifier         = "databases-aurora-1"
  cluster_identifier = aws_rds_cluster.aurora.id
  engine             = aws_rds_cluster.aurora.engine
  engine_version     = aws_rds_cluster.aurora.engine_version
  instance_class     = "db.r6g.large"
}

resource "aws_db_parameter_group" "single" {
  name        = "databases-single"
  family      = "postgres16"
  description = "Single"
  parameter {
    name  = "log_min_duration_statement"
    value = "500"
  }
}

resource "aws_db_instance" "single" {
  identifier              = "databases-single"
  engine                  = "postgres"
  engine_version          = "16.4"
  instance_class          = "db.t4g.micro"
  allocated_storage       = 20
  storage_type            = "gp3"
  storage_encrypted       = true
  username                = "app"
  password                = var.password
  db_subnet_group_name    = aws_db_subnet_group.main.name
  parameter_group_name    = aws_db_parameter_group.single.name
  vpc_security_group_ids  = [aws_security_group.main.id]
  backup_retention_period = 3
  skip_final_snapshot     = true
}
