variable "name" {
  type    = string
  default = "x"
}
variable "rule" {
  type    = string
  default = "{\"on\": true}"
}
variable "zones" {
  type    = list(string)
  default = ["a", "b"]
}
variable "loud" {
  type    = bool
  default = true
}
variable "calm" {
  type    = bool
  default = true
}
locals {
  labels = { for key, wanted in { loud = var.loud, calm = var.calm } : key => "${key} ${var.name}" if wanted }
}
resource "aws_ssm_parameter" "escaped" {
  name = "escaped"
  type = "String"
  value = jsonencode({
    command = "echo \"${var.name}\"\n"
    inner   = jsonencode({ name = var.name, path = "C:\\", zones = var.zones })
    chosen  = "<${var.loud ? "a \"b\"" : var.name}>"
    "${var.name}" = base64encode("\"${var.name}\"")
  })
}
resource "aws_ssm_parameter" "computed" {
  name  = "computed"
  type  = "String"
  value = jsonencode({ rule = "rule: ${var.rule}", upper = upper(var.name) })
}
resource "aws_ssm_parameter" "guarded" {
  name  = "guarded"
  type  = "String"
  value = jsonencode([for key, label in local.labels : label])
}
