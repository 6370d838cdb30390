# What exists already is looked up before the deployment; what is looked up by what else is looked up comes in order.
variable "env" {
  type = string
}

variable "inner" {
  type    = bool
  default = false
}

data "aws_vpc" "shared" {
  tags = { Name = "${var.env}-network" }
}

data "aws_subnets" "private" {
  filter {
    name   = "vpc-id"
    values = [data.aws_vpc.shared.id]
  }
}

data "aws_route53_zone" "main" {
  name         = var.inner ? "int.example.com" : "example.com"
  private_zone = var.inner
}

data "aws_kms_alias" "app" {
  count = var.inner ? 1 : 0
  name  = "alias/app"
}

resource "aws_vpc" "own" {
  cidr_block = "10.0.0.0/16"
}

data "aws_vpc" "own" {
  id = aws_vpc.own.id
}

resource "aws_db_subnet_group" "main" {
  name       = "main"
  subnet_ids = data.aws_subnets.private.ids
}

resource "aws_route53_record" "www" {
  zone_id = data.aws_route53_zone.main.zone_id
  name    = "www"
  type    = "A"
  ttl     = 60
  records = ["192.0.2.1"]
}

resource "aws_sqs_queue" "jobs" {
  name              = "jobs"
  kms_master_key_id = var.inner ? data.aws_kms_alias.app[0].target_key_id : null
  tags              = { First = data.aws_subnets.private.ids[0], Block = data.aws_vpc.own.cidr_block }
}
