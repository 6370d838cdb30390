# ---------------------------------------------------------------------------
# Network
# ---------------------------------------------------------------------------

output "vpc_id" {
  description = "ID of the VPC"
  value       = module.network.vpc_id
}

output "vpc_cidr" {
  description = "IPv4 block of the VPC"
  value       = module.network.vpc_cidr
}

output "private_subnet_ids" {
  description = "IDs of the private subnets"
  value       = module.network.private_subnet_ids
}

output "public_subnet_ids" {
  description = "IDs of the public subnets"
  value       = module.network.public_subnet_ids
}

# ---------------------------------------------------------------------------
# Gateway
# ---------------------------------------------------------------------------

output "ecs_cluster_name" {
  description = "Name of the gateway's ECS cluster"
  value       = module.ecs_cluster.name
}

output "ecs_cluster_arn" {
  description = "ARN of the gateway's ECS cluster"
  value       = module.ecs_cluster.arn
}

output "mcp_gateway_url" {
  description = "URL of the gateway"
  value       = local.registry_domain != "" ? "https://${local.registry_domain}" : "http://${module.load_balancer.dns_name}"
}

output "mcp_gateway_auth_url" {
  description = "URL of the auth server"
  value       = local.registry_domain != "" ? "https://${local.registry_domain}:8888" : "http://${module.load_balancer.dns_name}:8888"
}

output "mcp_gateway_alb_dns" {
  description = "DNS name of the main load balancer"
  value       = module.load_balancer.dns_name
}

output "mcp_gateway_https_enabled" {
  description = "Whether the gateway is served over HTTPS"
  value       = aws_acm_certificate.registry.arn != ""
}

output "mcp_gateway_autoscaling_enabled" {
  description = "Whether the number of tasks follows their load"
  value       = local.enable_autoscaling
}

output "mcp_gateway_monitoring_enabled" {
  description = "Whether the alarms exist"
  value       = var.enable_monitoring
}

output "mcp_gateway_efs_id" {
  description = "ID of the file system"
  value       = module.file_system.id
}

output "mcp_gateway_efs_arn" {
  description = "ARN of the file system"
  value       = module.file_system.arn
}

output "mcp_gateway_efs_access_points" {
  description = "IDs of the access points that are filled from outside"
  value = {
    for key in ["servers", "models", "logs", "auth_config"] : key => module.file_system.access_point_ids[key]
  }
}

output "monitoring_sns_topic" {
  description = "ARN of the topic that alarms go to; null without alarms or e-mail address"
  value       = one(module.alarms[*].sns_topic_arn)
}

output "deployment_summary" {
  description = "What is switched on"
  value = {
    mcp_gateway_deployed = true
    https_enabled        = aws_acm_certificate.registry.arn != ""
    monitoring_enabled   = var.enable_monitoring
    multi_az_nat         = true
    autoscaling_enabled  = local.enable_autoscaling
  }
}

# ---------------------------------------------------------------------------
# Keycloak
# ---------------------------------------------------------------------------

output "keycloak_url" {
  description = "URL of Keycloak"
  value       = "https://${local.keycloak_domain}"
}

output "keycloak_admin_console" {
  description = "URL of Keycloak's administration console"
  value       = "https://${local.keycloak_domain}/admin"
}

output "keycloak_alb_dns" {
  description = "DNS name of Keycloak's load balancer"
  value       = module.keycloak_load_balancer.dns_name
}

output "keycloak_ecr_repository" {
  description = "URL of Keycloak's image repository"
  value       = aws_ecr_repository.keycloak.repository_url
}

# ---------------------------------------------------------------------------
# Registry
# ---------------------------------------------------------------------------

output "registry_url" {
  description = "URL of the registry"
  value       = "https://${local.registry_domain}"
}

output "registry_certificate_arn" {
  description = "ARN of the registry's certificate"
  value       = aws_acm_certificate.registry.arn
}

output "registry_dns_record" {
  description = "DNS record of the registry"
  value = {
    name    = aws_route53_record.registry.name
    type    = aws_route53_record.registry.type
    zone_id = aws_route53_record.registry.zone_id
  }
}
