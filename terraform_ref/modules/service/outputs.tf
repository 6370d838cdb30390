output "name" {
  description = "Name of the service"
  value       = aws_ecs_service.this.name
}

output "arn" {
  description = "ARN of the service"
  value       = aws_ecs_service.this.id
}

output "task_definition_arn" {
  description = "ARN of the task definition, with its revision"
  value       = aws_ecs_task_definition.this.arn
}

output "security_group_id" {
  description = "ID of the tasks' security group"
  value       = module.security_group.id
}

output "log_group_name" {
  description = "Name of the container's log group"
  value       = aws_cloudwatch_log_group.this.name
}
