# What CloudFormation cannot compute is computed beforehand and passed in.

variable "team" {
  type    = string
  default = "Platform"
}

resource "aws_cloudwatch_log_group" "this" {
  name = "/teams/${lower(var.team)}"
  tags = { Team = var.team }
}

# Of a secret no rule says what it is.
variable "phrase" {
  type      = string
  default   = "planted"
  sensitive = true
}

resource "aws_ssm_parameter" "phrase" {
  name  = "phrase"
  type  = "String"
  value = upper(var.phrase)
}
