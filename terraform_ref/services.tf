locals {
  enable_autoscaling = true

  service_names = {
    auth                   = "${local.gateway_name}-auth"
    registry               = "${local.gateway_name}-registry"
    currenttime            = "${local.gateway_name}-currenttime"
    mcpgw                  = "${local.gateway_name}-mcpgw"
    realserverfaketools    = "${local.gateway_name}-realserverfaketools"
    flight_booking_agent   = "${local.gateway_name}-flight-booking-agent"
    travel_assistant_agent = "${local.gateway_name}-travel-assistant-agent"
  }

  log_group_names = merge(
    { for service, name in local.service_names : service => "/ecs/${name}" },
    { auth = "/ecs/${local.gateway_name}-auth-server" },
  )

  autoscaling = {
    min_capacity  = 2
    max_capacity  = 4
    cpu_target    = 70
    memory_target = 80
  }

  # Where the services find each other and how they sign in
  auth_server_url = "http://auth-server:8888"
  auth_provider   = local.keycloak_domain != "" ? "keycloak" : "default"
  keycloak_url    = local.keycloak_domain != "" ? "https://${local.keycloak_domain}" : ""

  secret_arns = {
    secret_key          = aws_secretsmanager_secret.secret_key.arn
    admin_password      = aws_secretsmanager_secret.admin_password.arn
    keycloak_client     = "${aws_secretsmanager_secret.keycloak_client_secret.arn}:client_secret::"
    keycloak_m2m_client = "${aws_secretsmanager_secret.keycloak_m2m_client_secret.arn}:client_secret::"
  }
}

# ---------------------------------------------------------------------------
# Auth server
# ---------------------------------------------------------------------------

module "auth" {
  source = "./modules/service"

  name         = local.service_names.auth
  region       = data.aws_region.current.name
  cluster_arn  = module.ecs_cluster.arn
  cluster_name = module.ecs_cluster.name
  vpc_id       = module.network.vpc_id
  subnet_ids   = module.network.private_subnet_ids

  ingress_rules = {
    alb_8888 = {
      description                  = "Main load balancer"
      from_port                    = 8888
      referenced_security_group_id = module.alb_security_group.id
    }
  }

  cpu                = 1024
  memory             = 2048
  execution_role_arn = module.task_roles["auth"].execution_role_arn
  task_role_arn      = module.task_roles["auth"].task_role_arn
  log_group_name     = local.log_group_names.auth

  container_name = "auth-server"
  image          = var.auth_server_image_uri
  port_mappings  = [{ name = "auth-server", container_port = 8888 }]

  environment = {
    REGISTRY_URL             = "https://${local.registry_domain}"
    AUTH_SERVER_URL          = local.auth_server_url
    AUTH_SERVER_EXTERNAL_URL = "https://${local.registry_domain}"
    AWS_REGION               = data.aws_region.current.name
    AUTH_PROVIDER            = local.auth_provider
    KEYCLOAK_URL             = local.keycloak_url
    KEYCLOAK_EXTERNAL_URL    = local.keycloak_url
    KEYCLOAK_REALM           = "mcp-gateway"
    KEYCLOAK_CLIENT_ID       = "mcp-gateway-web"
    SCOPES_CONFIG_PATH       = "/efs/auth_config/scopes.yml"
  }

  secrets = {
    SECRET_KEY             = local.secret_arns.secret_key
    KEYCLOAK_CLIENT_SECRET = local.secret_arns.keycloak_client
  }

  health_check = { command = "curl -f http://localhost:8888/health || exit 1" }

  file_system_id = module.file_system.id
  volumes = {
    mcp-logs = {
      access_point_id = module.file_system.access_point_ids["logs"]
      container_path  = "/app/logs"
    }
    auth-config = {
      access_point_id = module.file_system.access_point_ids["auth_config"]
      container_path  = "/efs/auth_config"
    }
  }

  load_balancers = {
    auth = {
      target_group_arn = module.load_balancer.target_group_arns["auth"]
      container_port   = 8888
    }
  }

  service_connect = {
    namespace_arn  = aws_service_discovery_private_dns_namespace.mcp.arn
    port_name      = "auth-server"
    discovery_name = "auth-server"
    port           = 8888
  }

  enable_autoscaling = local.enable_autoscaling
  autoscaling        = local.autoscaling

