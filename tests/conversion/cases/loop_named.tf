# Two policies that speak of each other's resource: one names the other by its fixed form.

resource "aws_ecr_repository" "images" {
  name = "images"
}

resource "aws_iam_role" "pull" {
  name               = "pull"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ecs-tasks.amazonaws.com" } }]
  })

  inline_policy {
    name   = "pull"
    policy = jsonencode({
      Version   = "2012-10-17"
      Statement = [{ Effect = "Allow", Action = "ecr:BatchGetImage", Resource = aws_ecr_repository.images.arn }]
    })
  }
}

resource "aws_ecr_repository_policy" "images" {
  repository = aws_ecr_repository.images.name
  policy     = jsonencode({
    Version   = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "ecr:BatchGetImage"
      Condition = { ArnEquals = { "aws:PrincipalArn" = aws_iam_role.pull.arn } }
    }]
  })
}
