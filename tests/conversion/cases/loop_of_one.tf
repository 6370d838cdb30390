# Buckets that lists and logs of their own go to: each names itself by its fixed form. One whose name is generated gets a
# name that is composed of the stack's ID.
variable "team" {
  type    = string
  default = "blue"
}

resource "random_pet" "lists" {
  length = 2
}

resource "aws_s3_bucket" "lists" {
  bucket = "${var.team}-${random_pet.lists.id}-lists"
}

resource "aws_s3_bucket_inventory" "daily" {
  bucket                   = aws_s3_bucket.lists.id
  name                     = "daily"
  included_object_versions = "Current"
  schedule {
    frequency = "Daily"
  }
  destination {
    bucket {
      bucket_arn = aws_s3_bucket.lists.arn
      format     = "CSV"
    }
  }
}

resource "aws_s3_bucket" "logs" {
  bucket_prefix = "logs-"
}

resource "aws_s3_bucket_logging" "logs" {
  bucket        = aws_s3_bucket.logs.id
  target_bucket = aws_s3_bucket.logs.id
  target_prefix = "access/"
}

resource "aws_s3_bucket" "unnamed" {}

resource "aws_s3_bucket_logging" "unnamed" {
  bucket        = aws_s3_bucket.unnamed.id
  target_bucket = aws_s3_bucket.unnamed.id
  target_prefix = "access/"
}

resource "aws_s3_bucket" "named" {
  bucket = "${var.team}-named"
}

resource "aws_s3_bucket_logging" "named" {
  bucket        = aws_s3_bucket.named.id
  target_bucket = aws_s3_bucket.named.id
  target_prefix = "access/"
}

output "logs" {
  value = aws_s3_bucket.logs.arn
}
