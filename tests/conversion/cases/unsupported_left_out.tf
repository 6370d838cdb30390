# options: --allow-partial
# What cannot be converted is left out, and so is what cannot exist without it; the descriptions say so.

resource "aws_appconfig_application" "jobs" {
  name = "jobs"
}

resource "aws_sns_topic" "jobs" {
  name = "jobs"
}

resource "aws_sns_topic_subscription" "jobs" {
  topic_arn = aws_sns_topic.jobs.arn
  protocol  = "sqs"
  endpoint  = aws_appconfig_application.jobs.arn
}

resource "aws_sns_topic_policy" "jobs" {
  arn    = aws_appconfig_application.jobs.arn
  policy = jsonencode({ Version = "2012-10-17", Statement = [] })
}
