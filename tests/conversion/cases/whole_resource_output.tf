# An output of a whole resource: one finding for all attributes that CloudFormation does not tell.
resource "aws_sns_topic" "main" {
  name = "main"
}

output "topic" {
  value = aws_sns_topic.main
}
