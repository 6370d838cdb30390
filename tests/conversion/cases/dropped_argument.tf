# What has no counterpart is told with its reason, and kept where it changes nothing.

resource "aws_vpc" "metered" {
  cidr_block                           = "10.0.0.0/16"
  enable_network_address_usage_metrics = true
}

resource "aws_vpc" "plain" {
  cidr_block                           = "10.1.0.0/16"
  enable_network_address_usage_metrics = false
}
