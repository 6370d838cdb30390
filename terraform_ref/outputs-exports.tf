# What other configurations of the same account may want to build on

# ---------------------------------------------------------------------------
# Network
# ---------------------------------------------------------------------------

output "private_route_table_ids" {
  description = "IDs of the private subnets' route tables"
  value       = module.network.private_route_table_ids
}

output "public_route_table_id" {
  description = "ID of the public subnets' route table"
  value       = module.network.public_route_table_id
}

output "security_group_ids" {
  description = "IDs of the security groups"
  value = merge(
    {
      alb           = module.alb_security_group.id
      auth          = module.auth.security_group_id
      registry      = module.registry.security_group_id
      efs           = module.file_system.security_group_id
      keycloak_lb   = aws_security_group.keycloak_lb.id
      keycloak_ecs  = aws_security_group.keycloak_ecs.id
      keycloak_db   = aws_security_group.keycloak_db.id
      vpc_endpoints = module.network.endpoints_security_group_id
    },
    { for key, backend in module.backend : key => backend.security_group_id },
  )
}

# ---------------------------------------------------------------------------
# Storage, secrets and roles
# ---------------------------------------------------------------------------

output "efs_access_point_ids" {
  description = "IDs of all access points"
  value       = module.file_system.access_point_ids
}

output "secret_arns" {
  description = "ARNs of the secrets"
  value = {
    secret_key                 = aws_secretsmanager_secret.secret_key.arn
    admin_password             = aws_secretsmanager_secret.admin_password.arn
    keycloak_client_secret     = aws_secretsmanager_secret.keycloak_client_secret.arn
    keycloak_m2m_client_secret = aws_secretsmanager_secret.keycloak_m2m_client_secret.arn
    keycloak_database          = aws_secretsmanager_secret.keycloak_database.arn
  }
}

output "execution_role_arns" {
  description = "ARNs of the task execution roles"
  value = merge(
    { for service, roles in module.task_roles : service => roles.execution_role_arn },
    { keycloak = aws_iam_role.keycloak_task_exec.arn },
  )
}

output "task_role_arns" {
  description = "ARNs of the task roles"
  value = merge(
    { for service, roles in module.task_roles : service => roles.task_role_arn },
    { keycloak = aws_iam_role.keycloak_task.arn },
  )
}

# ---------------------------------------------------------------------------
# Database
# ---------------------------------------------------------------------------

output "keycloak_database_endpoint" {
  description = "Writer endpoint of the database cluster"
  value       = aws_rds_cluster.keycloak.endpoint
}

output "keycloak_database_proxy_endpoint" {
  description = "Endpoint of the database proxy"
  value       = aws_db_proxy.keycloak.endpoint
}

# ---------------------------------------------------------------------------
# Clusters
# ---------------------------------------------------------------------------

output "keycloak_ecs_cluster_name" {
  description = "Name of Keycloak's ECS cluster"
  value       = module.keycloak_cluster.name
}

output "keycloak_ecs_cluster_arn" {
  description = "ARN of Keycloak's ECS cluster"
  value       = module.keycloak_cluster.arn
}

output "service_discovery_namespace_arn" {
  description = "ARN of the Service Connect namespace"
  value       = aws_service_discovery_private_dns_namespace.mcp.arn
}

# ---------------------------------------------------------------------------
# Load balancers and names
# ---------------------------------------------------------------------------

output "alb_arns" {
  description = "ARNs of the load balancers"
  value = {
    main     = module.load_balancer.arn
    keycloak = module.keycloak_load_balancer.arn
  }
}

output "alb_zone_ids" {
  description = "Hosted zones of the load balancers, for alias records"
  value = {
    main     = module.load_balancer.zone_id
    keycloak = module.keycloak_load_balancer.zone_id
  }
}

output "target_group_arns" {
  description = "ARNs of the target groups"
  value       = merge(module.load_balancer.target_group_arns, module.keycloak_load_balancer.target_group_arns)
}

output "keycloak_certificate_arn" {
  description = "ARN of Keycloak's certificate"
  value       = aws_acm_certificate.keycloak.arn
}

output "domain_names" {
  description = "Public names"
  value = {
    registry = local.registry_domain
    keycloak = local.keycloak_domain
  }
}
