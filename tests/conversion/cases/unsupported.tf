# Without --allow-partial an unsupported resource stops the conversion.

resource "aws_appconfig_application" "jobs" {
  name = "jobs"
}

resource "aws_cloudwatch_log_group" "jobs" {
  name = "jobs"
}
