# A resource whose provider works in another region cannot live in the stack.

provider "aws" {
  region = "eu-central-1"
}

provider "aws" {
  alias  = "global"
  region = "us-east-1"
}

provider "aws" {
  alias = "audit"
  region = "eu-central-1"

  assume_role {
    role_arn = "arn:aws:iam::123456789012:role/audit"
  }
}

resource "aws_sns_topic" "here" {
  name = "here"
}

resource "aws_sns_topic" "global" {
  provider = aws.global
  name     = "there"
}

resource "aws_sns_topic" "audit" {
  provider = aws.audit
  name     = "audit"
}

output "arn" {
  value = aws_sns_topic.global.arn
}
