# options: --allow-partial
# The rest is converted; what needs the resource is told.

provider "aws" {
  region = "eu-central-1"
}

provider "aws" {
  alias  = "global"
  region = "us-east-1"
}

resource "aws_sns_topic" "here" {
  name = "here"
}

resource "aws_sns_topic" "global" {
  provider = aws.global
  name     = "there"
}
