# Who hears what is sent to many.

resource "aws_vpc" "main" {
  cidr_block = "10.71.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.71.0.0/24"
  availability_zone = "us-east-1a"
}

resource "aws_ec2_transit_gateway" "main" {
  multicast_support = "enable"
}

resource "aws_ec2_transit_gateway_vpc_attachment" "main" {
  subnet_ids         = [aws_subnet.main.id]
  transit_gateway_id = aws_ec2_transit_gateway.main.id
  vpc_id             = aws_vpc.main.id
}

resource "aws_network_interface" "main" {
  for_each  = toset(["member", "source"])
  subnet_id = aws_subnet.main.id
}

resource "aws_ec2_transit_gateway_multicast_domain" "this" {
  transit_gateway_id = aws_ec2_transit_gateway.main.id
}

resource "aws_ec2_transit_gateway_multicast_domain" "sending" {
  transit_gateway_id     = aws_ec2_transit_gateway.main.id
  static_sources_support = "enable"
}

resource "aws_ec2_transit_gateway_multicast_domain_association" "this" {
  subnet_id                           = aws_subnet.main.id
  transit_gateway_attachment_id       = aws_ec2_transit_gateway_vpc_attachment.main.id
  transit_gateway_multicast_domain_id = aws_ec2_transit_gateway_multicast_domain.sending.id
}

resource "aws_ec2_transit_gateway_multicast_group_member" "this" {
  group_ip_address                    = "224.0.0.1"
  network_interface_id                = aws_network_interface.main["member"].id
  transit_gateway_multicast_domain_id = aws_ec2_transit_gateway_multicast_domain_association.this.transit_gateway_multicast_domain_id
}

resource "aws_ec2_transit_gateway_multicast_group_source" "this" {
  group_ip_address                    = "224.0.0.1"
  network_interface_id                = aws_network_interface.main["source"].id
  transit_gateway_multicast_domain_id = aws_ec2_transit_gateway_multicast_domain_association.this.transit_gateway_multicast_domain_id
}
