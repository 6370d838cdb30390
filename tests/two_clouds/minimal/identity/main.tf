# Who may do what.

locals {
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "logs:PutLogEvents", Resource = "*" }]
  })
  trust = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ecs-tasks.amazonaws.com" } }]
  })
}

resource "aws_iam_role" "this" {
  assume_role_policy = local.trust
}

resource "aws_iam_role" "main" {
  for_each           = toset(["allowed", "attached", "shared"])
  name               = "minimal-${each.key}"
  assume_role_policy = local.trust
}

resource "aws_iam_role_policy" "this" {
  role   = aws_iam_role.main["allowed"].id
  policy = local.policy
}

resource "aws_iam_role_policy_attachment" "this" {
  role       = aws_iam_role.main["attached"].name
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}

resource "aws_iam_policy" "this" {
  policy = local.policy
}

resource "aws_iam_policy" "shared" {
  name   = "minimal-shared"
  policy = local.policy
}

resource "aws_iam_policy_attachment" "this" {
  name       = "minimal"
  policy_arn = aws_iam_policy.shared.arn
  roles      = [aws_iam_role.main["shared"].name]
}

resource "aws_iam_user" "this" {
  name = "minimal"
}

resource "aws_iam_user" "main" {
  for_each = toset(["allowed", "attached", "grouped", "member", "keyed"])
  name     = "minimal-${each.key}"
}

resource "aws_iam_user_policy" "this" {
  user   = aws_iam_user.main["allowed"].name
  policy = local.policy
}

resource "aws_iam_user_policy_attachment" "this" {
  user       = aws_iam_user.main["attached"].name
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}

resource "aws_iam_access_key" "this" {
  user = aws_iam_user.main["keyed"].name
}

resource "aws_iam_group" "this" {
  name = "minimal"
}

resource "aws_iam_group" "main" {
  for_each = toset(["allowed", "attached", "joined", "members"])
  name     = "minimal-${each.key}"
}

resource "aws_iam_user_group_membership" "this" {
  user   = aws_iam_user.main["grouped"].name
  groups = [aws_iam_group.main["joined"].name]
}

resource "aws_iam_group_membership" "this" {
  name  = "minimal"
  group = aws_iam_group.main["members"].name
  users = [aws_iam_user.main["member"].name]
}

resource "aws_iam_group_policy" "this" {
  group  = aws_iam_group.main["allowed"].name
  policy = local.policy
}

resource "aws_iam_group_policy_attachment" "this" {
  group      = aws_iam_group.main["attached"].name
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}

resource "aws_iam_instance_profile" "this" {}

resource "aws_iam_openid_connect_provider" "this" {
  url            = "https://example.org"
  client_id_list = ["minimal"]
}

resource "aws_iam_service_linked_role" "this" {
  aws_service_name = "autoscaling.amazonaws.com"
}
