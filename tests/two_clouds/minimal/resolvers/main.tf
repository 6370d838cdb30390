# Who answers for the names of hosts within a network.

resource "aws_vpc" "main" {
  cidr_block = "10.25.0.0/16"
}

resource "aws_vpc" "other" {
  cidr_block = "10.26.0.0/16"
}

resource "aws_subnet" "main" {
  for_each          = { a = 1, b = 2 }
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.25.${each.value}.0/24"
  availability_zone = "us-east-1${each.key}"
}

resource "aws_security_group" "main" {
  name   = "minimal-resolvers"
  vpc_id = aws_vpc.main.id
}

resource "aws_route53_resolver_endpoint" "this" {
  direction          = "OUTBOUND"
  security_group_ids = [aws_security_group.main.id]
  ip_address {
    subnet_id = aws_subnet.main["a"].id
  }
  ip_address {
    subnet_id = aws_subnet.main["b"].id
  }
}

resource "aws_route53_resolver_rule" "this" {
  domain_name = "elsewhere.example.org"
  rule_type   = "SYSTEM"
}

resource "aws_route53_resolver_rule_association" "this" {
  resolver_rule_id = aws_route53_resolver_rule.this.id
  vpc_id           = aws_vpc.main.id
}

resource "aws_cloudwatch_log_group" "queries" {
  name = "minimal-queries"
}

resource "aws_route53_resolver_query_log_config" "this" {
  name            = "minimal"
  destination_arn = aws_cloudwatch_log_group.queries.arn
}

resource "aws_route53_resolver_query_log_config_association" "this" {
  resolver_query_log_config_id = aws_route53_resolver_query_log_config.this.id
  resource_id                  = aws_vpc.main.id
}

# Associations of their own are for zones that ignore what they do not name themselves.
resource "aws_route53_zone" "inside" {
  name = "inside.example.org"
  vpc {
    vpc_id = aws_vpc.main.id
  }
  lifecycle {
    ignore_changes = [vpc]
  }
}

resource "aws_route53_zone_association" "this" {
  zone_id = aws_route53_zone.inside.zone_id
  vpc_id  = aws_vpc.other.id
}
