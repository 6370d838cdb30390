module "ecs_cluster" {
  source = "./modules/cluster"

  name     = "${var.name}-ecs-cluster"
  exec_log = { name = "/aws/ecs/${var.name}-ecs-cluster" }

  default_capacity_provider_strategy = [
    { capacity_provider = "FARGATE", base = 1, weight = 50 },
  ]

  tags = { Name = "${var.name} ECS Cluster" }
}

module "keycloak_cluster" {
  source = "./modules/cluster"

  name = "keycloak"

  default_capacity_provider_strategy = [
    { capacity_provider = "FARGATE", base = 1, weight = 100 },
  ]

  tags = local.common_tags
}

# Service Connect resolves the names of the gateway's services in this namespace
resource "aws_service_discovery_private_dns_namespace" "mcp" {
  name        = "${local.gateway_name}.local"
  description = "Services of the gateway"
  vpc         = module.network.vpc_id

  tags = local.gateway_tags
}
