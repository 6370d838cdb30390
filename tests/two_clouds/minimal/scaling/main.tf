# What is added to a group of instances.

resource "aws_vpc" "main" {
  cidr_block = "10.21.0.0/16"
}

resource "aws_launch_configuration" "main" {
  image_id      = "ami-12c6146b"
  instance_type = "t3.medium"
}

resource "aws_autoscaling_group" "main" {
  name                 = "minimal-scaling"
  availability_zones   = ["us-east-1a"]
  launch_configuration = aws_launch_configuration.main.name
  max_size             = 1
  min_size             = 0
}

resource "aws_lb_target_group" "main" {
  name     = "minimal-scaling"
  port     = 80
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id
}

resource "aws_autoscaling_attachment" "this" {
  autoscaling_group_name = aws_autoscaling_group.main.name
  lb_target_group_arn    = aws_lb_target_group.main.arn
}

resource "aws_autoscaling_lifecycle_hook" "this" {
  name                   = "minimal"
  autoscaling_group_name = aws_autoscaling_group.main.name
  lifecycle_transition   = "autoscaling:EC2_INSTANCE_LAUNCHING"
}

resource "aws_autoscaling_schedule" "this" {
  scheduled_action_name  = "minimal"
  autoscaling_group_name = aws_autoscaling_group.main.name
  recurrence             = "0 6 * * *"
}
