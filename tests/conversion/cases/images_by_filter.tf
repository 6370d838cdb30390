# A machine image: the newest of a filter is looked up, that of a public parameter is read by CloudFormation.
variable "architecture" {
  type    = string
  default = "arm64"
}

data "aws_ami" "linux" {
  most_recent = true
  owners      = ["amazon"]

  filter {
    name   = "name"
    values = ["al2023-ami-2023.*-kernel-6.1-${var.architecture}"]
  }

  filter {
    name   = "virtualization-type"
    values = ["hvm"]
  }
}

data "aws_ssm_parameter" "ecs" {
  name = "/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended/image_id"
}

resource "aws_instance" "bastion" {
  ami           = data.aws_ami.linux.id
  instance_type = "t4g.micro"
}

resource "aws_launch_template" "cluster" {
  name          = "cluster"
  image_id      = data.aws_ssm_parameter.ecs.value
  instance_type = "t4g.small"
}
