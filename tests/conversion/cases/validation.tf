# Conditions of variables become constraints of parameters, or rules.

variable "size" {
  type    = number
  default = 2

  validation {
    condition     = var.size >= 1 && var.size <= 4
    error_message = "The size is 1 to 4."
  }
}

variable "tier" {
  type    = string
  default = "basic"

  validation {
    condition     = contains(["basic", "plus"], var.tier)
    error_message = "The tier is basic or plus."
  }
}

variable "label" {
  type    = string
  default = "x"

  validation {
    condition     = var.label != ""
    error_message = "A label is needed."
  }
}

variable "slug" {
  type    = string
  default = "abc"

  validation {
    condition     = can(regex("^[a-z]+$", var.slug))
    error_message = "Lower case only."
  }
}

resource "aws_cloudwatch_log_group" "this" {
  name = "${var.label}-${var.tier}-${var.slug}"
  tags = { Size = var.size }
}
