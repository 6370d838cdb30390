# What the tests of the stages deploy: a repository, and a service that needs an image in it.


resource "aws_ecr_repository" "web" {
  name = "web"
}

resource "aws_ecs_cluster" "main" {
  name = "main"
}

resource "aws_ecs_task_definition" "web" {
  family = "web"

  container_definitions = jsonencode([{
    name   = "web"
    image  = "${aws_ecr_repository.web.repository_url}:latest"
    memory = 256
  }])
}

resource "aws_ecs_service" "web" {
  name                 = "web"
  cluster              = aws_ecs_cluster.main.id
  task_definition      = aws_ecs_task_definition.web.arn
  desired_count        = 1
  force_new_deployment = true
}
