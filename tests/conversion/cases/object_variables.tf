# Maps and objects: keys and lengths are fixed, every value in them is a parameter of its own.
variable "queues" {
  type = map(object({
    delay  = number
    fifo   = optional(bool, false)
    notes  = optional(string)
    alerts = optional(list(string), ["ops@example.com"])
  }))
  default = {
    orders = { delay = 5 }
    bills  = { delay = 0, fifo = true }
  }

  validation {
    condition     = var.queues["orders"].delay <= 900
    error_message = "a delay has at most 900 seconds"
  }
}

variable "labels" {
  type    = map(string)
  default = { Team = "core", Cost = "12" }
}

variable "statements" {
  description = "elements with commas, which no list parameter can hold"
  type        = list(string)
  default     = ["a,b", "c"]
}

variable "more" {
  type    = list(string)
  default = []
}

resource "aws_sqs_queue" "main" {
  for_each = var.queues

  name          = each.value.fifo ? "${each.key}.fifo" : each.key
  fifo_queue    = each.value.fifo
  delay_seconds = each.value.delay
  tags          = merge(var.labels, { Notes = each.value.notes, Alerts = join(" ", each.value.alerts) })
}

resource "aws_sns_topic" "main" {
  name = "main"
  tags = { Statements = join(";", concat(var.statements, var.more)) }
}
