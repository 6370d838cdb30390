# Nothing runs a provisioner; each is named.

resource "null_resource" "setup" {
  triggers = { topic = aws_sns_topic.a.arn }

  provisioner "local-exec" {
    command = "echo ${self.id}"
  }
}

resource "aws_sns_topic" "a" {
  name = "a"

  provisioner "local-exec" {
    when    = destroy
    command = "echo ${self.name}"
  }
}

resource "terraform_data" "value" {
  input            = { name = "from-${aws_sns_topic.a.name}" }
  triggers_replace = [aws_sns_topic.a.arn]
}

resource "aws_sns_topic" "b" {
  name = terraform_data.value.output.name
}
