terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = "5.100.0" }
  }
}
provider "aws" { region = "us-east-1" }
variable "name" {
  type    = string
  default = "shop"
}
variable "password" {
  type      = string
  sensitive = true
}
variable "alarms" {
  type    = bool
  default = true
}
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
  tags       = { Name = var.name }
}
resource "aws_subnet" "a" {
  for_each          = { a = "10.0.0.0/24", b = "10.0.1.0/24" }
  vpc_id            = aws_vpc.main.id
  cidr_block        = each.value
  availability_zone = "us-east-1${each.key}"
}
resource "aws_internet_gateway" "main" { vpc_id = aws_vpc.main.id }
resource "aws_route_table" "main" {
  vpc_id = aws_vpc.main.id
}
resource "aws_route" "out" {
  route_table_id         = aws_route_table.main.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.main.id
}
resource "aws_security_group" "web" {
  name        = "${var.name}-web"
  description = "web"
  vpc_id      = aws_vpc.main.id
  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_s3_bucket" "logs" { bucket = "${var.name}-logs-1234" }
resource "aws_s3_bucket_versioning" "logs" {
  bucket = aws_s3_bucket.logs.id
  versioning_configuration { status = "Enabled" }
}
resource "aws_sqs_queue" "work" {
  count = 2
  name  = "${var.name}-work-${count.index}"
}
resource "aws_sqs_queue_policy" "work" {
  queue_url = aws_sqs_queue.work[0].id
  policy    = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "sqs:SendMessage", Resource = aws_sqs_queue.work[0].arn }] })
}
resource "aws_sns_topic" "alarms" {
  count = var.alarms ? 1 : 0
  name  = "${var.name}-alarms"
}
resource "aws_iam_role" "task" {
  name               = "${var.name}-task"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "ecs-tasks.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}
resource "aws_iam_role_policy" "task" {
  name   = "send"
  role   = aws_iam_role.task.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sqs:SendMessage", Resource = aws_sqs_queue.work[*].arn }] })
}
resource "aws_secretsmanager_secret" "db" { name = "${var.name}-db" }
resource "aws_secretsmanager_secret_version" "db" {
  secret_id     = aws_secretsmanager_secret.db.id
  secret_string = jsonencode({ password = var.password })
}
resource "aws_ssm_parameter" "pw" {
  name  = "/${var.name}/pw"
  type  = "SecureString"
  value = var.password
}
resource "aws_default_security_group" "default" { vpc_id = aws_vpc.main.id }
resource "aws_cloudwatch_log_group" "app" { name = "/app/${var.name}" }
resource "aws_kms_key" "main" {}
resource "aws_kms_alias" "main" {
  name          = "alias/${var.name}"
  target_key_id = aws_kms_key.main.key_id
}
output "vpc" { value = aws_vpc.main.id }
