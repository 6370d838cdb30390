# A stream of events that is kept in a bucket.

resource "aws_kinesis_stream" "events" {
  name             = "streams-events"
  shard_count      = 2
  retention_period = 48
  tags             = { Team = "streams" }
}

resource "aws_s3_bucket" "kept" {
  bucket = "streams-kept-example"
}

resource "aws_iam_role" "delivery" {
  name = "streams-delivery"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "firehose.amazonaws.com" } }]
  })
}

resource "aws_kinesis_firehose_delivery_stream" "kept" {
  name        = "streams-kept"
  destination = "extended_s3"
  extended_s3_configuration {
    role_arn           = aws_iam_role.delivery.arn
    bucket_arn         = aws_s3_bucket.kept.arn
    prefix             = "events/"
    buffering_size     = 64
    buffering_interval = 120
    compression_format = "GZIP"
  }
}
