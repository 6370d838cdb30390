resource "aws_db_subnet_group" "keycloak" {
  name        = "keycloak-subnet-group"
  description = "Keycloak database"
  subnet_ids  = module.network.private_subnet_ids

  tags = local.common_tags
}

resource "aws_rds_cluster_parameter_group" "keycloak" {
  name        = "keycloak-params"
  description = "Keycloak database: full Unicode"
  family      = "aurora-mysql8.0"

  dynamic "parameter" {
    for_each = {
      character_set_server = "utf8mb4"
      collation_server     = "utf8mb4_unicode_ci"
    }

    content {
      name         = parameter.key
      value        = parameter.value
      apply_method = "immediate"
    }
  }

  tags = local.common_tags
}

resource "aws_rds_cluster" "keycloak" {
  cluster_identifier = "keycloak"
  engine             = "aurora-mysql"
  engine_version     = "8.0.mysql_aurora.3.08.2"
  engine_mode        = "provisioned"

  database_name   = "keycloak"
  master_username = var.keycloak_database_username
  master_password = var.keycloak_database_password

  db_subnet_group_name            = aws_db_subnet_group.keycloak.name
  db_cluster_parameter_group_name = aws_rds_cluster_parameter_group.keycloak.name
  vpc_security_group_ids          = [aws_security_group.keycloak_db.id]

  storage_encrypted = true
  kms_key_id        = aws_kms_key.rds.arn

  backup_retention_period      = 7
  preferred_backup_window      = "02:00-04:00"
  preferred_maintenance_window = "sun:04:00-sun:05:00"
  copy_tags_to_snapshot        = true
  skip_final_snapshot          = true
  deletion_protection          = false

  serverlessv2_scaling_configuration {
    min_capacity = var.keycloak_database_min_acu
    max_capacity = var.keycloak_database_max_acu
  }

  tags = local.common_tags
}

resource "aws_rds_cluster_instance" "keycloak" {
  cluster_identifier = aws_rds_cluster.keycloak.id
  instance_class     = "db.serverless"
  engine             = aws_rds_cluster.keycloak.engine
  engine_version     = aws_rds_cluster.keycloak.engine_version

  performance_insights_enabled = false

  tags = local.common_tags
}

# ---------------------------------------------------------------------------
# Proxy: offered for connection pooling; Keycloak itself connects to the cluster
# ---------------------------------------------------------------------------

resource "aws_db_proxy" "keycloak" {
  name                   = "keycloak-proxy"
  engine_family          = "MYSQL"
  role_arn               = aws_iam_role.rds_proxy.arn
  vpc_subnet_ids         = module.network.private_subnet_ids
  vpc_security_group_ids = [aws_security_group.keycloak_db.id]
  require_tls            = false

  auth {
    auth_scheme = "SECRETS"
    iam_auth    = "DISABLED"
    secret_arn  = aws_secretsmanager_secret.keycloak_database.arn
  }

  tags = local.common_tags

  # The proxy reads the secret as soon as it exists
  depends_on = [
    aws_iam_role_policy.rds_proxy,
    aws_secretsmanager_secret_version.keycloak_database,
  ]
}

resource "aws_db_proxy_target" "keycloak" {
  db_proxy_name         = aws_db_proxy.keycloak.name
  target_group_name     = "default"
  db_cluster_identifier = aws_rds_cluster.keycloak.cluster_identifier

  # A cluster without an instance cannot be registered
  depends_on = [aws_rds_cluster_instance.keycloak]
}
