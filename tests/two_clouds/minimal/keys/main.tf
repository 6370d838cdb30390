# Keys, secrets and parameters.

resource "aws_kms_key" "this" {}

resource "aws_kms_key" "named" {
  description = "named"
}

resource "aws_kms_alias" "this" {
  name          = "alias/minimal"
  target_key_id = aws_kms_key.named.key_id
}

resource "aws_kms_key" "ruled" {
  description = "ruled"
}

resource "aws_kms_key_policy" "this" {
  key_id = aws_kms_key.ruled.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "*" }, Action = "kms:*", Resource = "*" }]
  })
}

resource "aws_secretsmanager_secret" "this" {}

resource "aws_secretsmanager_secret" "main" {
  for_each = toset(["filled", "ruled", "rotated"])
  name     = "minimal-${each.key}"
}

resource "aws_secretsmanager_secret_version" "this" {
  secret_id     = aws_secretsmanager_secret.main["filled"].id
  secret_string = "planted"
}

resource "aws_secretsmanager_secret_policy" "this" {
  secret_arn = aws_secretsmanager_secret.main["ruled"].arn
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "*" }, Action = "secretsmanager:GetSecretValue", Resource = "*" }]
  })
}

resource "aws_iam_role" "rotation" {
  name = "minimal-rotation"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_lambda_function" "rotation" {
  function_name = "minimal-rotation"
  role          = aws_iam_role.rotation.arn
  package_type  = "Image"
  image_uri     = "123456789012.dkr.ecr.us-east-1.amazonaws.com/work:1"
}

# Only what has a value can be rotated.
resource "aws_secretsmanager_secret_version" "rotated" {
  secret_id     = aws_secretsmanager_secret.main["rotated"].id
  secret_string = "planted"
}

resource "aws_secretsmanager_secret_rotation" "this" {
  depends_on          = [aws_secretsmanager_secret_version.rotated]
  secret_id           = aws_secretsmanager_secret.main["rotated"].id
  rotation_lambda_arn = aws_lambda_function.rotation.arn
  rotation_rules {
    automatically_after_days = 30
  }
}

resource "aws_ssm_parameter" "this" {
  name  = "minimal"
  type  = "String"
  value = "minimal"
}

resource "aws_ssm_document" "this" {
  name          = "minimal"
  document_type = "Command"
  content = jsonencode({
    schemaVersion = "2.2"
    description   = "restart"
    mainSteps     = [{ action = "aws:runShellScript", name = "run", inputs = { runCommand = ["reboot"] } }]
  })
}
