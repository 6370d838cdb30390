# What networks meet in.

resource "aws_ec2_transit_gateway" "this" {}

resource "aws_ec2_transit_gateway_route_table" "this" {
  transit_gateway_id = aws_ec2_transit_gateway.this.id
}
