# The secret of a password that RDS manages: an element of a list of objects, which is empty where RDS manages none.
variable "managed" {
  type    = bool
  default = true
}

resource "aws_rds_cluster" "main" {
  cluster_identifier          = "main"
  engine                      = "aurora-mysql"
  master_username             = "root"
  manage_master_user_password = var.managed ? true : null
  snapshot_identifier         = var.managed ? null : "before"
}

resource "aws_rds_cluster" "plain" {
  cluster_identifier  = "plain"
  engine              = "aurora-mysql"
  snapshot_identifier = "before"
}

output "secret" {
  value = try(aws_rds_cluster.main.master_user_secret[0].secret_arn, null)
}

output "no_secret" {
  value = try(aws_rds_cluster.plain.master_user_secret[0].secret_arn, null)
}
