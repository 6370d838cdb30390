# What a network has besides its own parts: further addresses, ways to other networks, services that it offers.

resource "aws_vpc" "main" {
  cidr_block = "10.21.0.0/16"
}

resource "aws_vpc" "named" {
  cidr_block = "10.22.0.0/16"
}

resource "aws_vpc" "peer" {
  cidr_block = "10.23.0.0/16"
}

resource "aws_vpc" "other" {
  cidr_block = "10.24.0.0/16"
}

resource "aws_subnet" "main" {
  for_each          = { a = 1, b = 2 }
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.21.${each.value}.0/24"
  availability_zone = "us-east-1${each.key}"
}

resource "aws_vpc_ipv4_cidr_block_association" "this" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "100.64.0.0/16"
}

resource "aws_vpc_ipv6_cidr_block_association" "this" {
  vpc_id                           = aws_vpc.main.id
  assign_generated_ipv6_cidr_block = true
}

resource "aws_egress_only_internet_gateway" "this" {
  vpc_id = aws_vpc.main.id
}

resource "aws_vpc_dhcp_options" "this" {
  domain_name = "corp.example.org"
}

resource "aws_vpc_dhcp_options_association" "this" {
  vpc_id          = aws_vpc.named.id
  dhcp_options_id = aws_vpc_dhcp_options.this.id
}

resource "aws_vpc_peering_connection" "this" {
  vpc_id      = aws_vpc.main.id
  peer_vpc_id = aws_vpc.peer.id
}

resource "aws_vpc_peering_connection" "accepted" {
  vpc_id      = aws_vpc.main.id
  peer_vpc_id = aws_vpc.other.id
}

resource "aws_vpc_peering_connection_accepter" "this" {
  vpc_peering_connection_id = aws_vpc_peering_connection.accepted.id
}

resource "aws_ec2_managed_prefix_list" "this" {
  name           = "minimal"
  address_family = "IPv4"
  max_entries    = 5
}

# A service needs a balancer, although the provider does not ask for one.
resource "aws_lb" "offered" {
  name               = "minimal-offered"
  load_balancer_type = "network"
  internal           = true
  subnets            = [for subnet in aws_subnet.main : subnet.id]
}

resource "aws_vpc_endpoint_service" "this" {
  acceptance_required        = true
  network_load_balancer_arns = [aws_lb.offered.arn]
}

resource "aws_vpc_endpoint" "gateway" {
  vpc_id       = aws_vpc.main.id
  service_name = "com.amazonaws.us-east-1.dynamodb"
}

resource "aws_route_table" "main" {
  vpc_id = aws_vpc.main.id
  tags   = { Name = "endpoint" }
}

resource "aws_vpc_endpoint_route_table_association" "this" {
  route_table_id  = aws_route_table.main.id
  vpc_endpoint_id = aws_vpc_endpoint.gateway.id
}

resource "aws_vpc_endpoint" "interface" {
  vpc_id            = aws_vpc.main.id
  service_name      = "com.amazonaws.us-east-1.sqs"
  vpc_endpoint_type = "Interface"
}

resource "aws_vpc_endpoint_subnet_association" "this" {
  subnet_id       = aws_subnet.main["a"].id
  vpc_endpoint_id = aws_vpc_endpoint.interface.id
}
