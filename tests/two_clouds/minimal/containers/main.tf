# Containers and their images.

resource "aws_ecs_cluster" "this" {
  name = "minimal"
}

resource "aws_ecs_cluster" "with_providers" {
  name = "minimal-with-providers"
}

resource "aws_ecs_cluster_capacity_providers" "this" {
  cluster_name = aws_ecs_cluster.with_providers.name
}

resource "aws_ecs_task_definition" "this" {
  family                = "minimal"
  container_definitions = jsonencode([{ name = "app", image = "app", memory = 128 }])
}

resource "aws_ecs_service" "this" {
  name            = "minimal"
  cluster         = aws_ecs_cluster.this.arn
  task_definition = aws_ecs_task_definition.this.arn
}

resource "aws_launch_configuration" "machines" {
  image_id      = "ami-12c6146b"
  instance_type = "t3.small"
}

resource "aws_autoscaling_group" "machines" {
  availability_zones   = ["us-east-1a"]
  launch_configuration = aws_launch_configuration.machines.name
  max_size             = 2
  min_size             = 0
}

resource "aws_ecs_capacity_provider" "this" {
  name = "minimal"
  auto_scaling_group_provider {
    auto_scaling_group_arn = aws_autoscaling_group.machines.arn
  }
}

resource "aws_appautoscaling_target" "this" {
  min_capacity       = 1
  max_capacity       = 2
  resource_id        = "service/${aws_ecs_cluster.this.name}/${aws_ecs_service.this.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"
}

resource "aws_appautoscaling_policy" "this" {
  name               = "minimal"
  resource_id        = aws_appautoscaling_target.this.resource_id
  scalable_dimension = aws_appautoscaling_target.this.scalable_dimension
  service_namespace  = aws_appautoscaling_target.this.service_namespace
  policy_type        = "TargetTrackingScaling"
  target_tracking_scaling_policy_configuration {
    target_value = 60
    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

resource "aws_ecs_service" "planned" {
  name            = "minimal-planned"
  cluster         = aws_ecs_cluster.this.arn
  task_definition = aws_ecs_task_definition.this.arn
}

resource "aws_appautoscaling_target" "planned" {
  min_capacity       = 1
  max_capacity       = 2
  resource_id        = "service/${aws_ecs_cluster.this.name}/${aws_ecs_service.planned.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"
}

resource "aws_appautoscaling_scheduled_action" "this" {
  name               = "minimal"
  resource_id        = aws_appautoscaling_target.planned.resource_id
  scalable_dimension = aws_appautoscaling_target.planned.scalable_dimension
  service_namespace  = aws_appautoscaling_target.planned.service_namespace
  schedule           = "cron(0 6 * * ? *)"
  scalable_target_action {
    min_capacity = 2
  }
}

resource "aws_ecr_repository" "this" {
  name = "minimal"
}

resource "aws_ecr_repository" "expiring" {
  name = "minimal-expiring"
}

resource "aws_ecr_lifecycle_policy" "this" {
  repository = aws_ecr_repository.expiring.name
  policy = jsonencode({
    rules = [{
      rulePriority = 1
      selection    = { tagStatus = "any", countType = "imageCountMoreThan", countNumber = 9 }
      action       = { type = "expire" }
    }]
  })
}

resource "aws_ecr_repository" "shared" {
  name = "minimal-shared"
}

resource "aws_ecr_repository_policy" "this" {
  repository = aws_ecr_repository.shared.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = "*", Action = "ecr:BatchGetImage" }]
  })
}
