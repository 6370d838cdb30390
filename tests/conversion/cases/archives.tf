# A packed folder: the deploy script packs and uploads it, the function points at where it lies.
data "archive_file" "code" {
  type        = "zip"
  source_dir  = "${path.module}/src"
  excludes    = ["tests"]
  output_path = "${path.module}/build/code.zip"
}

resource "aws_lambda_function" "main" {
  function_name    = "main"
  role             = "arn:aws:iam::123456789012:role/main"
  handler          = "main.handler"
  runtime          = "python3.13"
  filename         = data.archive_file.code.output_path
  source_code_hash = data.archive_file.code.output_base64sha256
}
