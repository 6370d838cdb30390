variable "name" {
  description = "Name of the VPC and prefix of the Name tags"
  type        = string
}

variable "cidr" {
  description = "IPv4 block of the VPC"
  type        = string
}

variable "availability_zones" {
  description = "Zones that get one public and one private subnet each"
  type        = list(string)
}

variable "private_subnet_cidrs" {
  description = "Blocks of the private subnets, one per zone"
  type        = list(string)
}

variable "public_subnet_cidrs" {
  description = "Blocks of the public subnets, one per zone"
  type        = list(string)
}

variable "endpoints_security_group_name" {
  description = "Name of the interface endpoints' security group"
  type        = string
}

variable "default_network_acl_rules" {
  description = "Rules of the adopted default network ACL, in and out"
  type = list(object({
    rule_no         = number
    action          = optional(string, "allow")
    protocol        = optional(string, "-1")
    from_port       = optional(number, 0)
    to_port         = optional(number, 0)
    cidr_block      = optional(string)
    ipv6_cidr_block = optional(string)
  }))
  default = [
    { rule_no = 100, cidr_block = "0.0.0.0/0" },
    { rule_no = 101, ipv6_cidr_block = "::/0" },
  ]
}

variable "tags" {
  description = "Tags of every resource that takes them, besides Name"
  type        = map(string)
  default     = {}
}
