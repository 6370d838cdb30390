# What the tests of the scripts deploy: a look-up, a secret put before, an object uploaded after, something that holds data.

variable "name" {
  type        = string
  default     = "shop"
  description = "Prefix; with `code` and a | in its $(description)"
}

variable "password" {
  type      = string
  sensitive = true
}

variable "network" {
  type    = string
  default = "main"
}

variable "repository" {
  type    = string
  default = "orders"
}

variable "alarms" {
  type    = bool
  default = false
}

variable "title" {
  type    = string
  default = "Shop"
}

data "aws_vpc" "main" {
  tags = { Name = var.network }
}

resource "aws_security_group" "app" {
  name        = "${var.name}-app"
  description = "Application of ${lower(var.title)}"
  vpc_id      = data.aws_vpc.main.id
}

resource "aws_ecr_repository" "orders" {
  name = var.repository
}

resource "aws_sns_topic" "alarms" {
  count = var.alarms ? 1 : 0
  name  = "${var.name}-alarms"
}

resource "aws_s3_bucket" "pages" {
  bucket_prefix = "pages"
}

resource "aws_s3_object" "page" {
  bucket       = aws_s3_bucket.pages.id
  key          = "index.html"
  source       = "${path.module}/files/index.html"
  content_type = "text/html"
}

resource "aws_ssm_parameter" "password" {
  name  = "/${var.name}/password"
  type  = "SecureString"
  value = var.password
}

resource "aws_ssm_parameter" "repository" {
  name  = "/${var.name}/repository"
  type  = "String"
  value = aws_ecr_repository.orders.repository_url
}

output "repository" {
  value       = aws_ecr_repository.orders.repository_url
  description = "URL of the repository"
}
