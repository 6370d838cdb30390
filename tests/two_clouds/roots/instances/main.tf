# A single instance with a data volume, and a group of instances that follows the load.

resource "aws_vpc" "main" {
  cidr_block = "10.13.0.0/16"
  tags       = { Name = "instances" }
}

resource "aws_subnet" "main" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.13.1.0/24"
  availability_zone = "us-east-1a"
  tags              = { Name = "instances" }
}

resource "aws_security_group" "main" {
  name        = "instances"
  description = "Instances"
  vpc_id      = aws_vpc.main.id
}

resource "aws_iam_role" "instance" {
  name = "instances"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy_attachment" "instance" {
  role       = aws_iam_role.instance.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"
}

resource "aws_iam_instance_profile" "instance" {
  name = "instances"
  role = aws_iam_role.instance.name
}

resource "aws_instance" "jump" {
  ami                    = "ami-12c6146b"
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.main.id
  vpc_security_group_ids = [aws_security_group.main.id]
  iam_instance_profile   = aws_iam_instance_profile.instance.name
  user_data              = "#!/bin/sh\necho ready\n"
  tags                   = { Name = "instances-jump" }
}

resource "aws_ebs_volume" "data" {
  availability_zone = "us-east-1a"
  size              = 20
  type              = "gp3"
  encrypted         = true
  tags              = { Name = "instances-data" }
}

resource "aws_volume_attachment" "data" {
  device_name = "/dev/sdf"
  volume_id   = aws_ebs_volume.data.id
  instance_id = aws_instance.jump.id
}

resource "aws_launch_template" "web" {
  name          = "instances-web"
  image_id      = "ami-12c6146b"
  instance_type = "t3.small"
  user_data     = base64encode("#!/bin/sh\n")

  iam_instance_profile {
    name = aws_iam_instance_profile.instance.name
  }

  metadata_options {
    http_endpoint = "enabled"
    http_tokens   = "required"
  }

  network_interfaces {
    associate_public_ip_address = false
    security_groups             = [aws_security_group.main.id]
  }
}

resource "aws_autoscaling_group" "web" {
  name                      = "instances-web"
  min_size                  = 1
  max_size                  = 3
  desired_capacity          = 1
  vpc_zone_identifier       = [aws_subnet.main.id]
  health_check_grace_period = 120

  launch_template {
    id      = aws_launch_template.web.id
    version = aws_launch_template.web.latest_version
  }

  tag {
    key                 = "Name"
    value               = "instances-web"
    propagate_at_launch = true
  }
}

resource "aws_autoscaling_policy" "cpu" {
  name                   = "instances-cpu"
  autoscaling_group_name = aws_autoscaling_group.web.name
  policy_type            = "TargetTrackingScaling"

  target_tracking_configuration {
    target_value = 50
    predefined_metric_specification {
      predefined_metric_type = "ASGAverageCPUUtilization"
    }
  }
}
