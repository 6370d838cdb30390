# Builds, caches, mail, permissions, backups and search: every type with variables in it.

variable "name" {
  type    = string
  default = "shop"
}

variable "owner" {
  type    = string
  default = "blue"
}

variable "nodes" {
  type    = number
  default = 2
}

variable "ha" {
  type    = bool
  default = true
}

variable "destination_type" {
  type    = string
  default = "kinesis-firehose"
}

variable "log_group" {
  type    = string
  default = "logs"
}

variable "token" {
  type      = string
  sensitive = true
  default   = "planted-planted-planted-A1!"
}

variable "role_arn" {
  type    = string
  default = "arn:aws:iam::111122223333:role/a-role"
}

variable "bucket" {
  type    = string
  default = "artifacts"
}

variable "subnets" {
  type    = list(string)
  default = ["subnet-0a1b2c3d", "subnet-1a1b2c3d"]
}

variable "query_key" {
  type    = string
  default = "Owner"
}

variable "logs_arn" {
  type    = string
  default = "arn:aws:logs:us-east-1:111122223333:log-group:shop"
}

variable "domain" {
  type    = string
  default = "example.org"
}

variable "zone_id" {
  type    = string
  default = "Z0123456789ABC"
}

variable "instance_arn" {
  type    = string
  default = "arn:aws:sso:::instance/ssoins-0123456789abcdef"
}

variable "account" {
  type    = string
  default = "111122223333"
}

variable "group_id" {
  type    = string
  default = "11111111-2222-3333-4444-555555555555"
}

variable "batch" {
  type    = bool
  default = true
}

variable "window" {
  type    = number
  default = 60
}

variable "policy" {
  type    = string
  default = "allkeys-lru"
}

resource "aws_codebuild_project" "build" {
  name          = "${var.name}-build"
  service_role  = var.role_arn
  build_timeout = var.window
  artifacts { type = "CODEPIPELINE" }
  environment {
    compute_type    = "BUILD_GENERAL1_SMALL"
    image           = "aws/codebuild/standard:7.0"
    type            = "LINUX_CONTAINER"
    privileged_mode = var.ha
    dynamic "environment_variable" {
      for_each = { NAME = var.name, OWNER = var.owner }
      content {
        name  = environment_variable.key
        value = environment_variable.value
      }
    }
  }
  source { type = "CODEPIPELINE" }
  dynamic "build_batch_config" {
    for_each = var.batch ? [1] : []
    content {
      service_role    = var.role_arn
      timeout_in_mins = var.window
    }
  }
  logs_config {
    s3_logs {
      status   = var.ha ? "ENABLED" : "DISABLED"
      location = var.ha ? "${var.bucket}/logs" : null
    }
  }
  tags = { Owner = var.owner }
}

resource "aws_codepipeline" "pipe" {
  name     = "${var.name}-pipe"
  role_arn = var.role_arn
  artifact_store {
    location = var.bucket
    type     = "S3"
    dynamic "encryption_key" {
      for_each = var.ha ? [1] : []
      content {
        id   = var.logs_arn
        type = "KMS"
      }
    }
  }
  stage {
    name = "Source"
    action {
      name             = "Source"
      category         = "Source"
      owner            = "AWS"
      provider         = "CodeStarSourceConnection"
      version          = "1"
      output_artifacts = ["source"]
      configuration = {
        ConnectionArn    = var.logs_arn
        FullRepositoryId = "org/${var.name}"
        BranchName       = "main"
      }
    }
  }
  stage {
    name = "Build"
    action {
      name            = "Build"
      category        = "Build"
      owner           = "AWS"
      provider        = "CodeBuild"
      version         = "1"
      input_artifacts = ["source"]
      configuration   = { ProjectName = aws_codebuild_project.build.name }
    }
  }
}

resource "aws_config_config_rule" "keys" {
  name             = "${var.name}-keys"
  input_parameters = jsonencode({ maxAccessKeyAge = tostring(var.nodes) })
  source {
    owner             = "AWS"
    source_identifier = "ACCESS_KEYS_ROTATED"
  }
}

resource "aws_elasticache_subnet_group" "cache" {
  name       = "${var.name}-cache"
  subnet_ids = var.subnets
}
resource "aws_elasticache_parameter_group" "cache" {
  name   = "${var.name}-cache"
  family = "redis7"
  parameter {
    name  = "maxmemory-policy"
    value = var.policy
  }
}
resource "aws_elasticache_replication_group" "cache" {
  replication_group_id       = "${var.name}-cache"
  description                = "cache of ${var.name}"
  node_type                  = "cache.t4g.micro"
  num_cache_clusters         = var.nodes
  automatic_failover_enabled = var.ha
  multi_az_enabled           = var.ha
  parameter_group_name       = aws_elasticache_parameter_group.cache.name
  subnet_group_name          = aws_elasticache_subnet_group.cache.name
  transit_encryption_enabled = true
  auth_token                 = var.token
  log_delivery_configuration {
    destination      = var.log_group
    destination_type = var.destination_type
    log_format       = "json"
    log_type         = "slow-log"
  }
  dynamic "log_delivery_configuration" {
    for_each = var.ha ? ["engine-log"] : []
    content {
      destination      = var.log_group
      destination_type = "cloudwatch-logs"
      log_format       = "text"
      log_type         = log_delivery_configuration.value
    }
  }
}
resource "aws_elasticache_cluster" "mem" {
  cluster_id        = "${var.name}-mem"
  engine            = "memcached"
  node_type         = "cache.t4g.micro"
  num_cache_nodes   = var.nodes
  subnet_group_name = aws_elasticache_subnet_group.cache.name
}

