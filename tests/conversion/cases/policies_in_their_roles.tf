# Policies and attachments become part of their role; what they wait for the role waits for.

data "aws_iam_policy_document" "assume" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "task" {
  name_prefix        = "task-"
  assume_role_policy = data.aws_iam_policy_document.assume.json
}

resource "aws_iam_policy" "shared" {
  name   = "shared"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "ecr:GetAuthorizationToken", Resource = "*" }]
  })
}

resource "aws_iam_role_policy_attachment" "shared" {
  role       = aws_iam_role.task.name
  policy_arn = aws_iam_policy.shared.arn
  depends_on = [aws_iam_user.first]
}

resource "aws_iam_role_policy_attachment" "managed" {
  role       = aws_iam_role.task.name
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}

resource "aws_iam_role_policy" "inline" {
  role   = aws_iam_role.task.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["s3:GetObject"], Resource = "arn:aws:s3:::bucket/*" }]
  })
}

resource "aws_iam_user" "first" {
  name = "first"
}
