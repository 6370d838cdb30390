# Another configuration of the provider for the same region and account adds its tags, and no more.

variable "region" {
  type    = string
  default = "eu-central-1"
}

provider "aws" {
  region = var.region
}

provider "aws" {
  alias  = "tagged"
  region = var.region

  default_tags {
    tags = { Team = "a" }
  }
}

data "aws_region" "tagged" {
  provider = aws.tagged
}

resource "aws_sns_topic" "tagged" {
  provider = aws.tagged
  name     = "tagged"
}

resource "aws_sns_topic" "plain" {
  name = "plain-${data.aws_region.tagged.name}"
}
