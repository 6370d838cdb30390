# options: --allow-partial
# What is made tells a value only later, also where a data source reads it; no condition may ask for it.
variable "group" {
  type    = string
  default = "sg-1"
}
resource "aws_eks_cluster" "c" {
  name     = "c"
  role_arn = "arn:aws:iam::123456789012:role/x"
  vpc_config {
    subnet_ids = ["subnet-1", "subnet-2"]
  }
}
data "aws_eks_cluster" "c" {
  name = aws_eks_cluster.c.name
}
resource "aws_ssm_parameter" "p" {
  name  = "p"
  type  = "String"
  value = data.aws_eks_cluster.c.vpc_config[0].cluster_security_group_id == var.group ? "same" : "other"
}
resource "aws_ssm_parameter" "q" {
  name  = "q"
  type  = "String"
  value = aws_eks_cluster.c.vpc_config[0].cluster_security_group_id == var.group ? "same" : "other"
}
resource "aws_ssm_parameter" "r" {
  name  = "r"
  type  = "String"
  value = join(",", distinct(compact([aws_eks_cluster.c.vpc_config[0].cluster_security_group_id, var.group])))
}
# Nor for what CloudFormation reads of a store while it deploys; that such a value is not empty is certain.
data "aws_ssm_parameter" "mode" {
  name = "/${var.group}/mode"
}
resource "aws_ssm_parameter" "s" {
  name  = "s"
  type  = "String"
  value = data.aws_ssm_parameter.mode.insecure_value == "on" ? "same" : "other"
}
resource "aws_ssm_parameter" "t" {
  name  = "t"
  type  = "String"
  value = data.aws_ssm_parameter.mode.insecure_value == "" ? "none" : data.aws_ssm_parameter.mode.insecure_value
}
