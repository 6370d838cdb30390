output "sns_topic_arn" {
  description = "ARN of the topic that alarms go to, or null"
  value       = one(aws_sns_topic.this[*].arn)
}
