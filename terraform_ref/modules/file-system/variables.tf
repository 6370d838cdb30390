variable "name" {
  description = "Name and creation token of the file system"
  type        = string
}

variable "vpc_id" {
  description = "VPC of the mount targets"
  type        = string
}

variable "subnet_ids" {
  description = "Subnets that get a mount target; one per zone"
  type        = list(string)
}

variable "client_cidr" {
  description = "Block that may mount the file system"
  type        = string
}

variable "access_points" {
  description = "Access points by key; every path is created on first use, for the owner given"
  type = map(object({
    name        = string
    path        = string
    uid         = optional(number, 1000)
    gid         = optional(number, 1000)
    permissions = optional(string, "755")
  }))
  default = {}
}

variable "throughput_mode" {
  description = "Throughput mode: bursting or provisioned"
  type        = string
  default     = "bursting"

  validation {
    condition     = contains(["bursting", "provisioned"], var.throughput_mode)
    error_message = "The throughput mode must be bursting or provisioned."
  }
}

variable "provisioned_throughput_in_mibps" {
  description = "Throughput in MiB/s; read only in provisioned mode"
  type        = number
  default     = 100
}

variable "enable_backup" {
  description = "Let AWS Backup take daily copies"
  type        = bool
  default     = true
}

variable "tags" {
  description = "Tags of every resource that takes them, besides Name"
  type        = map(string)
  default     = {}
}
