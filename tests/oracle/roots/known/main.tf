# What the pairs can refer to.

variable "text" {
  default = "abc"
}

variable "list" {
  type    = list(string)
  default = ["b", "a", "c"]
}

variable "nothing" {
  type    = string
  default = null
}

variable "secret" {
  type      = string
  default   = "s3cret"
  sensitive = true
}

variable "services" {
  type = map(object({
    image = string
    cpu   = optional(number, 256)
    ports = optional(list(number))
    env   = optional(map(string), {})
  }))
  default = {
    web = { image = "nginx", ports = [80, 443] }
    api = { image = "app", cpu = 512, env = { B = "2", A = 1 } }
  }
}

locals {
  set    = toset(["b", "a"])
  map    = tomap({ b = 2, a = 1 })
  object = { name = "x", tags = { k = "v" }, "a b" = 1, list = [{ id = 1 }, { id = 2 }] }
  tuple  = ["a", 1, true, null]
  string = "text"
  number = 12.5
  bool   = true
  null   = null
  people = [{ name = "ann", age = 30 }, { name = "bob", age = 20 }, { name = "cy", age = 30 }]
  greet  = "Hello, $${name}!"
  nested = { a = { b = { c = [1, [2, 3]] } } }
  strings = tolist(["x", "y", "z"])
  empty_list = tolist([])
  numbers = tolist([3, 1, 2])
}
