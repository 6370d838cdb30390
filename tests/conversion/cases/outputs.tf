# Lists are joined, objects split, null becomes a condition, sensitive ones are left out.

variable "extra" {
  type    = bool
  default = false
}

variable "names" {
  type    = list(string)
  default = ["a", "b"]
}

variable "password" {
  type      = string
  sensitive = true
}

resource "aws_cloudwatch_log_group" "this" {
  name = "this"
  tags = { Password = var.password }
}

output "list" {
  value = ["one", aws_cloudwatch_log_group.this.arn]
}

output "names" {
  value = var.names
}

output "object" {
  value = { name = aws_cloudwatch_log_group.this.name, extra = var.extra, inner = { number = 5 } }
}

output "perhaps" {
  value = var.extra ? aws_cloudwatch_log_group.this.arn : null
}

output "never" {
  value = null
}

output "password" {
  value     = var.password
  sensitive = true
}
