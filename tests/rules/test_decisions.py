"""Arguments that decide what a resource becomes: their variables are fixed, or a finding says what is assumed."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.conversion.pipeline import Conversion, ConvertSettings, convert
from converter.findings import Findings
from converter.terraform.loading import load

DATABASE = """
variable "skip" {
  type    = bool
  default = true
}
variable "stage" { default = "test" }
variable "unset" { type = bool }
resource "aws_db_instance" "this" {
  identifier          = "db-${var.stage}"
  instance_class      = "db.t4g.micro"
  engine              = "postgres"
  allocated_storage   = 20
  username            = "app"
  skip_final_snapshot = SKIP
}
"""


def converted(text: str, folder: Path) -> tuple[Conversion, Findings]:
    """A configuration of one file, converted, and what was found."""
    (folder / "main.tf").write_text(text, encoding="utf-8")
    findings = Findings()
    project = load(folder, findings)
    assert project is not None, list(findings)
    result = convert(project, ConvertSettings(), findings)
    assert result is not None, list(findings)
    return result, findings


def fixed(conversion: Conversion) -> set[str]:
    """The variables that are no parameters."""
    return {v["name"] for v in conversion.record["variables"] if v["verdict"] == "fixed"}


@pytest.mark.parametrize(
    ("skip", "policy", "variables", "undecided"),
    [
        ("true", "Delete", set(), 0),
        ("false", "Snapshot", set(), 0),
        ("null", "Snapshot", set(), 0),
        ("var.skip", "Delete", {"skip"}, 0),
        ("!var.skip", "Snapshot", {"skip"}, 0),
        ('var.stage == "test"', "Snapshot", set(), 1),
        ("var.unset", "Snapshot", set(), 1),
    ],
)
def test_a_database_goes_as_its_flag_says(
    skip: str, policy: str, variables: set[str], undecided: int, tmp_path: Path
) -> None:
    result, findings = converted(DATABASE.replace("SKIP", skip), tmp_path)
    (database,) = (
        r for t in result.templates.values() for r in t.resources.values() if r.type == "AWS::RDS::DBInstance"
    )
    assert (database.deletion_policy, database.update_replace_policy) == (policy, policy)
    assert fixed(result) == variables
    found = [f for f in findings if f.id == "rules-undecided"]
    assert len(found) == undecided
    assert all("assumes the DeletionPolicy Snapshot" in f.detail for f in found)


def test_a_variable_that_chooses_the_type_is_fixed(tmp_path: Path) -> None:
    text = """
    variable "type" { default = "egress" }
    resource "aws_security_group_rule" "this" {
      type              = var.type
      security_group_id = "sg-1"
      from_port         = 0
      to_port           = 0
      protocol          = "-1"
      cidr_blocks       = ["0.0.0.0/0"]
    }
    """
    result, _ = converted(text, tmp_path)
    types = {r.type for t in result.templates.values() for r in t.resources.values()}
    assert "AWS::EC2::SecurityGroupEgress" in types
    assert fixed(result) == {"type"}


def test_a_case_for_one_name_does_not_ask_every_name_to_be_known(tmp_path: Path) -> None:
    text = """
    variable "stage" { default = "live" }
    resource "aws_apigatewayv2_stage" "this" {
      api_id = "abc"
      name   = var.stage
    }
    """
    result, findings = converted(text, tmp_path)
    assert fixed(result) == set()
    assert not [f for f in findings if f.id == "rules-undecided"]


def test_a_case_that_cannot_apply_asks_nothing(tmp_path: Path) -> None:
    text = """
    variable "create" { default = "OVERWRITE" }
    resource "aws_eks_addon" "this" {
      cluster_name                = "c"
      addon_name                  = "coredns"
      resolve_conflicts_on_create = var.create
      resolve_conflicts_on_update = "PRESERVE"
    }
    """
    result, _ = converted(text, tmp_path)
    assert fixed(result) == set()
