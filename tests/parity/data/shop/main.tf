provider "aws" {
  region = var.region
}

variable "region" {
  type    = string
  default = "eu-west-1"
}

variable "name" {
  type    = string
  default = "shop"
}

variable "sources" {
  type    = list(string)
  default = ["10.0.0.0/8", "192.168.0.0/16"]
}

variable "regional" {
  type    = bool
  default = true
}

variable "base_domain" {
  type    = string
  default = "shop.example"
}

variable "front_domain" {
  type    = string
  default = ""
}

variable "capacity" {
  type    = number
  default = 0.5
}

variable "tier" {
  type    = string
  default = "small"

  validation {
    condition     = contains(["small", "large"], var.tier)
    error_message = "The tier is small or large."
  }
}

variable "owner" {
  type      = string
  default   = "owner"
  sensitive = true
}

variable "password" {
  type      = string
  sensitive = true
}
