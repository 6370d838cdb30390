# CloudFormation tells a configuration's revision as a number: a property takes it, an output does not.
resource "aws_msk_configuration" "broker" {
  name              = "broker"
  kafka_versions    = ["3.6.0"]
  server_properties = "auto.create.topics.enable = true"
}

resource "aws_msk_cluster" "events" {
  cluster_name           = "events"
  kafka_version          = "3.6.0"
  number_of_broker_nodes = 2
  broker_node_group_info {
    instance_type   = "kafka.m5.large"
    client_subnets  = ["subnet-0a1b2c3d", "subnet-0a1b2c3e"]
    security_groups = ["sg-0a1b2c3d"]
  }
  configuration_info {
    arn      = aws_msk_configuration.broker.arn
    revision = aws_msk_configuration.broker.latest_revision
  }
}

output "revision" {
  value = aws_msk_configuration.broker.latest_revision
}

output "label" {
  value = "revision ${aws_msk_configuration.broker.latest_revision}"
}
