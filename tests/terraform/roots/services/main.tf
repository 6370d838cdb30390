# A module called for each element, with objects that have optional attributes; text in JSON and templates.

terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

variable "stage" {
  default = "dev"
}

variable "services" {
  type = map(object({
    image  = string
    cpu    = optional(number, 256)
    port   = optional(number)
    public = optional(bool, false)
    env    = optional(map(string), {})
  }))
  default = {
    api    = { image = "api:1", port = 8080, public = true, env = { LOG = "info" } }
    worker = { image = "worker:1", cpu = 512 }
  }
}

variable "alarm_email" {
  type    = string
  default = null
}

variable "retention" {
  type    = number
  default = 14
}

module "service" {
  source    = "./service"
  for_each  = var.services
  name      = "${var.stage}-${each.key}"
  settings  = each.value
  retention = var.stage == "prod" ? max(var.retention, 90) : var.retention
}

resource "aws_sns_topic" "alarms" {
  count = var.alarm_email == null ? 0 : 1
  name  = "${var.stage}-alarms"
}

resource "aws_sns_topic_subscription" "mail" {
  count     = length(aws_sns_topic.alarms)
  topic_arn = aws_sns_topic.alarms[count.index].arn
  protocol  = "email"
  endpoint  = var.alarm_email
}

resource "aws_ssm_parameter" "index" {
  name  = "/${var.stage}/services"
  type  = "String"
  value = jsonencode({ for name, service in var.services : name => { port = service.port, groups = module.service[name].group } })
}

resource "aws_ssm_parameter" "page" {
  name  = "/${var.stage}/page"
  type  = "String"
  value = <<-EOT
    %{for name, service in var.services~}
    ${name}: ${service.public ? "public" : "private"}
    %{endfor~}
    stage ${title(var.stage)}
  EOT
}

# What the provider rewrites before it plans
resource "aws_acm_certificate" "site" {
  domain_name               = "${var.stage}.example.org"
  subject_alternative_names = ["www.${var.stage}.example.org"]
  validation_method         = "DNS"
}

resource "aws_lb" "site" {
  for_each                         = toset(["application", "network"])
  name                             = "${var.stage}-${each.key}"
  load_balancer_type               = each.key
  subnets                          = ["subnet-1", "subnet-2"]
  enable_cross_zone_load_balancing = true
  idle_timeout                     = 30
}

resource "aws_dynamodb_table" "index" {
  name         = "${var.stage}-index"
  hash_key     = "id"
  billing_mode = "PAY_PER_REQUEST"
  table_class  = "STANDARD"
  attribute {
    name = "id"
    type = "S"
  }
}

resource "aws_batch_job_definition" "index" {
  name                 = "${var.stage}-index"
  type                 = "container"
  container_properties = jsonencode({ image = "index:1", vcpus = 1, memory = 128 })
  retry_strategy {
    attempts = 2
    evaluate_on_exit {
      action           = "RETRY"
      on_exit_code     = "1"
      on_reason        = "*"
      on_status_reason = "*"
    }
  }
}

# What a plan computes of what it knows of another resource
resource "aws_vpc" "site" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_security_group_rule" "site" {
  type              = "ingress"
  protocol          = "tcp"
  from_port         = 443
  to_port           = 443
  security_group_id = "sg-1"
  cidr_blocks       = compact(split(",", aws_vpc.site.cidr_block))
}

resource "aws_elasticache_cluster" "index" {
  cluster_id         = "${var.stage}-index"
  engine             = "memcached"
  node_type          = "cache.t3.micro"
  num_cache_nodes    = 1
  maintenance_window = "Mon:00:00-Mon:03:00"
}

# What a block within a block leaves out, and maps in part null or known late
resource "aws_lb_listener" "site" {
  load_balancer_arn = aws_lb.site["application"].arn
  port              = 80
  default_action {
    type = "fixed-response"
    fixed_response {
      content_type = "text/plain"
      status_code  = 404
    }
  }
}

resource "aws_sns_topic" "tagged" {
  for_each     = { null = null, late = aws_vpc.site.arn, early = "x" }
  name         = each.key
  display_name = length(aws_lb_listener.site.default_action[0].redirect)
  tags         = { Kind = each.key, Value = each.value }
}

resource "terraform_data" "nothing" {}
