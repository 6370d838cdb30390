"""Provider blocks: what they say, and what becomes of it."""

from __future__ import annotations

from tests.terraform.shorthand import short
from tests.terraform.small_roots import Folder

TAGS = """\
    provider "aws" {
      region = var.region
      default_tags {
        tags = { Owner = var.owner, Name = "default" }
      }
    }
    provider "aws" {
      alias = "west"
      default_tags {
        tags = { Where = "west" }
      }
    }
    variable "region" { default = "us-east-1" }
    variable "owner" { default = "me" }
    resource "aws_vpc" "tagged" {
      cidr_block = "10.0.0.0/16"
      tags       = { Name = "own" }
    }
    resource "aws_eip" "bare" {}
    resource "aws_eip" "west" { provider = aws.west }
    resource "aws_route" "untaggable" { route_table_id = "rtb-1" }
    module "m" {
      source    = "./m"
      providers = { aws = aws.west }
    }
    module "n" { source = "./m" }
    output "x" { value = [aws_vpc.tagged.tags, aws_vpc.tagged.tags_all, aws_eip.bare.tags] }
    """


def test_default_tags_are_merged_into_the_tags_of_all_that_can_be_tagged(folder: Folder) -> None:
    evaluated = folder.evaluate({"main.tf": TAGS, "m/main.tf": 'resource "aws_eip" "e" {}\n'})
    assert evaluated.errors == []
    found = {a: short(i.body.value("tags")) for a, i in evaluated.instances.items()}
    assert found == {
        "aws_vpc.tagged": '{Name = "own", Owner = owner}',
        "aws_eip.bare": '{Name = "default", Owner = owner}',
        "aws_eip.west": '{"Where":"west"}',
        "aws_route.untaggable": "null",
        "module.m.aws_eip.e": '{"Where":"west"}',
        "module.n.aws_eip.e": '{Name = "default", Owner = owner}',
    }
    assert evaluated.output() == '[{"Name":"own"}, {Name = "own", Owner = owner}, null]'
    assert evaluated.evaluation.region_variable == "region"


def test_what_is_wrong_in_a_provider_block_is_told(folder: Folder) -> None:
    evaluated = folder.evaluate('provider "aws" {\n  region = parseint("z", 10)\n}\n')
    assert evaluated.errors == ["main.tf:2: invalid function argument"]
