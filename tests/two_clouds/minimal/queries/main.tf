# What is queried in place, and what is moved to be queried.

resource "aws_s3_bucket" "main" {
  bucket = "minimal-queries"
}

resource "aws_athena_database" "this" {
  name   = "minimal_queries"
  bucket = aws_s3_bucket.main.bucket
}

resource "aws_dms_replication_task" "this" {
  migration_type           = "full-load"
  replication_instance_arn = "arn:aws:dms:us-east-1:123456789012:rep:MINIMALINSTANCE"
  replication_task_id      = "minimal"
  source_endpoint_arn      = "arn:aws:dms:us-east-1:123456789012:endpoint:MINIMALSOURCE"
  target_endpoint_arn      = "arn:aws:dms:us-east-1:123456789012:endpoint:MINIMALTARGET"
  table_mappings = jsonencode({
    rules = [{
      "rule-type"      = "selection"
      "rule-id"        = "1"
      "rule-name"      = "1"
      "object-locator" = { "schema-name" = "%", "table-name" = "%" }
      "rule-action"    = "include"
    }]
  })
}
