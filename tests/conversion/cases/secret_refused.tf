# A secret that is known only during the deployment would become plain text.

resource "random_password" "token" {
  length = 20
}

resource "aws_ssm_parameter" "token" {
  name  = "/shop/token"
  type  = "SecureString"
  value = random_password.token.result
}
