# A policy in its role would name what waits for the role: it stays a resource of its own.

resource "aws_iam_role" "task" {
  name_prefix        = "task-"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ecs-tasks.amazonaws.com" } }]
  })
}

resource "aws_ecs_task_definition" "app" {
  family                = "app"
  task_role_arn         = aws_iam_role.task.arn
  container_definitions = jsonencode([{ name = "app", image = "app" }])
}

resource "aws_iam_role_policy" "run" {
  role   = aws_iam_role.task.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "ecs:RunTask", Resource = aws_ecs_task_definition.app.arn }]
  })
}

resource "aws_iam_policy" "stop" {
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "ecs:StopTask", Resource = aws_ecs_task_definition.app.arn }]
  })
}

resource "aws_iam_role_policy_attachment" "stop" {
  role       = aws_iam_role.task.name
  policy_arn = aws_iam_policy.stop.arn
}
