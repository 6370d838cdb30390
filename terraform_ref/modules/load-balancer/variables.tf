variable "name" {
  description = "Name of the load balancer"
  type        = string
}

variable "vpc_id" {
  description = "VPC of the target groups"
  type        = string
}

variable "public_subnet_ids" {
  description = "Subnets of an internet-facing load balancer"
  type        = list(string)
}

variable "private_subnet_ids" {
  description = "Subnets of an internal load balancer"
  type        = list(string)
}

variable "security_group_ids" {
  description = "Security groups of the load balancer"
  type        = list(string)
}

variable "scheme" {
  description = "Scheme: internet-facing or internal"
  type        = string
  default     = "internet-facing"

  validation {
    condition     = contains(["internet-facing", "internal"], var.scheme)
    error_message = "The scheme must be internet-facing or internal."
  }
}

variable "target_groups" {
  description = "Target groups by key; the name is generated and the cross-zone setting the load balancer's where not given"
  type = map(object({
    name                 = optional(string)
    port                 = number
    protocol             = optional(string, "HTTP")
    deregistration_delay = optional(number, 300)
    cross_zone           = optional(bool)
    health_check = optional(object({
      path                = optional(string, "/")
      port                = optional(string, "traffic-port")
      matcher             = optional(string, "200")
      interval            = optional(number, 30)
      timeout             = optional(number, 5)
      healthy_threshold   = optional(number, 2)
      unhealthy_threshold = optional(number, 2)
    }), {})
    stickiness = optional(object({
      type            = optional(string, "lb_cookie")
      cookie_duration = optional(number, 86400)
    }))
  }))
}

# https is a flag beside the ARN, as the ARN of a new certificate is unknown in a plan; target_group is a key of
# target_groups
variable "listeners" {
  description = "Listeners by key; each forwards to a target group or redirects"
  type = map(object({
    port            = number
    certificate_arn = optional(string)
    https           = optional(bool, false)
    ssl_policy      = optional(string)
    target_group    = optional(string)
    redirect = optional(object({
      port        = string
      protocol    = optional(string, "HTTPS")
      status_code = optional(string, "HTTP_301")
    }))
  }))
}

variable "default_ssl_policy" {
  description = "TLS policy of the HTTPS listeners that name none"
  type        = string
  default     = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"
}

variable "tags" {
  description = "Tags of every resource that takes them"
  type        = map(string)
  default     = {}
}
