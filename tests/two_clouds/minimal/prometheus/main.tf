# Prometheus.

resource "aws_prometheus_workspace" "this" {}

resource "aws_prometheus_workspace" "main" {
  alias = "minimal"
}

resource "aws_prometheus_rule_group_namespace" "this" {
  name         = "minimal"
  workspace_id = aws_prometheus_workspace.main.id
  data         = "groups: []"
}

resource "aws_prometheus_alert_manager_definition" "this" {
  workspace_id = aws_prometheus_workspace.main.id
  definition   = "alertmanager_config: {}"
}
