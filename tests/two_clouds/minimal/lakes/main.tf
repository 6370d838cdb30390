# Lakes of data.

resource "aws_s3_bucket" "main" {
  bucket = "minimal-lake"
}

resource "aws_lakeformation_resource" "this" {
  arn = aws_s3_bucket.main.arn
}
