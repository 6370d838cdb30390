# This module has no data source: its callers order services with depends_on, which would put off reading any to the
# apply and hide the container definitions from the plan.

module "security_group" {
  source = "../security-group"

  name          = var.name
  vpc_id        = var.vpc_id
  ingress_rules = var.ingress_rules

  egress_rules = {
    all = { cidr_ipv4 = "0.0.0.0/0" }
  }

  tags = var.tags
}

resource "aws_cloudwatch_log_group" "this" {
  name              = var.log_group_name
  retention_in_days = var.log_retention_in_days

  tags = var.tags
}

# ---------------------------------------------------------------------------
# Task definition
# ---------------------------------------------------------------------------

locals {
  health_check = var.health_check == null ? null : {
    command     = ["CMD-SHELL", var.health_check.command]
    interval    = var.health_check.interval
    timeout     = var.health_check.timeout
    retries     = var.health_check.retries
    startPeriod = var.health_check.start_period
  }

  container_definition = {
    name      = var.container_name
    image     = var.image
    cpu       = var.cpu
    memory    = var.memory
    essential = true

    portMappings = [
      for mapping in var.port_mappings : {
        name          = mapping.name
        containerPort = mapping.container_port
        protocol      = mapping.protocol
      }
    ]

    environment = [for name, value in var.environment : { name = name, value = value }]
    secrets     = [for name, arn in var.secrets : { name = name, valueFrom = arn }]

    mountPoints = [
      for name, volume in var.volumes : {
        sourceVolume  = name
        containerPath = volume.container_path
        readOnly      = volume.read_only
      }
    ]

    healthCheck = local.health_check

    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.this.name
        awslogs-region        = var.region
        awslogs-stream-prefix = "ecs"
      }
    }

    # ECS Exec leaves orphans behind without an init process
    linuxParameters = { initProcessEnabled = true }
    restartPolicy   = { enabled = true }

    interactive            = false
    privileged             = false
    pseudoTerminal         = false
    readonlyRootFilesystem = false
    startTimeout           = 30
    stopTimeout            = 120
    versionConsistency     = "disabled"
  }
}

resource "aws_ecs_task_definition" "this" {
  family                   = var.name
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = var.cpu
  memory                   = var.memory
  execution_role_arn       = var.execution_role_arn
  task_role_arn            = var.task_role_arn

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = "X86_64"
  }

  # Settings that are null stay out of the definition
  container_definitions = jsonencode([
    { for key, value in local.container_definition : key => value if value != null },
  ])

  dynamic "volume" {
    for_each = var.volumes

    content {
      name = volume.key

      efs_volume_configuration {
        file_system_id     = var.file_system_id
        transit_encryption = "ENABLED"

        authorization_config {
          access_point_id = volume.value.access_point_id
          iam             = "DISABLED"
        }
      }
    }
  }

  tags = var.tags

  lifecycle {
    create_before_destroy = true
  }
}

# ---------------------------------------------------------------------------
# Service
# ---------------------------------------------------------------------------

resource "aws_ecs_service" "this" {
  name            = var.name
  cluster         = var.cluster_arn
  task_definition = aws_ecs_task_definition.this.arn
  desired_count   = var.enable_autoscaling ? var.autoscaling.min_capacity : var.replicas

  deployment_minimum_healthy_percent = 66
  deployment_maximum_percent         = 200
  enable_ecs_managed_tags            = true
  enable_execute_command             = true
  force_new_deployment               = true
  wait_for_steady_state              = false

  capacity_provider_strategy {
    capacity_provider = "FARGATE"
    base              = 1
    weight            = 100
  }

  network_configuration {
    subnets          = var.subnet_ids
    security_groups  = [module.security_group.id]
    assign_public_ip = false
  }

  dynamic "load_balancer" {
    for_each = var.load_balancers

    content {
      target_group_arn = load_balancer.value.target_group_arn
      container_name   = var.container_name
      container_port   = load_balancer.value.container_port
    }
  }

  dynamic "service_connect_configuration" {
    for_each = var.service_connect[*]

    content {
      enabled   = true
      namespace = service_connect_configuration.value.namespace_arn

      service {
        port_name      = service_connect_configuration.value.port_name
        discovery_name = service_connect_configuration.value.discovery_name

        client_alias {
          dns_name = coalesce(service_connect_configuration.value.dns_name, service_connect_configuration.value.discovery_name)
          port     = service_connect_configuration.value.port
        }
      }
    }
  }

  tags = var.tags

  # Autoscaling moves it
  lifecycle {
    ignore_changes = [desired_count]
  }
}
