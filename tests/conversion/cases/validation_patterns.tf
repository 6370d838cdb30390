# Conditions on texts become patterns, where Terraform's and CloudFormation's regular expressions agree.

variable "either" {
  type    = string
  default = ""

  validation {
    condition     = var.either == "" || can(regex("^arn:aws[a-z-]*:sns:", var.either))
    error_message = "Empty, or a topic."
  }
}

variable "found" {
  type    = string
  default = "x.y"

  validation {
    condition     = length(regexall("\\.", var.found)) > 0 && !strcontains(var.found, "..")
    error_message = "A dot, and no two."
  }
}

variable "bounds" {
  type    = string
  default = "abcd"

  validation {
    condition     = length(var.bounds) > 3 && length(var.bounds) < 9 && startswith(var.bounds, "a")
    error_message = "Four to eight, an a first."
  }
}

variable "strict" {
  type    = number
  default = 5

  validation {
    condition     = var.strict > 1 && 10 > var.strict
    error_message = "Between one and ten."
  }
}

variable "flags" {
  type    = string
  default = "A"

  validation {
    condition     = can(regex("(?i)^a$", var.flags))
    error_message = "Java folds case differently."
  }
}

variable "required" {
  type    = string
  default = "r"

  validation {
    condition     = var.required != "" || var.either != ""
    error_message = "One of them."
  }
}

variable "even" {
  type    = number
  default = 2

  validation {
    condition     = var.even % 2 == 0
    error_message = "Even."
  }
}

resource "aws_sns_topic" "a" {
  name         = "${var.either}${var.found}${var.bounds}"
  display_name = "${var.strict}${var.flags}${var.required}${var.even}"
}
