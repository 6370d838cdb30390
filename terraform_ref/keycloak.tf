locals {
  keycloak_container_env = [
    { name = "AWS_REGION", value = var.aws_region },
    { name = "KC_PROXY", value = "edge" },
    { name = "KC_PROXY_ADDRESS_FORWARDING", value = "true" },
    { name = "KC_HOSTNAME", value = local.keycloak_domain },
    { name = "KC_HOSTNAME_STRICT", value = "false" },
    { name = "KC_HOSTNAME_STRICT_HTTPS", value = "false" },
    { name = "KC_HEALTH_ENABLED", value = "true" },
    { name = "KC_METRICS_ENABLED", value = "true" },
    { name = "KEYCLOAK_LOGLEVEL", value = var.keycloak_log_level },
  ]

  keycloak_container_secrets = [
    { name = "KEYCLOAK_ADMIN", valueFrom = local.keycloak_parameter_arns.admin },
    { name = "KEYCLOAK_ADMIN_PASSWORD", valueFrom = local.keycloak_parameter_arns.admin_password },
    { name = "KC_DB_URL", valueFrom = local.keycloak_parameter_arns.database_url },
    { name = "KC_DB_USERNAME", valueFrom = local.keycloak_parameter_arns.database_username },
    { name = "KC_DB_PASSWORD", valueFrom = local.keycloak_parameter_arns.database_password },
  ]
}

resource "aws_cloudwatch_log_group" "keycloak" {
  name              = "/ecs/keycloak"
  retention_in_days = 7

  tags = local.common_tags
}

# ---------------------------------------------------------------------------
# Task and service
# ---------------------------------------------------------------------------

resource "aws_ecs_task_definition" "keycloak" {
  family                   = "keycloak"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = "1024"
  memory                   = "2048"
  execution_role_arn       = aws_iam_role.keycloak_task_exec.arn
  task_role_arn            = aws_iam_role.keycloak_task.arn

  container_definitions = jsonencode([
    {
      name                   = "keycloak"
      image                  = "${aws_ecr_repository.keycloak.repository_url}:latest"
      essential              = true
      readonlyRootFilesystem = false

      portMappings = [
        {
          name          = "keycloak"
          containerPort = 8080
          hostPort      = 8080
          protocol      = "tcp"
        },
        {
          name          = "keycloak-management"
          containerPort = 9000
          hostPort      = 9000
          protocol      = "tcp"
        },
      ]

      environment = local.keycloak_container_env
      secrets     = local.keycloak_container_secrets

      # The image has no tool to ask the server with; the load balancer checks it
      healthCheck = {
        command     = ["CMD-SHELL", "exit 0"]
        interval    = 30
        timeout     = 5
        retries     = 3
        startPeriod = 60
      }

      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = aws_cloudwatch_log_group.keycloak.name
          awslogs-region        = var.aws_region
          awslogs-stream-prefix = "ecs"
        }
      }
    },
  ])

  tags = local.common_tags
}

resource "aws_ecs_service" "keycloak" {
  name            = "keycloak"
  cluster         = module.keycloak_cluster.id
  task_definition = aws_ecs_task_definition.keycloak.arn
  desired_count   = 1
  launch_type     = "FARGATE"

  network_configuration {
    subnets          = module.network.private_subnet_ids
    security_groups  = [aws_security_group.keycloak_ecs.id]
    assign_public_ip = false
  }

  load_balancer {
    target_group_arn = module.keycloak_load_balancer.target_group_arns["keycloak"]
    container_name   = "keycloak"
    container_port   = 8080
  }

  tags = local.common_tags

  # The first task needs its permissions
  depends_on = [
    aws_iam_role_policy.keycloak_task_exec_logs,
    aws_iam_role_policy.keycloak_task_exec_ssm,
    aws_iam_role_policy_attachment.keycloak_task_exec,
  ]
}

# ---------------------------------------------------------------------------
# Autoscaling
# ---------------------------------------------------------------------------

resource "aws_appautoscaling_target" "keycloak" {
  service_namespace  = "ecs"
  resource_id        = "service/${module.keycloak_cluster.name}/${aws_ecs_service.keycloak.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  min_capacity       = 1
  max_capacity       = 4
}

resource "aws_appautoscaling_policy" "keycloak" {
  for_each = {
    cpu    = { metric = "ECSServiceAverageCPUUtilization", target = 70 }
    memory = { metric = "ECSServiceAverageMemoryUtilization", target = 80 }
  }

  name               = "keycloak-${each.key}-autoscaling"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.keycloak.service_namespace
  resource_id        = aws_appautoscaling_target.keycloak.resource_id
  scalable_dimension = aws_appautoscaling_target.keycloak.scalable_dimension

  target_tracking_scaling_policy_configuration {
    target_value = each.value.target

    predefined_metric_specification {
      predefined_metric_type = each.value.metric
    }
  }
}
