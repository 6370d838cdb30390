# To the provider an optional argument that is empty is not set; CloudFormation refuses the empty text.
variable "encrypted" {
  type    = bool
  default = false
}

resource "aws_sns_topic" "plain" {
  name              = "plain"
  kms_master_key_id = ""
}

resource "aws_sns_topic" "perhaps" {
  name              = "perhaps"
  kms_master_key_id = var.encrypted ? "alias/aws/sns" : ""
}

# A number that the provider takes as a text is not set either where that is empty.
variable "node_type" {
  type    = string
  default = ""
}

resource "aws_vpc_dhcp_options" "plain" {
  domain_name                       = "plain.example"
  netbios_node_type                 = ""
  ipv6_address_preferred_lease_time = ""
}

resource "aws_vpc_dhcp_options" "perhaps" {
  domain_name       = "perhaps.example"
  netbios_node_type = var.node_type
}

# Nor is what a variable leaves empty.
variable "key" {
  type    = string
  default = ""
}

resource "aws_ebs_volume" "perhaps" {
  availability_zone = "eu-west-1a"
  size              = 1
  kms_key_id        = var.key
}
