# Logs that AWS services deliver.

resource "aws_s3_bucket" "main" {
  bucket = "minimal-deliveries"
}

resource "aws_cloudwatch_log_delivery_source" "this" {
  name         = "minimal"
  log_type     = "APPLICATION_LOGS"
  resource_arn = "arn:aws:bedrock:us-east-1:123456789012:knowledge-base/ABCDEFGHIJ"
}

resource "aws_cloudwatch_log_delivery_destination" "this" {
  name = "minimal"
  delivery_destination_configuration {
    destination_resource_arn = aws_s3_bucket.main.arn
  }
}

resource "aws_cloudwatch_log_delivery" "this" {
  delivery_source_name     = aws_cloudwatch_log_delivery_source.this.name
  delivery_destination_arn = aws_cloudwatch_log_delivery_destination.this.arn
}
