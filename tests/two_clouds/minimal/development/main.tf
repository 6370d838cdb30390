# Where software is kept, and how it gets to where it runs.

resource "aws_codecommit_repository" "this" {
  repository_name = "minimal"
}

resource "aws_codedeploy_app" "this" {
  name = "minimal"
}

resource "aws_iam_role" "main" {
  name = "minimal-development"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "codedeploy.amazonaws.com" } }]
  })
}

resource "aws_codedeploy_deployment_group" "this" {
  app_name              = aws_codedeploy_app.this.name
  deployment_group_name = "minimal"
  service_role_arn      = aws_iam_role.main.arn
}
