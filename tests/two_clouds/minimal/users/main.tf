# Users of a pool, and how they get in.

variable "client_secret" {
  type      = string
  sensitive = true
}

resource "aws_cognito_user_pool" "main" {
  name = "minimal-users"
}

resource "aws_cognito_user_pool_domain" "this" {
  domain       = "minimal-users"
  user_pool_id = aws_cognito_user_pool.main.id
}

resource "aws_cognito_identity_provider" "this" {
  user_pool_id     = aws_cognito_user_pool.main.id
  provider_name    = "Google"
  provider_type    = "Google"
  provider_details = { client_id = "minimal", client_secret = var.client_secret, authorize_scopes = "email" }
}

resource "aws_cognito_user" "this" {
  user_pool_id = aws_cognito_user_pool.main.id
  username     = "ann"
}

resource "aws_cognito_user_group" "this" {
  user_pool_id = aws_cognito_user_pool.main.id
  name         = "minimal"
}

resource "aws_cognito_user" "joining" {
  user_pool_id = aws_cognito_user_pool.main.id
  username     = "ben"
}

resource "aws_cognito_user_group" "joined" {
  user_pool_id = aws_cognito_user_pool.main.id
  name         = "minimal-joined"
}

resource "aws_cognito_user_in_group" "this" {
  user_pool_id = aws_cognito_user_pool.main.id
  group_name   = aws_cognito_user_group.joined.name
  username     = aws_cognito_user.joining.username
}
