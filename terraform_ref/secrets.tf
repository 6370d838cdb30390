# ---------------------------------------------------------------------------
# Key of the database
# ---------------------------------------------------------------------------

resource "aws_kms_key" "rds" {
  description             = "Keycloak database"
  enable_key_rotation     = true
  deletion_window_in_days = 7

  tags = local.common_tags
}

resource "aws_kms_alias" "rds" {
  name          = "alias/keycloak-rds"
  target_key_id = aws_kms_key.rds.key_id
}

# ---------------------------------------------------------------------------
# Generated secrets of the gateway
# ---------------------------------------------------------------------------

resource "random_password" "secret_key" {
  length  = 64
  special = true
}

resource "aws_secretsmanager_secret" "secret_key" {
  name_prefix = "${local.gateway_name}-secret-key-"
  description = "Key that the registry and the auth server sign sessions with"

  tags = local.gateway_tags
}

resource "aws_secretsmanager_secret_version" "secret_key" {
  secret_id     = aws_secretsmanager_secret.secret_key.id
  secret_string = random_password.secret_key.result
}

resource "random_password" "admin_password" {
  length      = 32
  special     = true
  min_lower   = 1
  min_upper   = 1
  min_numeric = 1
  min_special = 1
}

resource "aws_secretsmanager_secret" "admin_password" {
  name_prefix = "${local.gateway_name}-admin-password-"
  description = "Password of the registry's administrator"

  tags = local.gateway_tags
}

resource "aws_secretsmanager_secret_version" "admin_password" {
  secret_id     = aws_secretsmanager_secret.admin_password.id
  secret_string = random_password.admin_password.result
}

# ---------------------------------------------------------------------------
# Keycloak clients: placeholders until the realm exists
# ---------------------------------------------------------------------------

resource "aws_secretsmanager_secret" "keycloak_client_secret" {
  name        = "mcp-gateway-keycloak-client-secret"
  description = "Secret of the gateway's web client in Keycloak"

  tags = local.gateway_tags
}

resource "aws_secretsmanager_secret_version" "keycloak_client_secret" {
  secret_id = aws_secretsmanager_secret.keycloak_client_secret.id
  secret_string = jsonencode({
    client_secret = "set-after-deployment"
  })

  # The real value is written once the realm exists
  lifecycle {
    ignore_changes = [secret_string]
  }
}

resource "aws_secretsmanager_secret" "keycloak_m2m_client_secret" {
  name        = "mcp-gateway-keycloak-m2m-client-secret"
  description = "Secret of the gateway's machine-to-machine client in Keycloak"

  tags = local.gateway_tags
}

resource "aws_secretsmanager_secret_version" "keycloak_m2m_client_secret" {
  secret_id = aws_secretsmanager_secret.keycloak_m2m_client_secret.id
  secret_string = jsonencode({
    client_secret = "set-after-deployment"
  })

  # The real value is written once the realm exists
  lifecycle {
    ignore_changes = [secret_string]
  }
}

# ---------------------------------------------------------------------------
# Keycloak database: read by the proxy
# ---------------------------------------------------------------------------

resource "aws_secretsmanager_secret" "keycloak_database" {
  name                    = "keycloak/database"
  description             = "Master user of the Keycloak database"
  recovery_window_in_days = 7

  tags = local.common_tags
}

resource "aws_secretsmanager_secret_version" "keycloak_database" {
  secret_id = aws_secretsmanager_secret.keycloak_database.id
  secret_string = jsonencode({
    username = var.keycloak_database_username
    password = var.keycloak_database_password
  })
}

# ---------------------------------------------------------------------------
# Keycloak settings: read by its container
# ---------------------------------------------------------------------------

resource "aws_ssm_parameter" "keycloak" {
  for_each = {
    admin             = { name = "/keycloak/admin", value = var.keycloak_admin }
    admin_password    = { name = "/keycloak/admin_password", value = var.keycloak_admin_password }
    database_username = { name = "/keycloak/database/username", value = var.keycloak_database_username }
    database_password = { name = "/keycloak/database/password", value = var.keycloak_database_password }
  }

  name  = each.value.name
  type  = "SecureString"
  value = each.value.value

  tags = local.common_tags
}

resource "aws_ssm_parameter" "keycloak_database_url" {
  name  = "/keycloak/database/url"
  type  = "SecureString"
  value = "jdbc:mysql://${aws_rds_cluster.keycloak.endpoint}:3306/keycloak"

  tags = local.common_tags
}

locals {
  keycloak_parameter_arns = merge(
    { for key, parameter in aws_ssm_parameter.keycloak : key => parameter.arn },
    { database_url = aws_ssm_parameter.keycloak_database_url.arn },
  )
}
