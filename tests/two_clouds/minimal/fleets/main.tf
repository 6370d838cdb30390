# What runs in batches.

resource "aws_iam_role" "main" {
  name = "minimal-batch"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "batch.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_batch_compute_environment" "this" {
  compute_environment_name = "minimal-fleet"
  service_role             = aws_iam_role.main.arn
  type                     = "UNMANAGED"
}

resource "aws_batch_job_queue" "this" {
  name     = "minimal"
  priority = 1
  state    = "ENABLED"
  compute_environment_order {
    compute_environment = aws_batch_compute_environment.this.arn
    order               = 1
  }
}

resource "aws_batch_scheduling_policy" "this" {
  name = "minimal"
}

resource "aws_batch_job_definition" "this" {
  name = "minimal"
  type = "container"
  container_properties = jsonencode({
    image                = "busybox"
    resourceRequirements = [{ type = "VCPU", value = "1" }, { type = "MEMORY", value = "512" }]
  })
}
