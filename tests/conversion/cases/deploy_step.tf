# CloudFormation makes no SecureString: the deploy script puts the value that a parameter carries.

variable "api_key" {
  type      = string
  sensitive = true
}

resource "aws_ssm_parameter" "api_key" {
  name  = "/shop/api-key"
  type  = "SecureString"
  value = var.api_key
}

resource "aws_ecs_task_definition" "shop" {
  family                = "shop"
  container_definitions = jsonencode([{
    name    = "shop"
    image   = "shop"
    secrets = [{ name = "API_KEY", valueFrom = aws_ssm_parameter.api_key.arn }]
  }])
}
