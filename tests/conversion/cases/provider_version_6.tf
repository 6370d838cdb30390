# options: --allow-partial
# Written for version 6 of the AWS provider, where every resource can say its region.
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.2"
    }
  }
}

provider "aws" {
  region = "eu-west-1"
}

variable "region" {
  type    = string
  default = null
}

data "aws_region" "here" {}

resource "aws_sqs_queue" "here" {
  name   = "here-${data.aws_region.here.region}"
  region = "eu-west-1"
}

resource "aws_sqs_queue" "there" {
  name   = "there"
  region = "us-east-1"
}

resource "aws_sns_topic" "told" {
  name      = "told"
  region    = data.aws_region.here.region
  brand_new = true
}
