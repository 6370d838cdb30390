# options: --allow-partial
# What CloudFormation requires and Terraform does not: the resource is left out.

resource "aws_ssm_parameter" "empty" {
  name = "/empty"
  type = "String"
}
