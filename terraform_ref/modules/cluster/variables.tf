variable "name" {
  description = "Name of the cluster"
  type        = string
}

variable "capacity_providers" {
  description = "Capacity providers that services of the cluster may use"
  type        = list(string)
  default     = ["FARGATE", "FARGATE_SPOT"]
}

variable "default_capacity_provider_strategy" {
  description = "Strategy of services that name none"
  type = list(object({
    capacity_provider = string
    base              = optional(number, 0)
    weight            = optional(number, 1)
  }))
  default = [{ capacity_provider = "FARGATE" }]
}

variable "exec_log" {
  description = "Log group made for ECS Exec sessions; null leaves session logging to the tasks' own log configuration"
  type = object({
    name              = string
    retention_in_days = optional(number, 90)
  })
  default = null
}

variable "tags" {
  description = "Tags of every resource that takes them"
  type        = map(string)
  default     = {}
}
