"""What is evaluated, and what leads back to itself."""

from __future__ import annotations

import pytest

from tests.terraform.small_roots import Folder


def test_only_the_branch_that_is_taken_is_evaluated(folder: Folder) -> None:
    evaluated = folder.evaluate('output "x" { value = true ? 1 : parseint("z", 10) }')
    assert evaluated.errors == []
    assert evaluated.output() == "1"


def test_a_resource_may_read_its_neighbour_through_locals(folder: Folder) -> None:
    evaluated = folder.evaluate(
        """\
        locals {
          a = { name = "n", arn = local.b }
          b = aws_sns_topic.t.arn
        }
        resource "aws_sns_topic" "t" {}
        output "x" { value = local.a.arn }
        """
    )
    assert evaluated.errors == []
    assert evaluated.output() == "arn"


LOOPS = {
    "locals": (
        "locals {\n  a = local.b\n  b = [local.c]\n  c = local.a\n}\n",
        "local.a -> local.b -> local.c -> local.a",
    ),
    "through a module": (
        'module "m" {\n  source = "./m"\n  given = local.x\n}\nlocals {\n  x = module.m.out\n}\n',
        "local.x -> module.m.output.out -> module.m.var.given -> local.x",
    ),
    "through a module's count": (
        'module "m" {\n  source = "./m"\n  given = 1\n  count = module.m[0].out\n}\n',
        "module.m refers to itself",
    ),
    "data and resource": (
        """
        data "aws_vpc" "d" {
          id = aws_subnet.s.vpc_id
        }
        resource "aws_subnet" "s" {
          vpc_id = data.aws_vpc.d.id
        }
        """,
        "data.aws_vpc.d -> aws_subnet.s -> data.aws_vpc.d",
    ),
    "depends_on": (
        """
        resource "aws_eip" "a" {
          depends_on = [aws_eip.b]
        }
        resource "aws_eip" "b" {
          depends_on = [aws_eip.a]
        }
        """,
        "aws_eip.a -> aws_eip.b -> aws_eip.a",
    ),
    "inside try": ("locals {\n  a = try(local.b, 1)\n  b = try(local.a, 1)\n}\n", "local.a -> local.b -> local.a"),
    "in a branch that is not taken": ("locals {\n  a = true ? 1 : local.a\n}\n", "local.a refers to itself"),
}


@pytest.mark.parametrize("name", LOOPS)
def test_a_cycle_is_reported_once_with_its_loop(name: str, folder: Folder) -> None:
    text, loop = LOOPS[name]
    module = 'variable "given" {}\noutput "out" { value = var.given }\n'
    evaluated = folder.evaluate({"main.tf": text, "m/main.tf": module})
    assert len(evaluated.findings.errors) == 1, evaluated.errors
    finding = evaluated.findings.errors[0]
    assert finding.id == "terraform-cycle"
    assert loop in finding.detail
    assert finding.subject is not None
