# Keys that a plan reads of the account: the address has the text of the region in force, the value stays CloudFormation's.
provider "aws" {
  region = "eu-central-1"
}

data "aws_partition" "current" {}

data "aws_availability_zones" "available" {}

variable "more" {
  type    = list(string)
  default = []
}

locals {
  zones    = slice(data.aws_availability_zones.available.names, 0, 2)
  policies = ["arn:${data.aws_partition.current.partition}:iam::aws:policy/ReadOnlyAccess"]
}

resource "aws_iam_role" "main" {
  name = "main"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy_attachment" "main" {
  for_each = toset(compact(distinct(concat(local.policies, var.more))))

  role       = aws_iam_role.main.name
  policy_arn = each.value
}

resource "aws_subnet" "main" {
  for_each = zipmap(local.zones, ["10.0.1.0/24", "10.0.2.0/24"])

  vpc_id            = "vpc-12345678"
  availability_zone = each.key
  cidr_block        = each.value
}

resource "aws_ebs_volume" "main" {
  for_each = { for zone, block in zipmap(local.zones, [10, 20]) : zone => { size = block } }

  availability_zone = each.key
  size              = each.value.size
}
