# Files are read when the templates are written; what a template file renders from a variable stays open.
variable "level" {
  type    = string
  default = "info"
}

variable "workers" {
  type    = list(string)
  default = ["a", "b"]
}

locals {
  settings = jsondecode(file("${path.module}/texts/settings.json"))
}

resource "aws_ssm_parameter" "script" {
  name = "/app/script"
  type = "String"
  value = templatefile("${path.module}/texts/start.sh.tftpl", {
    level   = var.level
    workers = var.workers
    port    = local.settings.port
  })
  tags = { Sum = filemd5("${path.module}/texts/settings.json") }
}

resource "aws_cloudwatch_log_group" "app" {
  for_each = toset(local.settings.groups)

  name              = "/app/${each.key}"
  retention_in_days = fileexists("${path.module}/texts/keep") ? 365 : 7
}
