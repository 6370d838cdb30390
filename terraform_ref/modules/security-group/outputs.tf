output "id" {
  description = "ID of the group"
  value       = aws_security_group.this.id
}
