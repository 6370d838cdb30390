# A task must not start before its permissions are in place: hence the dependencies of these outputs

output "execution_role_arn" {
  description = "ARN of the execution role"
  value       = aws_iam_role.execution.arn

  depends_on = [
    aws_iam_role_policy_attachment.execution,
    aws_iam_role_policy_attachment.execution_additional,
  ]
}

output "task_role_arn" {
  description = "ARN of the task role"
  value       = aws_iam_role.task.arn

  depends_on = [
    aws_iam_role_policy_attachment.task,
    aws_iam_role_policy_attachment.task_additional,
  ]
}
