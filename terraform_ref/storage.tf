module "file_system" {
  source = "./modules/file-system"

  name        = "${local.gateway_name}-efs"
  vpc_id      = module.network.vpc_id
  subnet_ids  = module.network.private_subnet_ids
  client_cidr = module.network.vpc_cidr

  access_points = {
    servers     = { name = "${local.gateway_name}-servers", path = "/servers" }
    models      = { name = "${local.gateway_name}-models", path = "/models" }
    logs        = { name = "${local.gateway_name}-logs", path = "/logs" }
    agents      = { name = "${local.gateway_name}-agents", path = "/agents" }
    auth_config = { name = "${local.gateway_name}-auth-config", path = "/auth_config" }
    mcpgw_data  = { name = "${local.gateway_name}-mcpgw-data", path = "/mcpgw_data" }
  }

  tags = local.gateway_tags
}
