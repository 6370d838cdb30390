# Databases of documents, and who hears of databases.

variable "password" {
  type      = string
  sensitive = true
}

resource "aws_vpc" "main" {
  cidr_block = "10.22.0.0/16"
}

resource "aws_subnet" "main" {
  for_each          = { a = 0, b = 1 }
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet(aws_vpc.main.cidr_block, 8, each.value)
  availability_zone = "us-east-1${each.key}"
}

resource "aws_docdb_subnet_group" "this" {
  subnet_ids = [for subnet in aws_subnet.main : subnet.id]
}

resource "aws_docdb_cluster_parameter_group" "this" {
  family = "docdb5.0"
}

resource "aws_docdb_cluster" "this" {
  master_username = "minimal"
  master_password = var.password
}

resource "aws_docdb_cluster_instance" "this" {
  cluster_identifier = aws_docdb_cluster.this.cluster_identifier
  instance_class     = "db.r6g.large"
}

resource "aws_sns_topic" "main" {
  name = "minimal-documents"
}

resource "aws_db_event_subscription" "this" {
  sns_topic = aws_sns_topic.main.arn
}
