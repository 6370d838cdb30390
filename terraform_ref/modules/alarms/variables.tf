variable "name" {
  description = "Prefix of the alarms' names"
  type        = string
}

variable "email" {
  description = "Address that is told of alarms; empty for none"
  type        = string
  default     = ""
}

variable "cluster_name" {
  description = "Cluster of the services"
  type        = string
}

variable "services" {
  description = "Services to watch: key in the alarm's name to service name"
  type        = map(string)
}

variable "load_balancer_arn_suffix" {
  description = "CloudWatch dimension of the load balancer"
  type        = string
}

variable "target_group_arn_suffixes" {
  description = "CloudWatch dimensions of the target groups to watch: key in the alarm's name to dimension"
  type        = map(string)
}

variable "tags" {
  description = "Tags of the topic"
  type        = map(string)
  default     = {}
}
