# What AWS names differently in each partition is chosen by conditions on the pseudo parameter.

data "aws_partition" "this" {}

data "aws_region" "this" {}

resource "aws_vpc" "this" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id       = aws_vpc.this.id
  service_name = "${data.aws_partition.this.reverse_dns_prefix}.${data.aws_region.this.name}.s3"
}
