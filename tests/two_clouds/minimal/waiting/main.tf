# What Terraform's provider waits for in vain, or longer than anybody would: deployed, and never applied.

resource "aws_opensearch_domain" "this" {
  domain_name = "minimal"
}

resource "aws_sqs_queue" "allowing" {
  name = "minimal-allowing"
}

resource "aws_sqs_queue_redrive_allow_policy" "this" {
  queue_url            = aws_sqs_queue.allowing.id
  redrive_allow_policy = jsonencode({ redrivePermission = "denyAll" })
}
