# Policy documents as the data source makes them: merging, overriding, conditions, dynamic statements.

variable "buckets" {
  type    = list(string)
  default = ["one"]
}

variable "readers" {
  type    = set(string)
  default = ["arn:aws:iam::123456789012:root"]
}

variable "write" {
  type    = bool
  default = false
}

data "aws_iam_policy_document" "base" {
  statement {
    sid       = "List"
    actions   = ["s3:ListAllMyBuckets"]
    resources = ["*"]
  }
  statement {
    sid       = "Read"
    actions   = ["s3:GetObject", "s3:GetObjectVersion"]
    resources = [for bucket in var.buckets : "arn:aws:s3:::${bucket}/*"]
    condition {
      test     = "StringEquals"
      variable = "aws:PrincipalTag/team"
      values   = ["a", "b"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["true"]
    }
  }
}

data "aws_iam_policy_document" "full" {
  source_policy_documents = [data.aws_iam_policy_document.base.json]
  override_policy_documents = [
    jsonencode({ Version = "2012-10-17", Statement = [{ Sid = "List", Effect = "Deny", Action = "s3:*", Resource = "*" }] })
  ]

  dynamic "statement" {
    for_each = var.write ? toset(var.buckets) : toset([])
    content {
      sid       = "Write${title(statement.value)}"
      actions   = ["s3:PutObject"]
      resources = ["arn:aws:s3:::${statement.value}/&{aws:username}/*"]
    }
  }
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = var.readers
    }
    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com", "ecs-tasks.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "anyone" {
  policy_id = "anyone"
  statement {
    effect      = "Deny"
    not_actions = ["s3:GetObject"]
    resources   = ["*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
}

resource "aws_iam_role" "main" {
  name               = "main"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role_policy" "main" {
  role   = aws_iam_role.main.id
  policy = data.aws_iam_policy_document.full.json
}

resource "aws_s3_bucket" "main" {
  for_each = toset(var.buckets)
  bucket   = each.value
}

resource "aws_s3_bucket_policy" "main" {
  for_each = aws_s3_bucket.main
  bucket   = each.value.id
  policy   = data.aws_iam_policy_document.anyone.json
}
