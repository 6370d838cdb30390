# Ways for files to come in.

resource "aws_iam_role" "files" {
  name = "minimal-transfers"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "transfer.amazonaws.com" } }]
  })
}

resource "aws_transfer_server" "this" {}

resource "aws_transfer_user" "this" {
  server_id = aws_transfer_server.this.id
  user_name = "minimal"
  role      = aws_iam_role.files.arn
}

resource "aws_transfer_user" "keyed" {
  server_id = aws_transfer_server.this.id
  user_name = "minimal-keyed"
  role      = aws_iam_role.files.arn
}

resource "aws_transfer_ssh_key" "this" {
  server_id = aws_transfer_server.this.id
  user_name = aws_transfer_user.keyed.user_name
  body      = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExampleExampleExampleExampleExampleExample minimal"
}
