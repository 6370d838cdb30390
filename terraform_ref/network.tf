module "network" {
  source = "./modules/network"

  name               = "${var.name}-vpc"
  cidr               = var.vpc_cidr
  availability_zones = local.azs

  # The prefix arithmetic follows the size of the VPC block: /20 and /24 in a /16
  private_subnet_cidrs = [for index, zone in local.azs : cidrsubnet(var.vpc_cidr, 4, index)]
  public_subnet_cidrs  = [for index, zone in local.azs : cidrsubnet(var.vpc_cidr, 8, index + 48)]

  endpoints_security_group_name = "${var.name}-vpc-endpoints"
}
