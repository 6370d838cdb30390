# A loop that nothing can break is named.

resource "aws_efs_file_system" "files" {}

resource "aws_efs_access_point" "shop" {
  file_system_id = aws_efs_file_system.files.id
}

resource "aws_efs_file_system_policy" "files" {
  file_system_id = aws_efs_file_system.files.id
  policy         = jsonencode({
    Version   = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "*" }
      Action    = "elasticfilesystem:ClientMount"
      Condition = { StringEquals = { "elasticfilesystem:AccessPointArn" = aws_efs_access_point.shop.arn } }
    }]
  })
}
