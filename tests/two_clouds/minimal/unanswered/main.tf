# What moto has no service for, or none that the provider's operations reach.

resource "aws_iam_role" "main" {
  name = "minimal-unanswered"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "dlm.amazonaws.com" } }]
  })
}

resource "aws_globalaccelerator_accelerator" "this" {
  name = "minimal"
}

resource "aws_globalaccelerator_listener" "this" {
  accelerator_arn = aws_globalaccelerator_accelerator.this.id
  protocol        = "TCP"
  port_range {
    from_port = 443
    to_port   = 443
  }
}

resource "aws_globalaccelerator_endpoint_group" "this" {
  listener_arn = aws_globalaccelerator_listener.this.id
}

resource "aws_dlm_lifecycle_policy" "this" {
  description        = "minimal"
  execution_role_arn = aws_iam_role.main.arn
  policy_details {
    resource_types = ["VOLUME"]
    target_tags    = { Snapshot = "true" }
    schedule {
      name = "minimal"
      create_rule {
        interval = 24
      }
      retain_rule {
        count = 14
      }
    }
  }
}

resource "aws_config_config_rule" "main" {
  name = "minimal-unanswered"
  source {
    owner             = "AWS"
    source_identifier = "S3_BUCKET_VERSIONING_ENABLED"
  }
}

resource "aws_config_remediation_configuration" "this" {
  config_rule_name = aws_config_config_rule.main.name
  target_type      = "SSM_DOCUMENT"
  target_id        = "AWS-EnableS3BucketEncryption"
}

resource "aws_ecr_repository_creation_template" "this" {
  prefix      = "minimal"
  applied_for = ["PULL_THROUGH_CACHE"]
}

resource "aws_ecr_replication_configuration" "this" {
  replication_configuration {
    rule {
      destination {
        region      = "eu-west-1"
        registry_id = "123456789012"
      }
    }
  }
}
