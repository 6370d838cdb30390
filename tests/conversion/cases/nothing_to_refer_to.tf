# A property that needs what CloudFormation does not make.

resource "aws_vpc" "this" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_default_security_group" "this" {
  vpc_id = aws_vpc.this.id
}

resource "aws_vpc_endpoint" "sts" {
  vpc_id             = aws_vpc.this.id
  vpc_endpoint_type  = "Interface"
  service_name       = "com.amazonaws.us-east-1.sts"
  security_group_ids = [aws_default_security_group.this.id]
}
