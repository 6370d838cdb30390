data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  account_id = data.aws_caller_identity.current.account_id
  partition  = data.aws_partition.current.partition
  region     = data.aws_region.current.name

  # A role's name prefix has at most 38 characters
  role_name_prefix = substr("${var.name}-", 0, 38)

  logs_arn = "arn:${local.partition}:logs:${local.region}:${local.account_id}:log-group"

  image_repository_arns = coalesce(
    var.image_repository_arns,
    ["arn:${local.partition}:ecr:${local.region}:${local.account_id}:repository/*"],
  )
}

# ---------------------------------------------------------------------------
# Execution role: what ECS itself needs to start the task
# ---------------------------------------------------------------------------

data "aws_iam_policy_document" "execution_trust" {
  statement {
    sid     = "ECSTaskExecution"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}

# The log group is named, not referred to: the service that makes it comes after its roles
data "aws_iam_policy_document" "execution" {
  statement {
    sid       = "Logs"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${local.logs_arn}:${var.log_group_name}:*"]
  }

  # This action knows no resource
  statement {
    sid       = "ECRLogin"
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"]
  }

  statement {
    sid = "ECRPull"
    actions = [
      "ecr:BatchCheckLayerAvailability",
      "ecr:BatchGetImage",
      "ecr:GetDownloadUrlForLayer",
    ]
    resources = local.image_repository_arns
  }
}

resource "aws_iam_role" "execution" {
  name_prefix           = local.role_name_prefix
  description           = "Task execution role of ${var.name}"
  assume_role_policy    = data.aws_iam_policy_document.execution_trust.json
  force_detach_policies = true

  tags = var.tags
}

resource "aws_iam_policy" "execution" {
  name_prefix = "${var.name}-"
  description = "Start tasks of ${var.name}"
  policy      = data.aws_iam_policy_document.execution.json

  tags = var.tags
}

resource "aws_iam_role_policy_attachment" "execution" {
  role       = aws_iam_role.execution.name
  policy_arn = aws_iam_policy.execution.arn
}

resource "aws_iam_role_policy_attachment" "execution_additional" {
  for_each = var.additional_policy_arns

  role       = aws_iam_role.execution.name
  policy_arn = each.value
}

# ---------------------------------------------------------------------------
# Task role: what the containers may do
# ---------------------------------------------------------------------------

data "aws_iam_policy_document" "task_trust" {
  statement {
    sid     = "ECSTasks"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }

    # No other account's ECS may use the role
    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = ["arn:${local.partition}:ecs:${local.region}:${local.account_id}:*"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account_id]
    }
  }
}

data "aws_iam_policy_document" "task" {
  # These actions know no resource
  statement {
    sid = "ECSExec"
    actions = [
      "ssmmessages:CreateControlChannel",
      "ssmmessages:CreateDataChannel",
      "ssmmessages:OpenControlChannel",
      "ssmmessages:OpenDataChannel",
    ]
    resources = ["*"]
  }

  # The agent looks for its group among all groups
  statement {
    sid       = "ECSExecLogGroups"
    actions   = ["logs:DescribeLogGroups"]
    resources = ["${local.logs_arn}:*"]
  }

  statement {
    sid = "ECSExecLogs"
    actions = [
      "logs:CreateLogStream",
      "logs:DescribeLogStreams",
      "logs:PutLogEvents",
    ]
    resources = ["${var.exec_log_group_arn}:*"]
  }
}

resource "aws_iam_role" "task" {
  name_prefix           = local.role_name_prefix
  description           = "Task role of ${var.name}"
  assume_role_policy    = data.aws_iam_policy_document.task_trust.json
  force_detach_policies = true

  tags = var.tags
}

resource "aws_iam_policy" "task" {
  name_prefix = "${var.name}-"
  description = "ECS Exec into tasks of ${var.name}"
  policy      = data.aws_iam_policy_document.task.json

  tags = var.tags
}

resource "aws_iam_role_policy_attachment" "task" {
  role       = aws_iam_role.task.name
  policy_arn = aws_iam_policy.task.arn
}

resource "aws_iam_role_policy_attachment" "task_additional" {
  for_each = var.additional_policy_arns

  role       = aws_iam_role.task.name
  policy_arn = each.value
}
