# What is recorded, patched, moved and catalogued.

resource "aws_iam_role" "main" {
  name = "minimal-upkeep"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = ["config.amazonaws.com", "dlm.amazonaws.com"] } }]
  })
}

resource "aws_s3_bucket" "records" {
  bucket = "minimal-records"
}

resource "aws_config_configuration_recorder" "this" {
  role_arn = aws_iam_role.main.arn
}

resource "aws_config_delivery_channel" "this" {
  s3_bucket_name = aws_s3_bucket.records.bucket
  depends_on     = [aws_config_configuration_recorder.this]
}

resource "aws_config_configuration_recorder_status" "this" {
  name       = aws_config_configuration_recorder.this.name
  is_enabled = true
  depends_on = [aws_config_delivery_channel.this]
}

resource "aws_ssm_maintenance_window" "this" {
  name     = "minimal"
  schedule = "cron(0 16 ? * TUE *)"
  duration = 3
  cutoff   = 1
}

resource "aws_ssm_maintenance_window_target" "this" {
  window_id     = aws_ssm_maintenance_window.this.id
  resource_type = "INSTANCE"
  targets {
    key    = "tag:Name"
    values = ["web"]
  }
}

resource "aws_ssm_maintenance_window_task" "this" {
  window_id = aws_ssm_maintenance_window.this.id
  task_type = "AUTOMATION"
  task_arn  = "AWS-RestartEC2Instance"
}

resource "aws_ssm_patch_baseline" "this" {
  name = "minimal"
}

resource "aws_vpc" "main" {
  cidr_block = "10.61.0.0/16"
}

resource "aws_subnet" "main" {
  for_each          = { a = 1, b = 2 }
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.61.${each.value}.0/24"
  availability_zone = "us-east-1${each.key}"
}

resource "aws_dms_replication_subnet_group" "this" {
  replication_subnet_group_id          = "minimal"
  replication_subnet_group_description = "minimal"
  subnet_ids                           = [for subnet in aws_subnet.main : subnet.id]
}

resource "aws_dms_replication_instance" "this" {
  replication_instance_id    = "minimal"
  replication_instance_class = "dms.t3.micro"
}

resource "aws_ecr_registry_policy" "this" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Replicate"
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::123456789012:root" }
      Action    = "ecr:ReplicateImage"
      Resource  = "arn:aws:ecr:us-east-1:123456789012:repository/*"
    }]
  })
}

resource "aws_ecr_registry_scanning_configuration" "this" {
  scan_type = "BASIC"
}

resource "aws_athena_data_catalog" "this" {
  name        = "minimal"
  description = "minimal"
  type        = "LAMBDA"
  parameters  = { function = "arn:aws:lambda:us-east-1:123456789012:function:catalog" }
}

resource "aws_wafv2_rule_group" "this" {
  name     = "minimal"
  scope    = "REGIONAL"
  capacity = 10
  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = "minimal"
    sampled_requests_enabled   = true
  }
}
