data "aws_availability_zones" "available" {
  state = "available"
}

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

data "aws_route53_zone" "root" {
  name         = local.hosted_zone_domain
  private_zone = false
}
