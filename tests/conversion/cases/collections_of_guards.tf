# Lists of objects put together from parts that may not be there: each member keeps its own condition.
variable "web" {
  type    = bool
  default = true
}

variable "jobs" {
  type    = bool
  default = false
}

variable "retention" {
  type    = number
  default = 7
}

locals {
  services = concat(
    [{ name = "core", queues = ["in"] }],
    var.web ? [{ name = "web", queues = ["clicks", "views"] }] : [],
    [for name in ["jobs"] : { name = name, queues = ["todo"] } if var.jobs],
  )
  queues = flatten([for service in local.services : [for queue in service.queues : { service = service.name, queue = queue }]])
  kept   = { core = 30 }
}

resource "aws_cloudwatch_log_group" "service" {
  for_each = { for service in local.services : service.name => service }

  name              = "/service/${each.key}"
  retention_in_days = lookup(local.kept, each.key, var.retention)
}

resource "aws_sqs_queue" "service" {
  for_each = { for row in local.queues : "${row.service}-${row.queue}" => row if row.queue != "views" }

  name = each.key
  tags = { Service = each.value.service }
}

output "queue_names" {
  value = join(",", compact([for name in ["core-in", "web-clicks", "jobs-todo"] : try(aws_sqs_queue.service[name].name, "")]))
}

output "pairs" {
  value = [for pair in setproduct(["a"], [for service in local.services : service.name]) : join("-", pair)]
}
