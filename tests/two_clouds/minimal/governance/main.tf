# What keeps watch over an account.

resource "aws_iam_role" "main" {
  name = "minimal-governance"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = ["backup.amazonaws.com", "config.amazonaws.com"] } }]
  })
}

resource "aws_s3_bucket" "trails" {
  bucket = "minimal-trails"
}

resource "aws_cloudtrail" "this" {
  name           = "minimal"
  s3_bucket_name = aws_s3_bucket.trails.id
}

resource "aws_config_config_rule" "this" {
  name = "minimal"
  source {
    owner             = "AWS"
    source_identifier = "S3_BUCKET_VERSIONING_ENABLED"
  }
}

resource "aws_backup_vault" "this" {
  name = "minimal"
}

resource "aws_backup_plan" "this" {
  name = "minimal"
  rule {
    rule_name         = "minimal"
    target_vault_name = aws_backup_vault.this.name
  }
}

resource "aws_backup_selection" "this" {
  name         = "minimal"
  plan_id      = aws_backup_plan.this.id
  iam_role_arn = aws_iam_role.main.arn
  resources    = ["*"]
}

resource "aws_guardduty_malware_protection_plan" "this" {
  role = aws_iam_role.main.arn
  protected_resource {
    s3_bucket {
      bucket_name = aws_s3_bucket.trails.bucket
    }
  }
}

resource "aws_resourcegroups_group" "this" {
  name = "minimal"
  resource_query {
    query = jsonencode({ ResourceTypeFilters = ["AWS::EC2::Instance"], TagFilters = [{ Key = "Stage", Values = ["Test"] }] })
  }
}

variable "resource_share" {
  type = string
}

resource "aws_vpc" "main" {
  cidr_block = "10.13.0.0/16"
}

resource "aws_subnet" "shared" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.13.1.0/24"
  availability_zone = "us-east-1a"
}

resource "aws_ram_resource_association" "this" {
  resource_arn       = aws_subnet.shared.arn
  resource_share_arn = var.resource_share
}

variable "instance" {
  type = string
}

variable "principal" {
  type = string
}

resource "aws_ssoadmin_permission_set" "this" {
  name         = "minimal"
  instance_arn = var.instance
}

resource "aws_ssoadmin_managed_policy_attachment" "this" {
  instance_arn       = var.instance
  permission_set_arn = aws_ssoadmin_permission_set.this.arn
  managed_policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}

resource "aws_ssoadmin_customer_managed_policy_attachment" "this" {
  instance_arn       = var.instance
  permission_set_arn = aws_ssoadmin_permission_set.this.arn
  customer_managed_policy_reference {
    name = "minimal"
  }
}

resource "aws_ssoadmin_account_assignment" "this" {
  instance_arn       = var.instance
  permission_set_arn = aws_ssoadmin_permission_set.this.arn
  principal_id       = var.principal
  principal_type     = "GROUP"
  target_id          = "123456789012"
  target_type        = "AWS_ACCOUNT"
}
