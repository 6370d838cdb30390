# Private ways into a network from elsewhere.

resource "aws_vpc" "main" {
  cidr_block = "10.20.0.0/16"
}

resource "aws_customer_gateway" "this" {
  type       = "ipsec.1"
  bgp_asn    = 65000
  ip_address = "203.0.113.12"
}

resource "aws_vpn_gateway" "this" {}

resource "aws_vpn_gateway" "attached" {
  amazon_side_asn = 64620
  tags            = { Name = "attached" }
}

resource "aws_vpn_gateway_attachment" "this" {
  vpc_id         = aws_vpc.main.id
  vpn_gateway_id = aws_vpn_gateway.attached.id
}

# A connection needs a gateway on the side of AWS, although the provider does not ask for one.
resource "aws_vpn_connection" "this" {
  type                = "ipsec.1"
  customer_gateway_id = aws_customer_gateway.this.id
  vpn_gateway_id      = aws_vpn_gateway.this.id
}

# Routes of its own are for a connection without a routing protocol.
resource "aws_vpn_connection" "static" {
  type                = "ipsec.1"
  customer_gateway_id = aws_customer_gateway.this.id
  vpn_gateway_id      = aws_vpn_gateway.attached.id
  static_routes_only  = true
  tags                = { Name = "static" }
}

resource "aws_vpn_connection_route" "this" {
  destination_cidr_block = "192.0.2.0/24"
  vpn_connection_id      = aws_vpn_connection.static.id
}

resource "aws_route_table" "main" {
  vpc_id = aws_vpc.main.id
  tags   = { Name = "vpn" }
}

resource "aws_vpn_gateway_route_propagation" "this" {
  route_table_id = aws_route_table.main.id
  vpn_gateway_id = aws_vpn_gateway_attachment.this.vpn_gateway_id
}
