# A list crosses between stacks as one text; a list of objects becomes outputs of their own.
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_route53_zone" "main" {
  name = "example.org"
}

resource "aws_ssm_parameter" "servers" {
  name  = "/dns/servers"
  type  = "StringList"
  value = join(",", aws_route53_zone.main.name_servers)
}

output "servers" {
  value = aws_route53_zone.main.name_servers
}

output "networks" {
  value = [{ name = "main", id = aws_vpc.main.id }]
}
