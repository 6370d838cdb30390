# Queues, topics and streams.

resource "aws_sqs_queue" "this" {}

resource "aws_sqs_queue" "main" {
  for_each = toset(["dead", "failing", "ruled"])
  name     = "minimal-${each.key}"
}

resource "aws_sqs_queue_policy" "this" {
  queue_url = aws_sqs_queue.main["ruled"].id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "sns.amazonaws.com" }, Action = "sqs:SendMessage", Resource = "*" }]
  })
}

resource "aws_sqs_queue_redrive_policy" "this" {
  queue_url      = aws_sqs_queue.main["failing"].id
  redrive_policy = jsonencode({ deadLetterTargetArn = aws_sqs_queue.main["dead"].arn, maxReceiveCount = 5 })
}

resource "aws_sns_topic" "this" {}

resource "aws_sns_topic" "ruled" {
  name = "minimal-ruled"
}

resource "aws_sns_topic_policy" "this" {
  arn = aws_sns_topic.ruled.arn
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "cloudwatch.amazonaws.com" }, Action = "sns:Publish", Resource = "*" }]
  })
}

resource "aws_sns_topic_subscription" "this" {
  topic_arn = aws_sns_topic.this.arn
  protocol  = "sqs"
  endpoint  = aws_sqs_queue.main["ruled"].arn
}

resource "aws_kinesis_stream" "this" {
  name        = "minimal"
  shard_count = 1
}

resource "aws_s3_bucket" "delivered" {
  bucket = "minimal-delivered"
}

resource "aws_iam_role" "delivery" {
  name = "minimal-delivery"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "firehose.amazonaws.com" } }]
  })
}

resource "aws_kinesis_firehose_delivery_stream" "this" {
  name        = "minimal"
  destination = "extended_s3"
  extended_s3_configuration {
    role_arn   = aws_iam_role.delivery.arn
    bucket_arn = aws_s3_bucket.delivered.arn
  }
}
