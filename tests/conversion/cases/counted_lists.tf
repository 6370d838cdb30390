# A list whose length shapes something is a text whose pattern counts the elements; another stays a list.
variable "zones" {
  type    = list(string)
  default = ["a", "b"]
}

variable "ports" {
  type    = list(number)
  default = [80]
}

variable "blocks" {
  type    = list(string)
  default = ["10.0.0.0/16", "10.1.0.0/16"]
}

resource "aws_sns_topic" "zone" {
  count = length(var.zones)

  name = "zone-${var.zones[count.index]}"
  tags = { Port = var.ports[0], All = join(" ", var.zones) }
}

resource "aws_sqs_queue" "port" {
  for_each = toset([for n, p in var.ports : tostring(n)])

  name          = "port-${each.key}"
  delay_seconds = var.ports[each.key]
}

resource "aws_sqs_queue" "blocks" {
  name = "blocks"
  tags = { Blocks = join(" ", var.blocks) }
}
