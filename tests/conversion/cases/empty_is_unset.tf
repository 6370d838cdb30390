# To the provider an optional argument that is empty is not set; CloudFormation refuses the empty text.
variable "encrypted" {
  type    = bool
  default = false
}

resource "aws_sns_topic" "plain" {
  name              = "plain"
  kms_master_key_id = ""
}

resource "aws_sns_topic" "perhaps" {
  name              = "perhaps"
  kms_master_key_id = var.encrypted ? "alias/aws/sns" : ""
}
