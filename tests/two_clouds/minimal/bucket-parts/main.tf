# Buckets again: what is measured, listed, moved and locked in them.

resource "aws_s3_bucket" "main" {
  for_each = toset(["analysed", "fast", "listed", "lists", "locked", "measured", "tiered"])
  bucket   = "minimal-part-${each.key}"
}

resource "aws_s3_bucket_accelerate_configuration" "this" {
  bucket = aws_s3_bucket.main["fast"].id
  status = "Enabled"
}

resource "aws_s3_bucket_analytics_configuration" "this" {
  bucket = aws_s3_bucket.main["analysed"].id
  name   = "minimal"
}

resource "aws_s3_bucket_intelligent_tiering_configuration" "this" {
  bucket = aws_s3_bucket.main["tiered"].id
  name   = "minimal"
  tiering {
    access_tier = "ARCHIVE_ACCESS"
    days        = 125
  }
}

resource "aws_s3_bucket_inventory" "this" {
  bucket                   = aws_s3_bucket.main["listed"].id
  name                     = "minimal"
  included_object_versions = "All"
  destination {
    bucket {
      bucket_arn = aws_s3_bucket.main["lists"].arn
      format     = "CSV"
    }
  }
  schedule {
    frequency = "Daily"
  }
}

resource "aws_s3_bucket_metric" "this" {
  bucket = aws_s3_bucket.main["measured"].id
  name   = "minimal"
}

# Locks are for versions.
resource "aws_s3_bucket_versioning" "locked" {
  bucket = aws_s3_bucket.main["locked"].id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_object_lock_configuration" "this" {
  bucket     = aws_s3_bucket.main["locked"].id
  depends_on = [aws_s3_bucket_versioning.locked]
}
