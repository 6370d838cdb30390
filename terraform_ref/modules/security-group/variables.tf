variable "name" {
  description = "Name of the group; a generated suffix follows it"
  type        = string
}

variable "description" {
  description = "Description of the group"
  type        = string
  default     = null
}

variable "vpc_id" {
  description = "VPC of the group"
  type        = string
}

# A rule names either a CIDR block or another group; to_port defaults to from_port
variable "ingress_rules" {
  description = "Traffic let in, by a name of the caller's choice"
  type = map(object({
    description                  = optional(string)
    ip_protocol                  = optional(string, "tcp")
    from_port                    = optional(number)
    to_port                      = optional(number)
    cidr_ipv4                    = optional(string)
    referenced_security_group_id = optional(string)
  }))
  default = {}
}

variable "egress_rules" {
  description = "Traffic let out, by a name of the caller's choice; none leaves the group closed"
  type = map(object({
    description                  = optional(string)
    ip_protocol                  = optional(string, "-1")
    from_port                    = optional(number)
    to_port                      = optional(number)
    cidr_ipv4                    = optional(string)
    referenced_security_group_id = optional(string)
  }))
  default = {}
}

variable "revoke_rules_on_delete" {
  description = "Take the rules away before the group is deleted"
  type        = bool
  default     = false
}

variable "tags" {
  description = "Tags of the group, besides Name"
  type        = map(string)
  default     = {}
}
