"""What the tables cover of a configuration, without evaluating it."""

from __future__ import annotations

from pathlib import Path

from converter.conversion.coverage import ConfigurationCoverage, TypeUse, configuration_coverage
from converter.findings import Findings
from converter.rules.loader import load_tables
from converter.terraform.loading import load

MAIN = """
variable "unset" { type = string }
module "one" { source = "./inner" }
module "two" { source = "./inner" }
resource "aws_iam_role" "a" {
  count                 = var.unset == "x" ? 1 : 0
  assume_role_policy    = "{}"
  force_detach_policies = true
  lifecycle { prevent_destroy = true }
  dynamic "inline_policy" {
    for_each = [1]
    content {
      name   = "x"
      policy = "{}"
    }
  }
}
resource "aws_iam_role" "b" {
  assume_role_policy    = "{}"
  force_detach_policies = false
  colour                = "red"
}
resource "aws_worklink_fleet" "f" { name = "f" }
resource "aws_nothing" "n" {}
data "aws_region" "current" {}
data "aws_eks_cluster_auth" "x" { name = "x" }
"""
INNER = 'resource "aws_sns_topic" "t" {\n  name = "t"\n}\n'


def coverage(folder: Path, files: dict[str, str]) -> ConfigurationCoverage:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    project = load(folder, Findings())
    assert project is not None
    return configuration_coverage(project.root, load_tables())


def use(found: ConfigurationCoverage, name: str) -> TypeUse:
    return next(one for one in found.resources if one.type == name)


def test_blocks_are_counted_once_however_often_their_module_is_called(tmp_path: Path) -> None:
    found = coverage(tmp_path, {"main.tf": MAIN, "inner/main.tf": INNER})
    assert (found.covered_blocks, found.blocks) == (3, 5)
    assert [place.start.line for place in use(found, "aws_iam_role").places] == [5, 18]
    assert len(use(found, "aws_sns_topic").places) == 1


def test_every_argument_has_a_verdict(tmp_path: Path) -> None:
    found = coverage(tmp_path, {"main.tf": MAIN, "inner/main.tf": INNER})
    role = {a.path: (a.blocks, a.verdict) for a in use(found, "aws_iam_role").arguments}
    assert role == {
        "assume_role_policy": (2, "same"),
        "colour": (1, "unknown"),
        "force_detach_policies": (2, "dropped"),
        "inline_policy": (1, "same"),
        "inline_policy.name": (1, "same"),
        "inline_policy.policy": (1, "same"),
    }


def test_types_that_are_not_covered(tmp_path: Path) -> None:
    found = coverage(tmp_path, {"main.tf": MAIN, "inner/main.tf": INNER})
    fleet, nothing = use(found, "aws_worklink_fleet"), use(found, "aws_nothing")
    assert not fleet.is_covered
    assert fleet.entry is not None
    assert nothing.entry is None
    assert not found.is_complete


def test_data_sources(tmp_path: Path) -> None:
    found = coverage(tmp_path, {"main.tf": MAIN, "inner/main.tf": INNER})
    assert [(d.type, d.has_table, str(d.verdict.kind)) for d in found.data] == [
        ("aws_eks_cluster_auth", False, "unsupported"),
        ("aws_region", True, "pseudo-parameter"),
    ]


def test_a_block_without_a_form_is_told_once(tmp_path: Path) -> None:
    text = 'resource "aws_route" "r" {\n  timeouts { create = "1m" }\n}\n'
    found = coverage(tmp_path, {"main.tf": text})
    assert [a.path for a in use(found, "aws_route").arguments] == ["timeouts"]


def test_the_parent_and_what_decides_deletion_are_covered(tmp_path: Path) -> None:
    text = """
resource "aws_db_instance" "d" { skip_final_snapshot = true }
resource "aws_iam_role_policy_attachment" "p" {
  role       = "x"
  policy_arn = "y"
}
"""
    found = coverage(tmp_path, {"main.tf": text})
    assert found.is_complete
    assert {a.verdict for one in found.resources for a in one.arguments} <= {"same", "equivalent"}


def test_an_empty_configuration_is_complete(tmp_path: Path) -> None:
    found = coverage(tmp_path, {"main.tf": "locals {}\n"})
    assert (found.blocks, found.is_complete) == (0, True)
