# Buckets: one for each of the parts that Terraform makes alone.

resource "aws_s3_bucket" "this" {}

resource "aws_s3_bucket" "main" {
  for_each = toset([
    "allowed",
    "copied",
    "copy",
    "cors",
    "encrypted",
    "expiring",
    "filled",
    "guarded",
    "logged",
    "logs",
    "notifying",
    "owned",
    "ruled",
    "site",
    "versioned",
  ])
  bucket = "minimal-example-${each.key}"
}

resource "aws_s3_bucket_cors_configuration" "this" {
  bucket = aws_s3_bucket.main["cors"].id
  cors_rule {
    allowed_methods = ["GET"]
    allowed_origins = ["*"]
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  bucket = aws_s3_bucket.main["expiring"].id
  rule {
    id     = "minimal"
    status = "Enabled"
    expiration {
      days = 30
    }
  }
}

resource "aws_s3_bucket_policy" "logs" {
  bucket = aws_s3_bucket.main["logs"].id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "logging.s3.amazonaws.com" }
      Action    = "s3:PutObject"
      Resource  = "${aws_s3_bucket.main["logs"].arn}/*"
    }]
  })
}

resource "aws_s3_bucket_logging" "this" {
  depends_on    = [aws_s3_bucket_policy.logs]
  bucket        = aws_s3_bucket.main["logged"].id
  target_bucket = aws_s3_bucket.main["logs"].id
  target_prefix = "logged/"
}

resource "aws_s3_bucket_ownership_controls" "this" {
  bucket = aws_s3_bucket.main["owned"].id
  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_public_access_block" "this" {
  bucket = aws_s3_bucket.main["guarded"].id
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  bucket = aws_s3_bucket.main["encrypted"].id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "aws:kms"
    }
  }
}

resource "aws_s3_bucket_versioning" "this" {
  bucket = aws_s3_bucket.main["versioned"].id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_website_configuration" "this" {
  bucket = aws_s3_bucket.main["site"].id
  index_document {
    suffix = "index.html"
  }
}

resource "aws_s3_bucket_notification" "this" {
  bucket = aws_s3_bucket.main["notifying"].id
}

resource "aws_s3_bucket_policy" "this" {
  bucket = aws_s3_bucket.main["ruled"].id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Deny", Principal = "*", Action = "s3:*", Resource = "${aws_s3_bucket.main["ruled"].arn}/*" }]
  })
}

# A list of grants is for buckets that allow them only.
resource "aws_s3_bucket_ownership_controls" "allowed" {
  bucket = aws_s3_bucket.main["allowed"].id
  rule {
    object_ownership = "ObjectWriter"
  }
}

resource "aws_s3_bucket_acl" "this" {
  bucket     = aws_s3_bucket.main["allowed"].id
  acl        = "private"
  depends_on = [aws_s3_bucket_ownership_controls.allowed]
}

resource "aws_iam_role" "copy" {
  name = "minimal-copy"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "s3.amazonaws.com" } }]
  })
}

# Both ends of a copy keep versions.
resource "aws_s3_bucket_versioning" "copied" {
  for_each = toset(["copied", "copy"])
  bucket   = aws_s3_bucket.main[each.key].id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_replication_configuration" "this" {
  bucket     = aws_s3_bucket.main["copied"].id
  role       = aws_iam_role.copy.arn
  depends_on = [aws_s3_bucket_versioning.copied]
  rule {
    status = "Enabled"
    destination {
      bucket = aws_s3_bucket.main["copy"].arn
    }
  }
}

resource "aws_s3_object" "this" {
  bucket = aws_s3_bucket.main["filled"].id
  key    = "minimal"
}