resource "aws_ses_domain_identity" "mail" { domain = var.domain }
resource "aws_ses_domain_dkim" "mail" { domain = aws_ses_domain_identity.mail.domain }
resource "aws_route53_record" "dkim" {
  count   = 3
  zone_id = var.zone_id
  name    = "${aws_ses_domain_dkim.mail.dkim_tokens[count.index]}._domainkey.${var.domain}"
  type    = "CNAME"
  ttl     = 600
  records = ["${aws_ses_domain_dkim.mail.dkim_tokens[count.index]}.dkim.amazonses.com"]
}

resource "aws_guardduty_malware_protection_plan" "scan" {
  role = var.role_arn
  protected_resource {
    s3_bucket {
      bucket_name     = var.bucket
      object_prefixes = ["in/", var.name]
    }
  }
  actions {
    tagging { status = var.ha ? "ENABLED" : "DISABLED" }
  }
}

resource "aws_ssoadmin_permission_set" "ops" {
  name         = "${var.name}-ops"
  instance_arn = var.instance_arn
}
resource "aws_ssoadmin_managed_policy_attachment" "ops" {
  count              = var.ha ? 1 : 0
  instance_arn       = var.instance_arn
  permission_set_arn = aws_ssoadmin_permission_set.ops.arn
  managed_policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}
resource "aws_ssoadmin_customer_managed_policy_attachment" "ops" {
  instance_arn       = aws_ssoadmin_permission_set.ops.instance_arn
  permission_set_arn = aws_ssoadmin_permission_set.ops.arn
  customer_managed_policy_reference { name = "${var.name}-boundary" }
}
resource "aws_ssoadmin_account_assignment" "ops" {
  instance_arn       = var.instance_arn
  permission_set_arn = aws_ssoadmin_permission_set.ops.arn
  principal_id       = var.group_id
  principal_type     = "GROUP"
  target_id          = var.account
  target_type        = "AWS_ACCOUNT"
}

resource "aws_lakeformation_permissions" "all" {
  principal   = var.role_arn
  permissions = ["SELECT"]
  table {
    database_name = var.name
    wildcard      = true
  }
}
resource "aws_lakeformation_permissions" "some" {
  principal   = var.role_arn
  permissions = ["SELECT"]
  table_with_columns {
    database_name         = var.name
    name                  = "orders"
    wildcard              = true
    excluded_column_names = ["card"]
  }
}

resource "aws_backup_vault" "b" { name = "${var.name}-vault" }
resource "aws_backup_plan" "b" {
  name = "${var.name}-plan"
  rule {
    rule_name         = "daily"
    target_vault_name = aws_backup_vault.b.name
    schedule          = "cron(0 12 * * ? *)"
    start_window      = var.window
    lifecycle { delete_after = var.ha ? 30 : 7 }
  }
}
resource "aws_backup_selection" "b" {
  name         = "tagged"
  iam_role_arn = var.role_arn
  plan_id      = aws_backup_plan.b.id
  selection_tag {
    type  = "STRINGEQUALS"
    key   = "Owner"
    value = var.owner
  }
}

resource "aws_route53_health_check" "site" {
  type              = "HTTPS"
  fqdn              = var.domain
  port              = 443
  resource_path     = "/health"
  failure_threshold = var.nodes
  tags              = { Name = var.name }
}

resource "aws_resourcegroups_group" "g" {
  name = "${var.name}-group"
  resource_query {
    query = jsonencode({
      ResourceTypeFilters = ["AWS::AllSupported"]
      TagFilters          = [{ Key = var.query_key, Values = [var.owner] }]
    })
  }
}

resource "aws_ram_resource_association" "r" {
  resource_arn       = var.logs_arn
  resource_share_arn = var.logs_arn
}

resource "aws_db_option_group" "o" {
  name                 = "${var.name}-options"
  engine_name          = "mysql"
  major_engine_version = "8.0"
  option {
    option_name = "MARIADB_AUDIT_PLUGIN"
    option_settings {
      name  = "SERVER_AUDIT_EVENTS"
      value = var.owner
    }
  }
}

resource "aws_shield_protection" "s" {
  name         = var.name
  resource_arn = var.logs_arn
}

resource "aws_opensearch_domain" "d" {
  domain_name    = var.name
  engine_version = "OpenSearch_2.13"
  cluster_config {
    instance_type          = "t3.small.search"
    instance_count         = var.nodes
    zone_awareness_enabled = var.ha
    dynamic "zone_awareness_config" {
      for_each = var.ha ? [1] : []
      content { availability_zone_count = 2 }
    }
  }
  advanced_security_options {
    enabled                        = true
    internal_user_database_enabled = true
    master_user_options {
      master_user_name     = "chief"
      master_user_password = var.token
    }
  }
  ebs_options {
    ebs_enabled = true
    volume_size = 10
  }
  domain_endpoint_options { tls_security_policy = "Policy-Min-TLS-1-2-2019-07" }
  dynamic "log_publishing_options" {
    for_each = toset(["INDEX_SLOW_LOGS", "AUDIT_LOGS"])
    content {
      log_type                 = log_publishing_options.value
      cloudwatch_log_group_arn = var.logs_arn
      enabled                  = var.ha
    }
  }
  access_policies = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = var.role_arn }, Action = "es:ESHttpGet", Resource = "*" }]
  })
}

output "cache" { value = aws_elasticache_replication_group.cache.primary_endpoint_address }
output "mem" { value = aws_elasticache_cluster.mem.configuration_endpoint }
output "search" { value = "https://${aws_opensearch_domain.d.endpoint}" }
output "project" { value = aws_codebuild_project.build.id }
output "pipeline" { value = aws_codepipeline.pipe.arn }
output "plan" { value = aws_backup_plan.b.arn }
output "set" { value = aws_ssoadmin_permission_set.ops.id }
output "check" { value = aws_route53_health_check.site.arn }
