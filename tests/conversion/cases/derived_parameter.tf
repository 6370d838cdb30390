# What CloudFormation cannot compute is computed beforehand and passed in.

variable "team" {
  type    = string
  default = "Platform"
}

resource "aws_cloudwatch_log_group" "this" {
  name = "/teams/${lower(var.team)}"
  tags = { Team = var.team }
}
