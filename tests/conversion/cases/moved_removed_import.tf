# What concerns Terraform's state changes no template.

resource "aws_sns_topic" "new" {
  name = "new"
}

moved {
  from = aws_sns_topic.old
  to   = aws_sns_topic.new
}

removed {
  from = aws_sns_topic.gone

  lifecycle {
    destroy = false
  }
}

import {
  to = aws_sns_topic.new
  id = "arn:aws:sns:eu-central-1:123456789012:new"
}
