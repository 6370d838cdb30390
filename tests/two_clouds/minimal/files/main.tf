# File systems.

resource "aws_vpc" "main" {
  cidr_block = "10.8.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.8.1.0/24"
  availability_zone = "us-east-1a"
}

resource "aws_efs_file_system" "this" {}

resource "aws_efs_file_system" "main" {
  for_each       = toset(["backed", "entered", "mounted", "ruled"])
  creation_token = "minimal-${each.key}"
  tags           = { Name = each.key }
}

resource "aws_efs_backup_policy" "this" {
  file_system_id = aws_efs_file_system.main["backed"].id
  backup_policy {
    status = "ENABLED"
  }
}

resource "aws_efs_access_point" "this" {
  file_system_id = aws_efs_file_system.main["entered"].id
}

resource "aws_security_group" "mounted" {
  name   = "minimal-mounted"
  vpc_id = aws_vpc.main.id
}

# CloudFormation wants the groups to be named.
resource "aws_efs_mount_target" "this" {
  file_system_id  = aws_efs_file_system.main["mounted"].id
  subnet_id       = aws_subnet.main.id
  security_groups = [aws_security_group.mounted.id]
}

resource "aws_efs_file_system_policy" "this" {
  file_system_id = aws_efs_file_system.main["ruled"].id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "*" }, Action = "elasticfilesystem:ClientMount" }]
  })
}
