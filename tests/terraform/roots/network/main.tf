# Lists and maps that shape resources; tags from the provider, a module call and a resource.

variable "region" {
  default = "us-east-1"
}

variable "name" {
  type    = string
  default = "demo"
}

variable "cidr" {
  type    = string
  default = "10.0.0.0/16"
}

variable "zones" {
  type    = list(string)
  default = ["a", "b"]
}

variable "public" {
  type    = bool
  default = true
}

variable "ports" {
  type    = map(object({ port = number, cidrs = optional(list(string), ["0.0.0.0/0"]), note = optional(string) }))
  default = { http = { port = 80 } }
}

provider "aws" {
  region = var.region
  default_tags {
    tags = { Project = var.name, Name = "unnamed" }
  }
}

locals {
  subnets = { for i, zone in var.zones : zone => cidrsubnet(var.cidr, 4, i) }
  tags    = merge({ Tier = "network" }, var.public ? { Public = "yes" } : {})
}

resource "aws_vpc" "main" {
  cidr_block           = var.cidr
  enable_dns_hostnames = var.public
  tags                 = merge(local.tags, { Name = "${var.name}-vpc" })
}

resource "aws_subnet" "private" {
  for_each          = local.subnets
  vpc_id            = aws_vpc.main.id
  cidr_block        = each.value
  availability_zone = "${var.region}${each.key}"
  tags              = { Name = format("%s-%s", var.name, upper(each.key)) }
}

resource "aws_internet_gateway" "main" {
  count  = var.public ? 1 : 0
  vpc_id = aws_vpc.main.id
  tags   = local.tags
}

resource "aws_eip" "nat" {
  count  = var.public ? length(var.zones) : 0
  domain = "vpc"
}

resource "aws_nat_gateway" "main" {
  count         = var.public ? length(var.zones) : 0
  allocation_id = aws_eip.nat[count.index].id
  subnet_id     = aws_subnet.private[var.zones[count.index]].id
}

resource "aws_security_group" "main" {
  name        = "${var.name}-main"
  description = var.public ? "open" : "closed"
  vpc_id      = aws_vpc.main.id

  dynamic "ingress" {
    for_each = var.ports
    content {
      description = coalesce(ingress.value.note, ingress.key)
      from_port   = ingress.value.port
      to_port     = ingress.value.port
      protocol    = "tcp"
      cidr_blocks = ingress.value.cidrs
    }
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = [var.cidr]
  }
}

resource "aws_route" "internet" {
  for_each               = var.public ? toset(["0.0.0.0/0"]) : toset([])
  route_table_id         = aws_vpc.main.main_route_table_id
  destination_cidr_block = each.value
  gateway_id             = one(aws_internet_gateway.main[*].id)
}
