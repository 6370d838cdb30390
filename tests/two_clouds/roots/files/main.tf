# A file system in one subnet with an entry point for an application.

resource "aws_vpc" "main" {
  cidr_block = "10.16.0.0/16"
  tags       = { Name = "files" }
}

resource "aws_subnet" "main" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.16.1.0/24"
  availability_zone = "us-east-1a"
  tags              = { Name = "files" }
}

resource "aws_security_group" "main" {
  name        = "files"
  description = "NFS"
  vpc_id      = aws_vpc.main.id
}

resource "aws_efs_file_system" "main" {
  creation_token  = "files"
  encrypted       = true
  throughput_mode = "elastic"
  lifecycle_policy {
    transition_to_ia = "AFTER_30_DAYS"
  }
  tags = { Name = "files" }
}

resource "aws_efs_mount_target" "main" {
  file_system_id  = aws_efs_file_system.main.id
  subnet_id       = aws_subnet.main.id
  security_groups = [aws_security_group.main.id]
}

resource "aws_efs_access_point" "app" {
  file_system_id = aws_efs_file_system.main.id
  posix_user {
    uid = 1000
    gid = 1000
  }
  root_directory {
    path = "/app"
    creation_info {
      owner_uid   = 1000
      owner_gid   = 1000
      permissions = "750"
    }
  }
  tags = { Name = "files-app" }
}

resource "aws_efs_backup_policy" "main" {
  file_system_id = aws_efs_file_system.main.id
  backup_policy {
    status = "ENABLED"
  }
}
