# Networks: what EC2 calls a VPC, and everything in it.

resource "aws_vpc" "this" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "this" {
  vpc_id     = aws_vpc.this.id
  cidr_block = "10.0.1.0/24"
}

# AWS takes any zone for a subnet that names none: what stands in one is in another.
resource "aws_subnet" "main" {
  vpc_id            = aws_vpc.this.id
  cidr_block        = "10.0.2.0/24"
  availability_zone = "us-east-1a"
}

resource "aws_internet_gateway" "this" {}

resource "aws_internet_gateway_attachment" "this" {
  internet_gateway_id = aws_internet_gateway.this.id
  vpc_id              = aws_vpc.this.id
}

resource "aws_eip" "this" {}

resource "aws_eip" "gateway" {
  tags = { Name = "gateway" }
}

# A public gateway needs an address, although the provider does not ask for one.
resource "aws_nat_gateway" "this" {
  subnet_id     = aws_subnet.main.id
  allocation_id = aws_eip.gateway.id
  depends_on    = [aws_internet_gateway_attachment.this]
}

resource "aws_route_table" "this" {
  vpc_id = aws_vpc.this.id
}

resource "aws_route" "this" {
  route_table_id         = aws_route_table.this.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.this.id
  depends_on             = [aws_internet_gateway_attachment.this]
}

resource "aws_route_table_association" "this" {
  route_table_id = aws_route_table.this.id
  subnet_id      = aws_subnet.this.id
}

resource "aws_network_acl" "this" {
  vpc_id = aws_vpc.this.id
}

resource "aws_network_acl_rule" "this" {
  network_acl_id = aws_network_acl.this.id
  rule_number    = 100
  protocol       = "-1"
  rule_action    = "allow"
  cidr_block     = "10.0.0.0/8"
}

resource "aws_security_group" "this" {
  vpc_id = aws_vpc.this.id
}

resource "aws_security_group" "ruled" {
  name   = "minimal-ruled"
  vpc_id = aws_vpc.this.id
}

resource "aws_security_group_rule" "this" {
  security_group_id = aws_security_group.ruled.id
  type              = "ingress"
  protocol          = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_blocks       = ["10.0.0.0/16"]
}

resource "aws_vpc_security_group_ingress_rule" "this" {
  security_group_id = aws_security_group.ruled.id
  ip_protocol       = "-1"
  cidr_ipv4         = "10.1.0.0/16"
}

resource "aws_vpc_security_group_egress_rule" "this" {
  security_group_id = aws_security_group.ruled.id
  ip_protocol       = "-1"
  cidr_ipv4         = "10.2.0.0/16"
}

resource "aws_vpc_endpoint" "this" {
  vpc_id       = aws_vpc.this.id
  service_name = "com.amazonaws.us-east-1.s3"
}

resource "aws_network_interface" "this" {
  subnet_id = aws_subnet.main.id
}

resource "aws_eip" "card" {
  tags = { Name = "card" }
}

resource "aws_eip_association" "this" {
  allocation_id        = aws_eip.card.id
  network_interface_id = aws_network_interface.this.id
}


# Without a destination type the destination is a log group.
resource "aws_cloudwatch_log_group" "flows" {
  name = "minimal-flows"
}

resource "aws_iam_role" "flows" {
  name = "minimal-flows"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "vpc-flow-logs.amazonaws.com" } }]
  })
}

resource "aws_flow_log" "this" {
  vpc_id          = aws_vpc.this.id
  traffic_type    = "ALL"
  log_destination = aws_cloudwatch_log_group.flows.arn
  iam_role_arn    = aws_iam_role.flows.arn
}

# What AWS makes with a network, and only Terraform can take over.
resource "aws_vpc" "taken" {
  cidr_block = "10.3.0.0/16"
}

resource "aws_default_network_acl" "this" {
  default_network_acl_id = aws_vpc.taken.default_network_acl_id
}

resource "aws_default_route_table" "this" {
  default_route_table_id = aws_vpc.taken.default_route_table_id
}

resource "aws_default_security_group" "this" {
  vpc_id = aws_vpc.taken.id
}
