# Conversions where values meet arguments: numbers as text, sets, nulls, splats, try and can.

variable "size" {
  type    = number
  default = 2
}

variable "label" {
  default = null
  type    = string
}

variable "flags" {
  type    = tuple([bool, string])
  default = [true, "x"]
}

variable "tags" {
  type     = map(string)
  default  = {}
  nullable = false
}

variable "names" {
  type    = set(string)
  default = ["b", "a"]
}

locals {
  letters = [for n in range(var.size) : substr("abcdef", n, 1)]
  by_name = { for name in var.names : name => { upper = upper(name), first = name == "a" } }
  grouped = { for name, entry in local.by_name : tostring(entry.first) => name... }
}

resource "aws_sqs_queue" "main" {
  count                      = var.size
  name                       = join("-", concat(["q"], slice(local.letters, 0, count.index + 1)))
  visibility_timeout_seconds = tostring(count.index * 10 + 0.0)
  message_retention_seconds  = try(parseint(var.label, 10), 3600)
  tags                       = var.tags
}

resource "aws_sqs_queue" "named" {
  for_each = local.by_name
  name     = "${each.key}-${each.value.upper}-${var.label == null ? "none" : var.label}"
  tags = merge(
    { Index = index(sort(keys(local.by_name)), each.key), First = each.value.first },
    can(var.tags.special) ? { Special = var.tags.special } : {},
  )
}

resource "aws_sqs_queue_policy" "main" {
  count     = var.flags[0] ? 1 : 0
  queue_url = aws_sqs_queue.main[0].url
  policy = jsonencode({
    Statement = [for queue in aws_sqs_queue.main[*] : {
      Sid = queue.name, Effect = "Allow", Action = "sqs:*", Principal = "*", Resource = "*"
      Condition = { NumericLessThan = { "aws:x" = length(aws_sqs_queue.main) / 4 } }
    }]
    Groups = local.grouped
  })
}

resource "aws_ssm_parameter" "summary" {
  name  = "/summary"
  type  = "StringList"
  value = join(",", [for q in values(aws_sqs_queue.named) : q.name])
  tier  = var.flags[1] == "x" ? null : "Advanced"
}
