# Secrets Manager generates what Terraform generated: alone, or as one member of a JSON text.

resource "random_password" "plain" {
  length = 40
}

resource "random_password" "member" {
  length           = 24
  min_upper        = 1
  override_special = "!#"
}

resource "aws_secretsmanager_secret" "plain" {
  name                    = "plain"
  recovery_window_in_days = 0
}

resource "aws_secretsmanager_secret_version" "plain" {
  secret_id     = aws_secretsmanager_secret.plain.id
  secret_string = random_password.plain.result
}

resource "aws_secretsmanager_secret" "login" {
  name = "login"
}

resource "aws_secretsmanager_secret_version" "login" {
  secret_id     = aws_secretsmanager_secret.login.id
  secret_string = jsonencode({ username = "shop", password = random_password.member.result })
}
