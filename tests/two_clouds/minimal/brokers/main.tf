# Brokers of messages.

variable "broker_password" {
  type      = string
  sensitive = true
}

resource "aws_mq_broker" "this" {
  broker_name        = "minimal"
  engine_type        = "ActiveMQ"
  engine_version     = "5.18"
  host_instance_type = "mq.t3.micro"
  user {
    username = "minimal"
    password = var.broker_password
  }
}

resource "aws_mq_configuration" "this" {
  name           = "minimal"
  engine_type    = "ActiveMQ"
  engine_version = "5.18"
  data           = "<broker xmlns=\"http://activemq.apache.org/schema/core\"/>"
}

resource "aws_msk_configuration" "this" {
  name              = "minimal"
  server_properties = "auto.create.topics.enable = true"
}
