# What CloudFormation requires and Terraform does not.

resource "aws_ssm_parameter" "empty" {
  name = "/empty"
  type = "String"
}
