variable "flag" {
  default = false
}
variable "other" {
  type    = bool
  default = true
}
variable "name" {
  type    = string
  default = "web"
}
variable "must" {
  type = string
}
variable "number" {
  type    = number
  default = 2
}
variable "cidrs" {
  type    = list(string)
  default = ["10.0.0.0/24", "10.0.1.0/24"]
}
variable "settings" {
  type    = map(string)
  default = { a = "1", b = "2" }
}
variable "object" {
  type    = object({ a = string, b = optional(number, 5), c = optional(string) })
  default = { a = "x" }
}
variable "maybe" {
  type    = string
  default = null
}
variable "secret" {
  type      = string
  default   = "s3cret"
  sensitive = true
}

locals {
  features = merge({ base = 1 }, var.flag ? { extra = 2 } : {})
  pair     = var.flag ? { id = aws_eip.one[0].id, port = 80 } : { id = "", port = 81 }
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
  tags       = { Name = "${var.name}-vpc" }
}
resource "aws_eip" "one" {
  count = var.flag ? 1 : 0
}
resource "aws_eip" "many" {
  count = 3
}
resource "aws_s3_bucket" "each" {
  for_each = local.features
  bucket   = each.key
}
data "aws_region" "current" {}
data "aws_vpc" "given" {
  count = var.flag ? 1 : 0
  id    = "vpc-1"
}
