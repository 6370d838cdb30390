# A bucket whose settings are resources of their own: some under a condition, one that names the bucket by another one.
variable "versioning" {
  type    = string
  default = "Enabled"
}

variable "is_site" {
  type    = bool
  default = true
}

variable "prefix" {
  type    = string
  default = ""
}

variable "is_public" {
  type    = bool
  default = false
}

resource "aws_s3_bucket" "site" {
  bucket = "a-site-of-pieces"
}

resource "aws_s3_bucket_versioning" "site" {
  bucket = aws_s3_bucket.site.id
  versioning_configuration {
    status = var.versioning
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "site" {
  bucket = aws_s3_bucket_versioning.site.bucket
  rule {
    id     = "old"
    status = "Enabled"
    filter {
      prefix = var.prefix
    }
    transition {
      storage_class = "GLACIER"
    }
  }
}

resource "aws_s3_bucket_website_configuration" "site" {
  count  = var.is_site ? 1 : 0
  bucket = aws_s3_bucket.site.id
  index_document {
    suffix = "index.html"
  }
}

resource "aws_s3_bucket_public_access_block" "open" {
  count             = var.is_public ? 1 : 0
  bucket            = aws_s3_bucket.site.id
  block_public_acls = true
}

resource "aws_s3_bucket_public_access_block" "closed" {
  count                   = var.is_public ? 0 : 1
  bucket                  = aws_s3_bucket.site.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

output "endpoint" {
  value = one(aws_s3_bucket_website_configuration.site[*].website_endpoint)
}

output "domain" {
  value = one(aws_s3_bucket_website_configuration.site[*].website_domain)
}
