# What the pairs of unknown values can refer to: nothing here has a value before an apply.

variable "text" {
  type = string
}

variable "number" {
  type = number
}

variable "bool" {
  type = bool
}

variable "list" {
  type = list(string)
}

variable "set" {
  type = set(string)
}

variable "map" {
  type = map(number)
}

variable "object" {
  type = object({ name = string, ports = list(number) })
}

variable "any" {}

variable "one" {
  type    = string
  default = "one"
}
