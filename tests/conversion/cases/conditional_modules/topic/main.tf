variable "name" {
  type = string
}

variable "title" {
  type = string
}

variable "queues" {
  type    = list(string)
  default = []
}

resource "aws_sns_topic" "this" {
  name         = var.name
  display_name = var.title
}

resource "aws_sns_topic_subscription" "this" {
  count = length(var.queues)

  topic_arn = aws_sns_topic.this.arn
  protocol  = "sqs"
  endpoint  = var.queues[count.index]
}

output "arn" {
  value = aws_sns_topic.this.arn
}
