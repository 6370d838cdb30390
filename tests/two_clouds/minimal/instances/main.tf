# Instances, what they keep their data on, and groups of them.

resource "aws_instance" "this" {
  ami           = "ami-12c6146b"
  instance_type = "t3.micro"
}

resource "aws_ebs_volume" "this" {
  availability_zone = "us-east-1a"
  size              = 20
}

resource "aws_ebs_volume" "attached" {
  availability_zone = aws_instance.this.availability_zone
  size              = 21
}

resource "aws_volume_attachment" "this" {
  device_name = "/dev/sdf"
  instance_id = aws_instance.this.id
  volume_id   = aws_ebs_volume.attached.id
}

resource "aws_key_pair" "this" {
  public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJVtCwEKDCI8zIVpVXIlGaCwVKO4ZMPyqxWWSfaDLpvA"
}

resource "aws_launch_template" "this" {}

resource "aws_launch_configuration" "this" {
  image_id      = "ami-12c6146b"
  instance_type = "t3.micro"
}

resource "aws_autoscaling_group" "this" {
  availability_zones   = ["us-east-1a"]
  launch_configuration = aws_launch_configuration.this.name
  max_size             = 1
  min_size             = 0
}

resource "aws_autoscaling_policy" "this" {
  name                   = "minimal"
  autoscaling_group_name = aws_autoscaling_group.this.name
  adjustment_type        = "ChangeInCapacity"
  scaling_adjustment     = 1
}
