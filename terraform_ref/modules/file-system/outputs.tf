output "id" {
  description = "ID of the file system"
  value       = aws_efs_file_system.this.id

  # A task cannot mount the file system before its zone has a target
  depends_on = [aws_efs_mount_target.this]
}

output "arn" {
  description = "ARN of the file system"
  value       = aws_efs_file_system.this.arn
}

output "access_point_ids" {
  description = "IDs of the access points, by key"
  value       = { for key, access_point in aws_efs_access_point.this : key => access_point.id }
}

output "security_group_id" {
  description = "ID of the mount targets' security group"
  value       = module.security_group.id
}
