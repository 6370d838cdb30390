# ---------------------------------------------------------------------------
# Gateway: an execution and a task role for each service
# ---------------------------------------------------------------------------

data "aws_iam_policy_document" "gateway_secrets" {
  statement {
    actions = ["secretsmanager:GetSecretValue"]
    resources = [
      aws_secretsmanager_secret.secret_key.arn,
      aws_secretsmanager_secret.admin_password.arn,
      aws_secretsmanager_secret.keycloak_client_secret.arn,
      aws_secretsmanager_secret.keycloak_m2m_client_secret.arn,
    ]
  }
}

resource "aws_iam_policy" "gateway_secrets" {
  name_prefix = "${local.gateway_name}-ecs-secrets-"
  description = "Read the secrets of the gateway"
  policy      = data.aws_iam_policy_document.gateway_secrets.json

  tags = local.gateway_tags
}

module "task_roles" {
  source   = "./modules/task-roles"
  for_each = local.service_names

  name               = each.value
  log_group_name     = local.log_group_names[each.key]
  exec_log_group_arn = module.ecs_cluster.exec_log_group_arn

  # The other services read no secret
  additional_policy_arns = contains(["auth", "registry", "mcpgw"], each.key) ? {
    secrets = aws_iam_policy.gateway_secrets.arn
  } : {}

  tags = local.gateway_tags
}

# ---------------------------------------------------------------------------
# Keycloak
# ---------------------------------------------------------------------------

data "aws_iam_policy_document" "ecs_tasks_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "keycloak_task_exec" {
  name               = "keycloak-task-exec-role-${var.aws_region}"
  description        = "Task execution role of Keycloak"
  assume_role_policy = data.aws_iam_policy_document.ecs_tasks_trust.json

  tags = local.common_tags
}

resource "aws_iam_role_policy_attachment" "keycloak_task_exec" {
  role       = aws_iam_role.keycloak_task_exec.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
}

data "aws_iam_policy_document" "keycloak_task_exec_ssm" {
  statement {
    actions   = ["ssm:GetParameter", "ssm:GetParameters"]
    resources = values(local.keycloak_parameter_arns)
  }

  # The key behind SecureString, and only through Parameter Store
  statement {
    actions   = ["kms:Decrypt"]
    resources = ["arn:${data.aws_partition.current.partition}:kms:${var.aws_region}:${data.aws_caller_identity.current.account_id}:key/*"]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["ssm.${var.aws_region}.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "keycloak_task_exec_ssm" {
  name   = "keycloak-task-exec-ssm-policy"
  role   = aws_iam_role.keycloak_task_exec.id
  policy = data.aws_iam_policy_document.keycloak_task_exec_ssm.json
}

resource "aws_iam_role_policy" "keycloak_task_exec_logs" {
  name = "keycloak-task-exec-logs-policy"
  role = aws_iam_role.keycloak_task_exec.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.keycloak.arn}:*"
      },
    ]
  })
}

resource "aws_iam_role" "keycloak_task" {
  name               = "keycloak-task-role-${var.aws_region}"
  description        = "Task role of Keycloak"
  assume_role_policy = data.aws_iam_policy_document.ecs_tasks_trust.json

  tags = local.common_tags
}

resource "aws_iam_role_policy" "keycloak_task_ssm" {
  name = "keycloak-task-ssm-policy"
  role = aws_iam_role.keycloak_task.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Action = [
          "ssmmessages:CreateControlChannel",
          "ssmmessages:CreateDataChannel",
          "ssmmessages:OpenControlChannel",
          "ssmmessages:OpenDataChannel",
        ]
        # These actions know no resource
        Resource = "*"
      },
    ]
  })
}

# ---------------------------------------------------------------------------
# Database proxy
# ---------------------------------------------------------------------------

data "aws_iam_policy_document" "rds_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["rds.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "rds_proxy" {
  name               = "keycloak-rds-proxy-role-${var.aws_region}"
  description        = "Proxy of the Keycloak database"
  assume_role_policy = data.aws_iam_policy_document.rds_trust.json

  tags = local.common_tags
}

resource "aws_iam_role_policy" "rds_proxy" {
  name = "keycloak-rds-proxy-policy"
  role = aws_iam_role.rds_proxy.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "secretsmanager:GetSecretValue"
        Resource = aws_secretsmanager_secret.keycloak_database.arn
      },
    ]
  })
}
