# ---------------------------------------------------------------------------
# General
# ---------------------------------------------------------------------------

variable "name" {
  description = "Name of the deployment; prefix of most resource names"
  type        = string
  default     = "mcp-gateway"
}

variable "aws_region" {
  description = "AWS region to deploy to; needs at least three availability zones"
  type        = string
  default     = "us-east-1"
}

# ---------------------------------------------------------------------------
# Network
# ---------------------------------------------------------------------------

variable "vpc_cidr" {
  description = "IPv4 block of the VPC; the six subnets are cut from it"
  type        = string
  default     = "10.0.0.0/16"
}

variable "ingress_cidr_blocks" {
  description = "Blocks that may reach the main load balancer; only the first one takes effect"
  type        = list(string)
  default     = ["0.0.0.0/0"]
}

# ---------------------------------------------------------------------------
# Monitoring
# ---------------------------------------------------------------------------

variable "enable_monitoring" {
  description = "Create the CloudWatch alarms"
  type        = bool
  default     = true
}

variable "alarm_email" {
  description = "Address that receives the alarms; empty for alarms without a notification"
  type        = string
  default     = ""
}

# ---------------------------------------------------------------------------
# Domain names
# ---------------------------------------------------------------------------

variable "use_regional_domains" {
  description = "Build the domain names from the region and base_domain instead of keycloak_domain and root_domain"
  type        = bool
  default     = true
}

variable "base_domain" {
  description = "Hosted zone and parent of the regional domain names"
  type        = string
  default     = "mycorp.click"
}

variable "keycloak_domain" {
  description = "Full name of Keycloak when regional domain names are off"
  type        = string
  default     = ""
}

variable "root_domain" {
  description = "Hosted zone and parent of the registry's name when regional domain names are off"
  type        = string
  default     = ""
}

# ---------------------------------------------------------------------------
# Keycloak
# ---------------------------------------------------------------------------

variable "keycloak_admin" {
  description = "User name of the Keycloak administrator"
  type        = string
  default     = "admin"
  sensitive   = true
}

variable "keycloak_admin_password" {
  description = "Password of the Keycloak administrator"
  type        = string
  sensitive   = true
}

variable "keycloak_database_username" {
  description = "Master user of the Keycloak database"
  type        = string
  default     = "keycloak"
  sensitive   = true
}

variable "keycloak_database_password" {
  description = "Master password of the Keycloak database; 8 to 41 characters without / \" @ or space"
  type        = string
  sensitive   = true
}

variable "keycloak_database_min_acu" {
  description = "Smallest capacity of the Aurora Serverless v2 cluster, in ACUs"
  type        = number
  default     = 0.5
}

variable "keycloak_database_max_acu" {
  description = "Largest capacity of the Aurora Serverless v2 cluster, in ACUs"
  type        = number
  default     = 2
}

variable "keycloak_log_level" {
  description = "Log level of Keycloak"
  type        = string
  default     = "INFO"
}

# ---------------------------------------------------------------------------
# Container images
# ---------------------------------------------------------------------------

variable "registry_image_uri" {
  description = "Image of the registry"
  type        = string
  default     = ""
}

variable "auth_server_image_uri" {
  description = "Image of the auth server"
  type        = string
  default     = "mcpgateway/auth-server:latest"
}

variable "currenttime_image_uri" {
  description = "Image of the currenttime MCP server"
  type        = string
  default     = ""
}

variable "mcpgw_image_uri" {
  description = "Image of the mcpgw MCP server"
  type        = string
  default     = ""
}

variable "realserverfaketools_image_uri" {
  description = "Image of the realserverfaketools MCP server"
  type        = string
  default     = ""
}

variable "flight_booking_agent_image_uri" {
  description = "Image of the flight booking agent"
  type        = string
  default     = ""
}

variable "travel_assistant_agent_image_uri" {
  description = "Image of the travel assistant agent"
  type        = string
  default     = ""
}

# ---------------------------------------------------------------------------
# Replicas (read only when a service runs without autoscaling)
# ---------------------------------------------------------------------------

variable "currenttime_replicas" {
  description = "Tasks of the currenttime MCP server without autoscaling"
  type        = number
  default     = 1
}

variable "mcpgw_replicas" {
  description = "Tasks of the mcpgw MCP server without autoscaling"
  type        = number
  default     = 1
}

variable "realserverfaketools_replicas" {
  description = "Tasks of the realserverfaketools MCP server without autoscaling"
  type        = number
  default     = 1
}

variable "flight_booking_agent_replicas" {
  description = "Tasks of the flight booking agent without autoscaling"
  type        = number
  default     = 1
}

variable "travel_assistant_agent_replicas" {
  description = "Tasks of the travel assistant agent without autoscaling"
  type        = number
  default     = 1
}