  tags = local.gateway_tags
}

# ---------------------------------------------------------------------------
# Registry
# ---------------------------------------------------------------------------

module "registry" {
  source = "./modules/service"

  name         = local.service_names.registry
  region       = data.aws_region.current.name
  cluster_arn  = module.ecs_cluster.arn
  cluster_name = module.ecs_cluster.name
  vpc_id       = module.network.vpc_id
  subnet_ids   = module.network.private_subnet_ids

  ingress_rules = {
    for port in [80, 443, 7860] : "alb_${port}" => {
      description                  = "Main load balancer"
      from_port                    = port
      referenced_security_group_id = module.alb_security_group.id
    }
  }

  cpu                = 1024
  memory             = 2048
  execution_role_arn = module.task_roles["registry"].execution_role_arn
  task_role_arn      = module.task_roles["registry"].task_role_arn
  log_group_name     = local.log_group_names.registry

  container_name = "registry"
  image          = var.registry_image_uri
  port_mappings = [
    { name = "http", container_port = 80 },
    { name = "https", container_port = 443 },
    { name = "registry", container_port = 7860 },
  ]

  environment = {
    GATEWAY_ADDITIONAL_SERVER_NAMES = local.registry_domain
    EC2_PUBLIC_DNS                  = local.registry_domain != "" ? local.registry_domain : module.load_balancer.dns_name
    AUTH_SERVER_URL                 = local.auth_server_url
    AUTH_SERVER_EXTERNAL_URL        = local.registry_domain != "" ? "https://${local.registry_domain}:8888" : "http://${module.load_balancer.dns_name}:8888"
    AWS_REGION                      = data.aws_region.current.name
    AUTH_PROVIDER                   = local.auth_provider
    KEYCLOAK_ENABLED                = local.keycloak_domain != "" ? "true" : "false"
    KEYCLOAK_URL                    = local.keycloak_url
    KEYCLOAK_REALM                  = "mcp-gateway"
    KEYCLOAK_CLIENT_ID              = "mcp-gateway-web"
    SCOPES_CONFIG_PATH              = "/app/auth_server/scopes.yml"
  }

  secrets = {
    SECRET_KEY                 = local.secret_arns.secret_key
    ADMIN_PASSWORD             = local.secret_arns.admin_password
    KEYCLOAK_CLIENT_SECRET     = local.secret_arns.keycloak_client
    KEYCLOAK_M2M_CLIENT_SECRET = local.secret_arns.keycloak_m2m_client
  }

  health_check = { command = "curl -f http://localhost:7860/health || exit 1" }

  file_system_id = module.file_system.id
  volumes = {
    for volume, mount in {
      mcp-servers = { access_point = "servers", path = "/app/registry/servers" }
      mcp-agents  = { access_point = "agents", path = "/app/registry/agents" }
      mcp-models  = { access_point = "models", path = "/app/registry/models" }
      mcp-logs    = { access_point = "logs", path = "/app/logs" }
      auth-config = { access_point = "auth_config", path = "/app/auth_server" }
      } : volume => {
      access_point_id = module.file_system.access_point_ids[mount.access_point]
      container_path  = mount.path
    }
  }

  load_balancers = {
    registry = {
      target_group_arn = module.load_balancer.target_group_arns["registry"]
      container_port   = 80
    }
    gradio = {
      target_group_arn = module.load_balancer.target_group_arns["gradio"]
      container_port   = 7860
    }
  }

  service_connect = {
    namespace_arn  = aws_service_discovery_private_dns_namespace.mcp.arn
    port_name      = "registry"
    discovery_name = "registry"
    port           = 7860
  }

  enable_autoscaling = local.enable_autoscaling
  autoscaling        = local.autoscaling

  tags = local.gateway_tags

  # A task sees only the Service Connect names that exist when it starts
  depends_on = [module.auth]
}

# ---------------------------------------------------------------------------
# MCP servers and A2A agents: reached through the registry only
# ---------------------------------------------------------------------------

