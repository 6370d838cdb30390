# What is read in another region is known only where the provider's block says it.

provider "aws" {
  region = "eu-central-1"
}

provider "aws" {
  alias  = "global"
  region = "us-east-1"
}

data "aws_region" "global" {
  provider = aws.global
}

data "aws_caller_identity" "global" {
  provider = aws.global
}

resource "aws_sns_topic" "this" {
  name = "replica-of-${data.aws_region.global.name}"
}

resource "aws_sns_topic" "account" {
  name = "account-${data.aws_caller_identity.global.account_id}"
}
