output "arn" {
  description = "ARN of the load balancer"
  value       = aws_lb.this.arn
}

output "arn_suffix" {
  description = "Part of the ARN that CloudWatch uses as a dimension"
  value       = aws_lb.this.arn_suffix
}

output "dns_name" {
  description = "DNS name of the load balancer"
  value       = aws_lb.this.dns_name
}

output "zone_id" {
  description = "Hosted zone of the load balancer's DNS name, for alias records"
  value       = aws_lb.this.zone_id
}

output "target_group_arns" {
  description = "ARNs of the target groups, by key"
  value       = { for key, target_group in aws_lb_target_group.this : key => target_group.arn }

  # ECS refuses a target group that no listener uses yet
  depends_on = [aws_lb_listener.this]
}

output "target_group_arn_suffixes" {
  description = "Parts of the target groups' ARNs that CloudWatch uses as a dimension, by key"
  value       = { for key, target_group in aws_lb_target_group.this : key => target_group.arn_suffix }
}

output "listener_arns" {
  description = "ARNs of the listeners, by key"
  value       = { for key, listener in aws_lb_listener.this : key => listener.arn }
}
