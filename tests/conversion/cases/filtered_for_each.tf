# for_each over a filtered map, and outputs of what it may not make.
variable "enabled" {
  type    = bool
  default = true
}

resource "aws_sqs_queue" "main" {
  for_each = { for name, wanted in { a = true, b = var.enabled } : name => name if wanted }
  name     = each.value
}

output "queues" {
  value = { for name, queue in aws_sqs_queue.main : name => queue.arn }
}

output "last" {
  value = try(aws_sqs_queue.main["b"].arn, aws_sqs_queue.main["a"].arn)
}
