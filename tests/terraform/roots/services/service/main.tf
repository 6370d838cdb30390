variable "name" {
  type = string
}

variable "settings" {
  type = object({
    image  = string
    cpu    = number
    port   = optional(number)
    public = bool
    env    = map(string)
    memory = optional(number, 1024)
  })
}

variable "retention" {
  type = number
}

locals {
  environment = concat(
    [for key, value in var.settings.env : { name = key, value = value }],
    var.settings.port == null ? [] : [{ name = "PORT", value = tostring(var.settings.port) }],
  )
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/ecs/${var.name}"
  retention_in_days = var.retention
}

resource "aws_ecs_task_definition" "this" {
  family                   = var.name
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = var.settings.cpu
  memory                   = max(var.settings.memory, var.settings.cpu * 2)
  container_definitions = jsonencode([{
    name         = var.name
    image        = var.settings.image
    essential    = true
    environment  = local.environment
    portMappings = try([{ containerPort = var.settings.port + 0 }], [])
  }])
}

resource "aws_security_group_rule" "public" {
  count             = var.settings.public ? 1 : 0
  type              = "ingress"
  security_group_id = "sg-1"
  from_port         = coalesce(var.settings.port, 80)
  to_port           = coalesce(var.settings.port, 80)
  protocol          = "tcp"
  cidr_blocks       = ["0.0.0.0/0"]
}

output "group" {
  value = aws_cloudwatch_log_group.this.name
}
