"""Mistakes in a configuration: each is told once, with its place, its line and a remedy."""

from __future__ import annotations

from textwrap import dedent

import pytest

from converter.cli.exit_codes import ExitCode
from tests.cli.converting import GOOD, Convert

MISTAKES = {
    "syntax error": (
        'variable "x" {\n  default = = 1\n}\n',
        "main.tf:2:13",
        "unexpected =",
        "an expression is expected",
    ),
    "unclosed block": ('variable "x" {\n', "main.tf:1:1", "block is not closed", "add }"),
    "undeclared variable": (
        'variable "name" { default = "" }\noutput "x" { value = var.nmae }\n',
        "main.tf:2:22",
        "reference to undeclared input variable var.nmae",
        "did you mean var.name?",
    ),
    "undeclared local": ('output "x" { value = local.y }', "main.tf:1:22", "local value local.y", "in a locals block"),
    "undeclared in a local that nothing uses": ("locals {\n  x = var.y\n}", "main.tf:2:7", "input variable var.y", ""),
    "undeclared in a condition": ('output "x" { value = true ? 1 : var.y }', "main.tf:1:33", "variable var.y", ""),
    "undeclared inside try": ('output "x" { value = try(var.y, 1) }', "main.tf:1:26", "variable var.y", "declare it"),
    "undeclared resource": (
        GOOD + 'output "x" { value = aws_vpc.mian.id }',
        "main.tf:4:22",
        "reference to undeclared resource aws_vpc.mian",
        "did you mean aws_vpc.main?",
    ),
    "undeclared data source": (
        'data "aws_region" "here" {}\noutput "x" { value = data.aws_region.heer.id }',
        "main.tf:2:22",
        "data source data.aws_region.heer",
        "did you mean data.aws_region.here?",
    ),
    "undeclared module": ('output "x" { value = module.net.id }', "main.tf:1:22", "module call module.net", "call it"),
    "a bare word": ('output "x" { value = hello }', "main.tf:1:22", "invalid reference 'hello'", "a text needs quotes"),
    "each without for_each": (
        'resource "aws_vpc" "main" {\n  cidr_block = each.value\n}',
        "main.tf:2:16",
        "reference to 'each' outside for_each",
        "",
    ),
    "unknown attribute": (
        GOOD + 'output "x" { value = aws_vpc.main.idd }',
        "main.tf:4:22",
        "unsupported attribute",
        "did you mean 'id'?",
    ),
    "type error in an argument": (
        'resource "aws_vpc" "main" {\n  cidr_block           = "10.0.0.0/16"\n  enable_dns_hostnames = "perhaps"\n}',
        "main.tf:3:26",
        "incorrect attribute value type",
        "'enable_dns_hostnames'",
    ),
    "type error in an operation": (
        'locals {\n  x = 1 + "a"\n}',
        "main.tf:2:7",
        "invalid operand",
        "number is required",
    ),
    "type error in a condition": ('output "x" { value = "a" ? 1 : 2 }', "main.tf:1:22", "condition type", "bool"),
    "type error in a default": (
        'variable "x" {\n  type    = number\n  default = "many"\n}',
        "main.tf:3:13",
        "invalid default value for variable 'x'",
        "a number is required",
    ),
    "type error in an optional default": (
        'variable "x" {\n  type = object({ a = optional(number, "z") })\n}',
        "main.tf:2:40",
        "optional attribute 'a'",
        "a number is required",
    ),
    "no such type": ('variable "x" { type = strin }', "main.tf:1:23", "invalid type specification", "string, number"),
    "null default that is forbidden": (
        'variable "x" {\n  default  = null\n  nullable = false\n}',
        "main.tf:2:14",
        "invalid default value",
        "nullable",
    ),
    "a function that is not there": ('locals {\n  x = uper("a")\n}', "main.tf:2:7", "unknown function", 'mean "upper"'),
    "a function that refuses": ('locals {\n  x = parseint("z", 10)\n}', "main.tf:2:16", "function", "parse"),
    "a missing folder": ('module "a" {\n  source = "./gone"\n}', "main.tf:2:12", "no folder gone", "check the path"),
    "a module that is not installed": (
        'module "a" {\n  source = "terraform-aws-modules/vpc/aws"\n}',
        "main.tf:2:12",
        "module 'a' is not installed",
        "terraform init",
    ),
    "a module without a source": ('module "a" {}', "main.tf:1:1", "no literal source", "a plain string"),
    "a module outside": ('module "a" {\n  source = "../../a"\n}', "main.tf:2:12", "leads out of the configuration", ""),
    "the root as its own module": (
        'module "a" {\n  source = "./"\n}',
        "main.tf:2:12",
        "module 'a' calls itself",
        ". -> .",
    ),
    "locals in a circle": (
        "locals {\n  a = local.b\n  b = local.a\n}",
        "main.tf:2:3",
        "reference cycle",
        "local.a -> local.b -> local.a",
    ),
    "a value of itself": ("locals {\n  a = [local.a]\n}", "main.tf:2:8", "self-reference", "local.a refers to itself"),
    "resources in a circle": (
        """\
        resource "aws_eip" "a" {
          instance = aws_eip.b.id
        }
        resource "aws_eip" "b" {
          instance = aws_eip.a.id
        }
        """,
        "main.tf:1:1",
        "reference cycle",
        "aws_eip.a -> aws_eip.b -> aws_eip.a",
    ),
    "unsupported argument": (
        'resource "aws_vpc" "main" {\n  cidr_blok = "10.0.0.0/16"\n}',
        "main.tf:2:3",
        "unsupported argument 'cidr_blok'",
        "did you mean 'cidr_block'?",
    ),
    "an argument that the provider decides": (
        'resource "aws_vpc" "main" {\n  cidr_block = "10.0.0.0/16"\n  arn = "x"\n}',
        "main.tf:3:3",
        "unsupported argument 'arn'",
        "it can be read, but not set",
    ),
    "an argument of what is never made": (
        'resource "aws_vpc" "main" {\n  count = 0\n  cidr_blok = "10.0.0.0/16"\n}',
        "main.tf:3:3",
        "unsupported argument 'cidr_blok'",
        "did you mean",
    ),
    "unsupported block": (
        'resource "aws_security_group" "a" {\n  ingres {}\n}',
        "main.tf:2:3",
        "unsupported block type 'ingres'",
        "did you mean 'ingress'?",
    ),
    "a block written as an argument": (
        'resource "aws_lb" "a" {\n  access_logs = { bucket = "x" }\n}',
        "main.tf:2:3",
        "unsupported argument 'access_logs'",
        "a nested block, not an argument",
    ),
    "an argument written as a block": (
        'resource "aws_vpc" "main" {\n  cidr_block = "10.0.0.0/16"\n  tags {}\n}',
        "main.tf:3:3",
        "unsupported block type 'tags'",
        "write tags = …",
    ),
    "missing argument": ('resource "aws_subnet" "a" {}', "main.tf:1:1", "missing required argument 'vpc_id'", "add"),
    "missing block": (
        'resource "aws_lb_listener" "a" {\n  load_balancer_arn = "x"\n}',
        "main.tf:1:1",
        "too few 'default_action' blocks",
        "at least 1",
    ),
    "wrong kind of block": (
        'resourse "a" "b" {}',
        "main.tf:1:1",
        "unsupported block type 'resourse'",
        "mean 'resource'",
    ),
    "missing label": ('resource "aws_vpc" {}', "main.tf:1:1", "wrong number of labels", "two labels"),
    "declared twice": (GOOD + GOOD, "main.tf:4:1", "duplicate resource 'aws_vpc.main'", "remove or rename one"),
    "unsupported argument of a variable": (
        'variable "x" {\n  defualt = 1\n}',
        "main.tf:2:3",
        "unsupported argument 'defualt'",
        "did you mean 'default'?",
    ),
    "count and for_each": (
        'resource "aws_eip" "a" {\n  count    = 1\n  for_each = {}\n}',
        "main.tf:3:3",
        "invalid combination",
        "one of the two",
    ),
    "count of what is not known": (
        GOOD + 'resource "aws_eip" "a" {\n  count = aws_vpc.main.id == "x" ? 1 : 0\n}',
        "main.tf:5:11",
        "invalid count argument",
        "known only after the deployment",
    ),
    "for_each over a list": (
        'resource "aws_eip" "a" {\n  for_each = ["a"]\n}',
        "main.tf:2:14",
        "invalid for_each argument",
        "toset()",
    ),
    "a value that fails its validation": (
        """\
        variable "x" {
          default = "no"
          validation {
            condition     = var.x == "yes"
            error_message = "Say yes."
          }
        }
        """,
        "main.tf:4:21",
        "invalid value for var.x",
        "Say yes.",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_has_its_place_its_line_a_caret_and_a_remedy(name: str, convert: Convert) -> None:
    text, place, summary, remedy = MISTAKES[name]
    run = convert({"main.tf": text})
    told = run.told(place)
    assert run.code == ExitCode.CANNOT_RUN
    assert summary in told
    assert remedy in told
    assert "^" in told
    line, column = (int(n) for n in place.split(":")[1:])
    assert dedent(text).split("\n")[line - 1] in told
    assert f"{' ' * (column - 1)}^" in told


@pytest.mark.parametrize("name", MISTAKES)
def test_one_mistake_is_told_once(name: str, convert: Convert) -> None:
    run = convert({"main.tf": MISTAKES[name][0]})
    assert run.err.count("error[") == 1, run.err
