# What reaches a transit gateway from elsewhere: appliances through a VPC, and another gateway.

resource "aws_vpc" "main" {
  cidr_block = "10.72.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.72.0.0/24"
  availability_zone = "us-east-1a"
}

resource "aws_ec2_transit_gateway" "main" {
  transit_gateway_cidr_blocks = ["10.73.0.0/24"]
}

resource "aws_ec2_transit_gateway_vpc_attachment" "main" {
  subnet_ids         = [aws_subnet.main.id]
  transit_gateway_id = aws_ec2_transit_gateway.main.id
  vpc_id             = aws_vpc.main.id
}

resource "aws_ec2_transit_gateway_connect" "this" {
  transit_gateway_id      = aws_ec2_transit_gateway.main.id
  transport_attachment_id = aws_ec2_transit_gateway_vpc_attachment.main.id
}

resource "aws_ec2_transit_gateway_connect_peer" "this" {
  inside_cidr_blocks            = ["169.254.100.0/29"]
  peer_address                  = "10.72.0.10"
  transit_gateway_attachment_id = aws_ec2_transit_gateway_connect.this.id
}

resource "aws_ec2_transit_gateway" "peer" {
  amazon_side_asn = 64513
}

resource "aws_ec2_transit_gateway_peering_attachment" "this" {
  peer_region             = "us-east-1"
  peer_transit_gateway_id = aws_ec2_transit_gateway.peer.id
  transit_gateway_id      = aws_ec2_transit_gateway.main.id
}
