# ---------------------------------------------------------------------------
# Place
# ---------------------------------------------------------------------------

variable "name" {
  description = "Name of the service and family of its task definition"
  type        = string
}

variable "region" {
  description = "Region that the containers log to"
  type        = string
}

variable "cluster_arn" {
  description = "ARN of the cluster"
  type        = string
}

variable "cluster_name" {
  description = "Name of the cluster"
  type        = string
}

variable "vpc_id" {
  description = "VPC of the tasks"
  type        = string
}

variable "subnet_ids" {
  description = "Subnets of the tasks"
  type        = list(string)
}

variable "ingress_rules" {
  description = "Traffic that the tasks accept, by a name of the caller's choice"
  type = map(object({
    description                  = optional(string)
    from_port                    = number
    referenced_security_group_id = string
  }))
}

# ---------------------------------------------------------------------------
# Task
# ---------------------------------------------------------------------------

variable "cpu" {
  description = "CPU units of the task and its container"
  type        = number
  default     = 512

  validation {
    condition     = contains([256, 512, 1024, 2048, 4096], var.cpu)
    error_message = "The CPU units must be one of 256, 512, 1024, 2048, 4096."
  }
}

variable "memory" {
  description = "Memory of the task and its container, in MiB"
  type        = number
  default     = 1024
}

variable "execution_role_arn" {
  description = "Role that starts the task"
  type        = string
}

variable "task_role_arn" {
  description = "Role of the containers"
  type        = string
}

variable "container_name" {
  description = "Name of the container"
  type        = string
}

variable "image" {
  description = "Image of the container"
  type        = string
}

variable "port_mappings" {
  description = "Ports of the container, in order; Service Connect refers to them by name"
  type = list(object({
    name           = string
    container_port = number
    protocol       = optional(string, "tcp")
  }))
}

variable "environment" {
  description = "Environment of the container"
  type        = map(string)
  default     = {}
}

variable "secrets" {
  description = "Environment of the container from secrets: variable name to secret ARN, with a JSON key if need be"
  type        = map(string)
  default     = {}
}

variable "health_check" {
  description = "Health check of the container; the command runs in a shell"
  type = object({
    command      = string
    interval     = optional(number, 30)
    timeout      = optional(number, 5)
    retries      = optional(number, 3)
    start_period = optional(number, 60)
  })
  default = null
}

variable "volumes" {
  description = "EFS volumes by name: access point and path in the container"
  type = map(object({
    access_point_id = string
    container_path  = string
    read_only       = optional(bool, false)
  }))
  default = {}
}

variable "file_system_id" {
  description = "File system of the volumes"
  type        = string
  default     = null
}

variable "log_group_name" {
  description = "Log group of the container"
  type        = string
}

variable "log_retention_in_days" {
  description = "Days that log events are kept"
  type        = number
  default     = 30
}

# ---------------------------------------------------------------------------
# Service
# ---------------------------------------------------------------------------

variable "replicas" {
  description = "Tasks without autoscaling"
  type        = number
  default     = 1

  validation {
    condition     = var.replicas >= 1
    error_message = "The number of replicas must be at least 1."
  }
}

variable "enable_autoscaling" {
  description = "Let Application Auto Scaling set the number of tasks"
  type        = bool
  default     = true
}

variable "autoscaling" {
  description = "Limits and targets of autoscaling; a target that is null makes no policy"
  type = object({
    min_capacity  = optional(number, 2)
    max_capacity  = optional(number, 4)
    cpu_target    = optional(number, 70)
    memory_target = optional(number)
  })
  default = {}
}

variable "load_balancers" {
  description = "Target groups that the tasks register with, by a name of the caller's choice"
  type = map(object({
    target_group_arn = string
    container_port   = number
  }))
  default = {}
}

variable "service_connect" {
  description = "Name under which other services of the namespace reach this one"
  type = object({
    namespace_arn  = string
    port_name      = string
    discovery_name = string
    dns_name       = optional(string)
    port           = number
  })
  default = null
}

variable "tags" {
  description = "Tags of every resource that takes them"
  type        = map(string)
  default     = {}
}
