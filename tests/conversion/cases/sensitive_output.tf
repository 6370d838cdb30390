# A root output of something sensitive says so.

variable "token" {
  type      = string
  sensitive = true
}

output "token" {
  value = "x-${var.token}"
}
