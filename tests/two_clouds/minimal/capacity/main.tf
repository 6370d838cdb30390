# Where instances stand, and places that are kept for them.

resource "aws_ec2_capacity_reservation" "this" {
  availability_zone = "us-east-1a"
  instance_count    = 1
  instance_platform = "Linux/UNIX"
  instance_type     = "m5.large"
}

resource "aws_placement_group" "this" {
  name     = "minimal"
  strategy = "cluster"
}
