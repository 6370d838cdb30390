locals {
  load_balancer_dimensions = { LoadBalancer = var.load_balancer_arn_suffix }

  # Two alarms for each service
  service_alarms = merge([
    for key, service_name in var.services : {
      for metric in ["CPU", "Memory"] : "${key}-${lower(metric)}-high" => {
        description = "${metric} utilization of ${key} is high"
        namespace   = "AWS/ECS"
        metric_name = "${metric}Utilization"
        threshold   = 85
        dimensions = {
          ClusterName = var.cluster_name
          ServiceName = service_name
        }
      }
    }
  ]...)

  # This metric is published for each target group; without that dimension an alarm never sees data
  target_group_alarms = {
    for key, arn_suffix in var.target_group_arn_suffixes : "alb-unhealthy-targets-${key}" => {
      description = "Target group ${key} has unhealthy targets"
      namespace   = "AWS/ApplicationELB"
      metric_name = "UnHealthyHostCount"
      threshold   = 0
      period      = 60
      dimensions  = merge(local.load_balancer_dimensions, { TargetGroup = arn_suffix })
    }
  }

  load_balancer_alarms = {
    alb-5xx-errors = {
      description = "Targets answer with too many 5XX errors"
      namespace   = "AWS/ApplicationELB"
      metric_name = "HTTPCode_Target_5XX_Count"
      statistic   = "Sum"
      threshold   = 10
      dimensions  = local.load_balancer_dimensions
    }
    alb-response-time = {
      description = "Targets answer slowly (seconds)"
      namespace   = "AWS/ApplicationELB"
      metric_name = "TargetResponseTime"
      threshold   = 1
      dimensions  = local.load_balancer_dimensions
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = merge(local.service_alarms, local.target_group_alarms, local.load_balancer_alarms)

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = each.value.description
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 2
  namespace           = each.value.namespace
  metric_name         = each.value.metric_name
  statistic           = try(each.value.statistic, "Average")
  period              = try(each.value.period, 300)
  threshold           = each.value.threshold
  dimensions          = each.value.dimensions
  alarm_actions       = var.email != "" ? [aws_sns_topic.this[0].arn] : []
}

# ---------------------------------------------------------------------------
# Notification
# ---------------------------------------------------------------------------

resource "aws_sns_topic" "this" {
  count = var.email != "" ? 1 : 0

  name_prefix = "${var.name}-alarms--"

  tags = var.tags
}

data "aws_caller_identity" "current" {}

data "aws_iam_policy_document" "topic" {
  count = var.email != "" ? 1 : 0

  statement {
    sid = "DefaultStatementID"
    actions = [
      "sns:AddPermission",
      "sns:DeleteTopic",
      "sns:GetTopicAttributes",
      "sns:ListSubscriptionsByTopic",
      "sns:Publish",
      "sns:RemovePermission",
      "sns:SetTopicAttributes",
      "sns:Subscribe",
    ]
    resources = [aws_sns_topic.this[0].arn]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }

    condition {
      test     = "StringEquals"
      variable = "AWS:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }
  }
}

resource "aws_sns_topic_policy" "this" {
  count = var.email != "" ? 1 : 0

  arn    = aws_sns_topic.this[0].arn
  policy = data.aws_iam_policy_document.topic[0].json
}

resource "aws_sns_topic_subscription" "email" {
  count = var.email != "" ? 1 : 0

  topic_arn = aws_sns_topic.this[0].arn
  protocol  = "email"
  endpoint  = var.email
}
