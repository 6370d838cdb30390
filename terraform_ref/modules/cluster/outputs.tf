output "id" {
  description = "ID of the cluster"
  value       = aws_ecs_cluster.this.id
}

output "arn" {
  description = "ARN of the cluster"
  value       = aws_ecs_cluster.this.arn
}

output "name" {
  description = "Name of the cluster"
  value       = aws_ecs_cluster.this.name
}

output "exec_log_group_arn" {
  description = "ARN of the log group of ECS Exec sessions, or null"
  value       = one(aws_cloudwatch_log_group.exec[*].arn)
}
