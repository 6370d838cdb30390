# Whether a deployed resource tells nothing is no question of the conversion: a plan goes on too.
resource "aws_launch_template" "main" {
  name     = "main"
  image_id = "ami-12345678"
}

resource "aws_autoscaling_group" "main" {
  name     = "main"
  min_size = 1
  max_size = 1

  availability_zones = ["eu-west-1a"]

  launch_template {
    id      = aws_launch_template.main.id
    version = coalesce(null, aws_launch_template.main.latest_version)
  }
}

locals {
  first = one(compact([aws_launch_template.main.arn]))
}

output "template" {
  value = local.first
}
