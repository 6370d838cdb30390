"""How many availability zones there are, which only a plan knows, and other collections that nobody can count yet."""

from __future__ import annotations

import pytest

from tests.terraform.small_roots import Evaluated, Folder

ZONES = """
data "aws_availability_zones" "available" {}

"""


def _in(region: str) -> str:
    return f'provider "aws" {{\n  region = "{region}"\n}}\n{ZONES}'


def _zones_told(evaluated: Evaluated) -> list[str]:
    return [str(f.subject) for f in evaluated.findings if f.id == "terraform-zones"]


@pytest.mark.parametrize(("region", "number"), [("eu-west-1", 3), ("us-east-1", 6), ("us-west-1", 2)])
def test_the_number_of_zones_is_that_of_the_region_and_told(folder: Folder, region: str, number: int) -> None:
    evaluated = folder.evaluate(
        _in(region) + 'resource "aws_eip" "a" {\n  count = length(data.aws_availability_zones.available.names)\n}\n'
    )
    assert evaluated.errors == []
    assert list(evaluated.instances) == [f"aws_eip.a[{n}]" for n in range(number)]
    assert _zones_told(evaluated) == ["main.tf:8"]


@pytest.mark.parametrize(
    "expression",
    [
        "[for name in ZONES : name]",
        "[for name in sort(ZONES) : name]",
        "slice(ZONES, 0, min(5, length(ZONES)))",
        "[for n in range(length(ZONES)) : ZONES[n]]",
    ],
)
def test_every_zone_stays_the_account_s(folder: Folder, expression: str) -> None:
    value = expression.replace("ZONES", "data.aws_availability_zones.available.names")
    evaluated = folder.evaluate(_in("eu-west-1") + f'output "x" {{\n  value = {value}\n}}\n')
    assert evaluated.errors == []
    assert evaluated.output() == "[names[0], names[1], names[2]]"
    assert _zones_told(evaluated) == ["main.tf:8"]


def test_nothing_is_told_where_no_number_is_needed(folder: Folder) -> None:
    evaluated = folder.evaluate(
        _in("eu-west-1") + 'output "x" {\n  value = slice(data.aws_availability_zones.available.names, 0, 2)\n}\n'
    )
    assert evaluated.output() == "[names[0], names[1]]"
    assert _zones_told(evaluated) == []


def test_a_branch_that_is_not_in_force_need_not_be_counted(folder: Folder) -> None:
    """The number of subnets of a VPC is known only in a plan, and here nothing needs it."""
    evaluated = folder.evaluate(
        """\
        variable "zones" {
          type    = list(string)
          default = ["a", "b"]
        }
        data "aws_subnets" "all" {}
        locals {
          zones = length(var.zones) > 0 ? var.zones : data.aws_subnets.all.ids
        }
        resource "aws_eip" "a" {
          count = length(local.zones)
        }
        resource "aws_eip" "b" {
          for_each = toset(length(var.zones) > 0 ? ["x"] : data.aws_subnets.all.ids)
        }
        """
    )
    assert evaluated.errors == []
    assert evaluated.guards == {"aws_eip.a[0]": "always", "aws_eip.a[1]": "always", 'aws_eip.b["x"]': "always"}
    assert evaluated.lengths.keys() == {"zones"}


def test_a_length_that_is_needed_decides_what_it_is_compared_with(folder: Folder) -> None:
    evaluated = folder.evaluate(
        _in("eu-west-1")
        + """
        variable "zones" {
          type    = list(string)
          default = ["a", "b"]
        }
        locals {
          zones = length(var.zones) > 0 ? var.zones : data.aws_availability_zones.available.names
          names = [for zone in local.zones : "x-${zone}"]
        }
        resource "aws_sns_topic" "t" {
          count = length(local.zones)
          name  = local.names[count.index]
        }
        """
    )
    assert evaluated.errors == []
    assert evaluated.guards == {"aws_sns_topic.t[0]": "always", "aws_sns_topic.t[1]": "always"}


def test_a_variable_that_chooses_what_cannot_be_counted_is_fixed(folder: Folder) -> None:
    text = """\
        variable "all" {
          type    = bool
          default = false
        }
        data "aws_subnets" "all" {}
        resource "aws_eip" "a" {
          count = var.all ? length(data.aws_subnets.all.ids) : 2
        }
        """
    evaluated = folder.evaluate(text)
    assert evaluated.errors == []
    assert evaluated.guards == {"aws_eip.a[0]": "always", "aws_eip.a[1]": "always"}
    assert evaluated.fixed == {"all": ["main.tf:7"]}
    refused = folder.evaluate(text, var=[("all", "true")])
    assert refused.errors == ["main.tf:7: invalid count argument"]


def test_the_zones_of_another_region_are_not_counted(folder: Folder) -> None:
    evaluated = folder.evaluate(
        """\
        provider "aws" {
          region = "eu-west-1"
        }
        provider "aws" {
          alias  = "there"
          region = "us-east-1"
        }
        data "aws_availability_zones" "there" {
          provider = aws.there
        }
        resource "aws_eip" "a" {
          count = length(data.aws_availability_zones.there.names)
        }
        """
    )
    assert evaluated.errors == ["main.tf:12: invalid count argument"]


def test_a_part_that_every_zones_name_has_is_a_key(folder: Folder) -> None:
    split = 'element(split("-", data.aws_availability_zones.available.names[0]), 2)'
    evaluated = folder.evaluate(
        _in("eu-west-1") + f'resource "aws_sns_topic" "t" {{\n  for_each = {{ for i in [0] : {split} => i }}\n}}\n'
    )
    assert evaluated.errors == []
    assert list(evaluated.instances) == ['aws_sns_topic.t["1a"]']
