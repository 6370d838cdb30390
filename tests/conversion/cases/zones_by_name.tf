# Published VPC modules tell the names of zones from their ids by a pattern, and every name matches it.
data "aws_availability_zones" "available" {}

locals {
  zones = slice(data.aws_availability_zones.available.names, 0, 2)
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "private" {
  count = length(local.zones)

  vpc_id               = aws_vpc.main.id
  cidr_block           = cidrsubnet("10.0.0.0/16", 8, count.index)
  availability_zone    = length(regexall("^[a-z]{2}-", element(local.zones, count.index))) > 0 ? element(local.zones, count.index) : null
  availability_zone_id = length(regexall("^[a-z]{2}-", element(local.zones, count.index))) == 0 ? element(local.zones, count.index) : null
}

output "ipv6_blocks" {
  value = compact(aws_subnet.private[*].ipv6_cidr_block)
}
