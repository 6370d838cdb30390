variable "name" {
  type    = string
  default = "shop"
}

variable "days" {
  type    = number
  default = 7
}

variable "token" {
  type      = string
  sensitive = true
}

provider "aws" {
  region = "us-east-1"
}

resource "aws_cloudwatch_log_group" "main" {
  name              = "/shop/${var.name}"
  retention_in_days = var.days
  tags              = { Team = "jobs" }
}

resource "aws_ssm_parameter" "token" {
  name  = "/shop/token"
  type  = "String"
  value = var.token
}

resource "aws_sns_topic" "jobs" {
  for_each     = toset(["fast", "slow"])
  name         = "${var.name}-${each.key}"
  display_name = "Jobs"
}

resource "aws_security_group" "web" {
  name = "web"
  dynamic "ingress" {
    for_each = [80, 443]
    content {
      from_port   = ingress.value
      to_port     = ingress.value
      protocol    = "tcp"
      cidr_blocks = ["10.0.0.0/8"]
    }
  }
}

output "group" {
  value = aws_cloudwatch_log_group.main.name
}
