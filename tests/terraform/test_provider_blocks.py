"""Provider blocks: what they say, and what becomes of it."""

from __future__ import annotations

import pytest

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


OVERRIDE = """\
    provider "aws" {
      default_tags {
        tags = { Owner = "me" }
      }
    }
    variable "override" {
      type    = bool
      default = %s
    }
    resource "aws_s3_object" "it" {
      bucket = "b"
      key    = "k"
      tags   = { Name = "own" }
      dynamic "override_provider" {
        for_each = %s ? [true] : []
        content {
          default_tags {
            tags = {}
          }
        }
      }
    }
    output "x" { value = aws_s3_object.it.tags_all }
    """


@pytest.mark.parametrize(("override", "tags"), [("true", '{"Name":"own"}'), ("false", '{"Name":"own","Owner":"me"}')])
def test_a_resource_can_have_other_default_tags_than_its_provider(folder: Folder, override: str, tags: str) -> None:
    evaluated = folder.evaluate(OVERRIDE % (override, override))
    assert evaluated.errors == []
    assert short(evaluated.instances["aws_s3_object.it"].body.value("tags")) == tags
    assert evaluated.output() == tags


def test_other_default_tags_can_hang_on_a_condition(folder: Folder) -> None:
    evaluated = folder.evaluate(OVERRIDE % ("true", "var.override"))
    assert evaluated.errors == []
    tags = short(evaluated.instances["aws_s3_object.it"].body.value("tags"))
    assert tags == '{Name = "own", Owner = "me" if not override}'
    assert evaluated.output() == tags


def test_what_is_wrong_in_a_provider_block_is_told(folder: Folder) -> None:
    evaluated = folder.evaluate('provider "aws" {\n  region = parseint("z", 10)\n}\n')
    assert evaluated.errors == ["main.tf:2: invalid function argument"]
