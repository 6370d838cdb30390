# options: --allow-partial
# A resource without any of the properties of which CloudFormation needs one is left out, as one without a needed one is.
data "external" "image" {
  program = ["./newest-image"]
}

resource "aws_instance" "main" {
  ami           = data.external.image.result["id"]
  instance_type = "t3.micro"
}

resource "aws_vpc_security_group_ingress_rule" "main" {
  security_group_id = "sg-12345678"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = data.external.image.result["network"]
}
