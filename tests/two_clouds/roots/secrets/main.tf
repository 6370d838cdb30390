# A key, and what it protects.

variable "token" {
  type      = string
  sensitive = true
}

resource "aws_kms_key" "main" {
  description             = "secrets"
  deletion_window_in_days = 14
  enable_key_rotation     = true
  tags                    = { Team = "secrets" }
}

resource "aws_kms_alias" "main" {
  name          = "alias/secrets"
  target_key_id = aws_kms_key.main.key_id
}

resource "aws_secretsmanager_secret" "token" {
  name        = "secrets/token"
  description = "Of the partner"
  kms_key_id  = aws_kms_key.main.arn
}

resource "aws_secretsmanager_secret_version" "token" {
  secret_id     = aws_secretsmanager_secret.token.id
  secret_string = jsonencode({ token = var.token, user = "partner" })
}

resource "aws_secretsmanager_secret_policy" "token" {
  secret_arn = aws_secretsmanager_secret.token.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = { AWS = "arn:aws:iam::123456789012:root" }
      Action    = "secretsmanager:DeleteSecret"
      Resource  = "*"
    }]
  })
}

resource "aws_ssm_parameter" "level" {
  name        = "/secrets/level"
  description = "How much is logged"
  type        = "String"
  value       = "info"
}

resource "aws_ssm_parameter" "hosts" {
  name  = "/secrets/hosts"
  type  = "StringList"
  value = "a.example.org,b.example.org"
}
