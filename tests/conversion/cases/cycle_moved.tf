# vpc <-> security-groups: the endpoint's group moves beside the endpoint.

resource "aws_vpc" "this" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_security_group" "endpoints" {
  vpc_id = aws_vpc.this.id
}

resource "aws_security_group" "app" {
  vpc_id = aws_vpc.this.id
}

resource "aws_vpc_endpoint" "sts" {
  vpc_id             = aws_vpc.this.id
  vpc_endpoint_type  = "Interface"
  service_name       = "com.amazonaws.us-east-1.sts"
  security_group_ids = [aws_security_group.endpoints.id]
}