locals {
  backends = {
    currenttime = {
      image          = var.currenttime_image_uri
      replicas       = var.currenttime_replicas
      container_name = "currenttime-server"
      port_name      = "currenttime"
      port           = 8000
      environment    = { PORT = "8000", MCP_TRANSPORT = "streamable-http" }
      health_check   = { command = "nc -z localhost 8000 || exit 1", start_period = 30 }
    }
    mcpgw = {
      image          = var.mcpgw_image_uri
      replicas       = var.mcpgw_replicas
      container_name = "mcpgw-server"
      port_name      = "mcpgw"
      port           = 8003
      environment = {
        PORT              = "8003"
        REGISTRY_BASE_URL = "http://registry:7860"
        REGISTRY_USERNAME = "admin"
      }
      secrets      = { REGISTRY_PASSWORD = local.secret_arns.admin_password }
      health_check = { command = "nc -z localhost 8003 || exit 1", start_period = 30 }
      volumes = {
        mcpgw-data = {
          access_point_id = module.file_system.access_point_ids["mcpgw_data"]
          container_path  = "/app/data"
        }
      }
    }
    realserverfaketools = {
      image          = var.realserverfaketools_image_uri
      replicas       = var.realserverfaketools_replicas
      container_name = "realserverfaketools-server"
      port_name      = "realserverfaketools"
      port           = 8002
      environment    = { PORT = "8002", MCP_TRANSPORT = "streamable-http" }
      health_check   = { command = "nc -z localhost 8002 || exit 1", start_period = 30 }
    }
    flight_booking_agent = {
      image          = var.flight_booking_agent_image_uri
      replicas       = var.flight_booking_agent_replicas
      container_name = "flight-booking-agent"
      port_name      = "flight-booking"
      port           = 9000
      environment    = local.agent_environment
      health_check   = { command = "curl -f http://localhost:9000/ping || exit 1" }
    }
    travel_assistant_agent = {
      image          = var.travel_assistant_agent_image_uri
      replicas       = var.travel_assistant_agent_replicas
      container_name = "travel-assistant-agent"
      port_name      = "travel-assistant"
      port           = 9001
      environment    = local.agent_environment
      health_check   = { command = "curl -f http://localhost:9001/ping || exit 1" }
    }
  }

  agent_environment = {
    AWS_REGION         = data.aws_region.current.name
    AWS_DEFAULT_REGION = data.aws_region.current.name
  }
}

module "backend" {
  source   = "./modules/service"
  for_each = local.backends

  name         = local.service_names[each.key]
  region       = data.aws_region.current.name
  cluster_arn  = module.ecs_cluster.arn
  cluster_name = module.ecs_cluster.name
  vpc_id       = module.network.vpc_id
  subnet_ids   = module.network.private_subnet_ids

  ingress_rules = {
    service_connect = {
      description                  = "Registry"
      from_port                    = each.value.port
      referenced_security_group_id = module.registry.security_group_id
    }
  }

  execution_role_arn = module.task_roles[each.key].execution_role_arn
  task_role_arn      = module.task_roles[each.key].task_role_arn
  log_group_name     = local.log_group_names[each.key]

  container_name = each.value.container_name
  image          = each.value.image
  port_mappings  = [{ name = each.value.port_name, container_port = each.value.port }]
  environment    = each.value.environment
  secrets        = try(each.value.secrets, {})
  health_check   = each.value.health_check

  file_system_id = can(each.value.volumes) ? module.file_system.id : null
  volumes        = try(each.value.volumes, {})

  service_connect = {
    namespace_arn  = aws_service_discovery_private_dns_namespace.mcp.arn
    port_name      = each.value.port_name
    discovery_name = each.value.container_name
    port           = each.value.port
  }

  replicas           = each.value.replicas
  enable_autoscaling = local.enable_autoscaling
  autoscaling        = local.autoscaling

  tags = local.gateway_tags

  depends_on = [module.registry]
}

# ---------------------------------------------------------------------------
# Traffic between services whose modules wait for each other
# ---------------------------------------------------------------------------

resource "aws_vpc_security_group_ingress_rule" "registry_to_auth" {
  security_group_id            = module.auth.security_group_id
  description                  = "Registry"
  ip_protocol                  = "tcp"
  from_port                    = 8888
  to_port                      = 8888
  referenced_security_group_id = module.registry.security_group_id
}

resource "aws_vpc_security_group_ingress_rule" "mcpgw_to_registry" {
  security_group_id            = module.registry.security_group_id
  description                  = "MCP server mcpgw"
  ip_protocol                  = "tcp"
  from_port                    = 7860
  to_port                      = 7860
  referenced_security_group_id = module.backend["mcpgw"].security_group_id
}
