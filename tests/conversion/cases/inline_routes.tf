# Each inline route is a resource of its own; the gateway's is made once the gateway is attached.

variable "peering_connection" {
  type    = string
  default = ""
}

resource "aws_vpc" "this" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_internet_gateway" "this" {
  vpc_id = aws_vpc.this.id
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.this.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.this.id
  }

  dynamic "route" {
    for_each = var.peering_connection != "" ? ["10.1.0.0/16"] : []
    content {
      cidr_block                = route.value
      vpc_peering_connection_id = var.peering_connection
    }
  }
}
