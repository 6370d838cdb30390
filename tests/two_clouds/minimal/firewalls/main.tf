# What lets names and packets pass, and the roads that they take.

resource "aws_vpc" "main" {
  cidr_block = "10.62.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.62.1.0/24"
  availability_zone = "us-east-1a"
}

resource "aws_networkfirewall_rule_group" "this" {
  name     = "minimal"
  type     = "STATEFUL"
  capacity = 10
}

resource "aws_networkfirewall_firewall_policy" "this" {
  name = "minimal"
  firewall_policy {
    stateless_default_actions          = ["aws:pass"]
    stateless_fragment_default_actions = ["aws:pass"]
  }
}

resource "aws_networkfirewall_firewall" "this" {
  name                = "minimal"
  firewall_policy_arn = aws_networkfirewall_firewall_policy.this.arn
  vpc_id              = aws_vpc.main.id
  subnet_mapping {
    subnet_id = aws_subnet.main.id
  }
}

resource "aws_networkfirewall_logging_configuration" "this" {
  firewall_arn = aws_networkfirewall_firewall.this.arn
  logging_configuration {
    log_destination_config {
      log_destination      = { logGroup = "minimal" }
      log_destination_type = "CloudWatchLogs"
      log_type             = "FLOW"
    }
  }
}

resource "aws_route53_resolver_firewall_domain_list" "this" {
  name = "minimal"
}

resource "aws_route53_resolver_firewall_rule_group" "this" {
  name = "minimal"
}

resource "aws_route53_resolver_firewall_rule" "this" {
  name                    = "minimal"
  action                  = "ALLOW"
  firewall_domain_list_id = aws_route53_resolver_firewall_domain_list.this.id
  firewall_rule_group_id  = aws_route53_resolver_firewall_rule_group.this.id
  priority                = 100
}

resource "aws_route53_resolver_firewall_rule_group_association" "this" {
  name                   = "minimal"
  firewall_rule_group_id = aws_route53_resolver_firewall_rule_group.this.id
  priority               = 101
  vpc_id                 = aws_vpc.main.id
}
