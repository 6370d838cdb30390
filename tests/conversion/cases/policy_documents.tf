# Policy documents are written out in full, with what is only known at deployment in its place.
variable "bucket" {
  type    = string
  default = "data"
}

variable "readers" {
  type    = list(string)
  default = ["111122223333"]
}

variable "encrypt" {
  type    = bool
  default = true
}

data "aws_partition" "current" {}

data "aws_caller_identity" "current" {}

data "aws_iam_policy_document" "base" {
  statement {
    sid       = "Read"
    actions   = ["s3:ListBucket", "s3:GetObject"]
    resources = ["arn:${data.aws_partition.current.partition}:s3:::${var.bucket}", "${aws_s3_bucket.main.arn}/*"]

    principals {
      type        = "AWS"
      identifiers = [for account in var.readers : "arn:aws:iam::${account}:root"]
    }
  }
}

data "aws_iam_policy_document" "main" {
  source_policy_documents = [data.aws_iam_policy_document.base.json]

  dynamic "statement" {
    for_each = var.encrypt ? ["AES256"] : []

    content {
      sid       = "Encrypted"
      effect    = "Deny"
      actions   = ["s3:PutObject"]
      resources = ["${aws_s3_bucket.main.arn}/*"]

      principals {
        type        = "*"
        identifiers = ["*"]
      }

      condition {
        test     = "StringNotEquals"
        variable = "s3:x-amz-server-side-encryption"
        values   = [statement.value]
      }
    }
  }

  statement {
    sid       = "Own"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.main.arn]

    principals {
      type        = "AWS"
      identifiers = [data.aws_caller_identity.current.account_id]
    }
  }
}

resource "aws_s3_bucket" "main" {
  bucket = var.bucket
}

resource "aws_s3_bucket_policy" "main" {
  bucket = aws_s3_bucket.main.id
  policy = data.aws_iam_policy_document.main.json
}
