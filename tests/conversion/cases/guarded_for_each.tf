# Of a map with conditional members only those members carry the condition.

variable "tls" {
  type    = bool
  default = true
}

resource "aws_cloudwatch_log_group" "by_port" {
  for_each = merge({ http = 1 }, var.tls ? { https = 7 } : {})

  name              = "/ports/${each.key}"
  retention_in_days = each.value
}
