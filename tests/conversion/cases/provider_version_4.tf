# Written for version 4 of the AWS provider, which has other names for some arguments.
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 4.20"
    }
  }
}

resource "aws_db_instance" "main" {
  identifier                  = "main"
  name                        = "orders"
  engine                      = "mysql"
  instance_class              = "db.t3.micro"
  allocated_storage           = 20
  username                    = "root"
  manage_master_user_password = true
  skip_final_snapshot         = true
}

output "database" {
  value = aws_db_instance.main.name
}
