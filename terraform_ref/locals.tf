locals {
  # Prefix of everything that belongs to the gateway itself
  gateway_name = "${var.name}-v2"

  azs = slice(data.aws_availability_zones.available.names, 0, 3)

  # Domain names: regional (kc.us-east-1.example.com) or fixed by the caller
  keycloak_domain    = var.use_regional_domains ? "kc.${var.aws_region}.${var.base_domain}" : var.keycloak_domain
  root_domain        = var.use_regional_domains ? "${var.aws_region}.${var.base_domain}" : var.root_domain
  registry_domain    = "registry.${local.root_domain}"
  hosted_zone_domain = var.use_regional_domains ? var.base_domain : var.root_domain

  # Tags of the shared parts and of Keycloak
  common_tags = {
    Project     = "mcp-gateway-registry"
    Component   = "keycloak"
    Environment = "production"
    ManagedBy   = "terraform"
  }

  # Tags of the gateway's parts
  gateway_tags = {
    stack     = local.gateway_name
    component = "mcp-gateway-registry"
  }
}
