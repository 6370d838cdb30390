variable "name" {
  description = "Name of the service that the roles are for"
  type        = string
}

variable "log_group_name" {
  description = "Log group that the service's containers write to"
  type        = string
}

variable "exec_log_group_arn" {
  description = "ARN of the log group of ECS Exec sessions"
  type        = string
}

variable "image_repository_arns" {
  description = "ECR repositories that the images may come from; every repository of this account and region by default"
  type        = list(string)
  default     = null
}

variable "additional_policy_arns" {
  description = "Managed policies attached to both roles, by a name of the caller's choice"
  type        = map(string)
  default     = {}
}

variable "tags" {
  description = "Tags of every resource that takes them"
  type        = map(string)
  default     = {}
}
