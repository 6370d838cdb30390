# Parameters of the parameter store and secrets are read by CloudFormation itself.
variable "env" {
  type = string
}

data "aws_ssm_parameter" "image" {
  name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
}

data "aws_ssm_parameter" "password" {
  name = "/${var.env}/password"
}

data "aws_secretsmanager_secret_version" "user" {
  secret_id = "prod/user"
}

data "aws_cloudformation_export" "subnet" {
  name = "base-subnet"
}

data "terraform_remote_state" "network" {
  backend = "s3"
  config  = { bucket = "states", key = "${var.env}/network", region = "eu-west-1" }
}

resource "aws_instance" "app" {
  ami           = data.aws_ssm_parameter.image.value
  instance_type = "t3.micro"
  subnet_id     = data.aws_cloudformation_export.subnet.value
}

resource "aws_db_subnet_group" "main" {
  name       = "main"
  subnet_ids = data.terraform_remote_state.network.outputs.subnet_ids
}

resource "aws_db_instance" "main" {
  identifier           = "main"
  engine               = "postgres"
  instance_class       = "db.t3.micro"
  allocated_storage    = 20
  db_subnet_group_name = aws_db_subnet_group.main.name
  username             = jsondecode(data.aws_secretsmanager_secret_version.user.secret_string)["name"]
  password             = data.aws_ssm_parameter.password.value
  skip_final_snapshot  = true
}
