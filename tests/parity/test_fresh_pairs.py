"""What ``tf2cfn convert`` has just written holds, also where no tf2cfn.toml says anything about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.cli.program import main
from converter.findings import Severity
from tests.parity.converted import Root

CASES = Path(__file__).parents[1] / "conversion" / "cases"
BUCKET = """
variable "name" {
  type = string
  validation {
    condition     = length(var.name) > 3
    error_message = "Longer."
  }
}
variable "unused" {
  type    = string
  default = ""
}
resource "aws_s3_bucket" "this" {
  bucket = "${var.name}-data"
}
resource "aws_s3_bucket_versioning" "this" {
  bucket = aws_s3_bucket.this.id
  versioning_configuration {
    status = "Enabled"
  }
}
"""
TASK = """
resource "aws_cloudwatch_log_group" "this" {
  name = "/tasks"
}
resource "aws_ecs_task_definition" "this" {
  family                   = "worker"
  requires_compatibilities = ["EC2"]
  container_definitions    = jsonencode([{ name = "worker", image = "busybox", memory = 128 }])
}
"""
DERIVED = """
variable "team" {
  type    = string
  default = "Platform"
}
resource "aws_sns_topic" "this" {
  name = "teams-${lower(var.team)}"
}
"""


@pytest.mark.parametrize("text", [BUCKET, TASK, DERIVED], ids=["bucket", "task", "derived"])
def test_a_fresh_pair_has_no_error(text: str, tmp_path: Path) -> None:
    report = Root.converted(tmp_path, text).report()
    assert [f.summary for f in report.findings if f.severity is Severity.ERROR] == []


@pytest.mark.parametrize("name", ["conditions", "dead_variables", "deploy_step", "wiring"])
def test_the_command_agrees_with_the_conversion_before_it(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "main.tf").write_text((CASES / f"{name}.tf").read_text(encoding="utf-8"), encoding="utf-8")
    assert main(["convert", str(source), "-o", str(tmp_path / "out")]) == 0
    capsys.readouterr()
    assert main(["parity", str(source), "--templates", str(tmp_path / "out" / "templates")]) == 0
    assert "error[" not in capsys.readouterr().out


def test_a_secret_in_the_open_is_an_error_wherever_it_comes_from(tmp_path: Path) -> None:
    text = (CASES / "outputs.tf").read_text(encoding="utf-8")  # a tag carries the sensitive variable
    found = [f for f in Root.converted(tmp_path, text).report().findings if f.severity is Severity.ERROR]
    assert {f.id for f in found} == {"parity-p8"}


def test_what_the_configuration_says_itself_is_a_warning(tmp_path: Path) -> None:
    found = [f for f in Root.converted(tmp_path, TASK).report().findings if f.id in ("parity-p1", "parity-p9")]
    assert found
    assert {f.severity for f in found} == {Severity.WARNING}
    assert all("the configuration says so itself" in f.detail for f in found)


def test_what_the_project_asks_for_stays_an_error(tmp_path: Path) -> None:
    root = Root.converted(tmp_path, TASK)
    root.configure('[properties.P9]\nseverity = "error"\nreason = "logs must not pile up"\n')
    found = [f for f in root.report().findings if f.id == "parity-p9"]
    assert found
    assert {f.severity for f in found} == {Severity.ERROR}


def test_a_template_that_is_worse_than_the_configuration_is_an_error(tmp_path: Path) -> None:
    text = TASK.replace('name = "/tasks"', 'name              = "/tasks"\n  retention_in_days = 30')
    root = Root.converted(tmp_path, text)
    (file,) = [p for p in root.templates.glob("*.yaml") if "RetentionInDays: 30" in p.read_text(encoding="utf-8")]
    root.edit(f"templates/{file.name}", "RetentionInDays: 30", "RetentionInDays: 31")
    assert {f.severity for f in root.report().findings if f.id == "parity-p9"} == {Severity.ERROR}


JSON = """
variable "name" {
  type    = string
  default = "x"
}
resource "aws_ssm_parameter" "this" {
  name  = "this"
  type  = "String"
  value = jsonencode({ name = var.name })
}
"""


def test_a_pattern_that_keeps_json_text_whole_must_stay(tmp_path: Path) -> None:
    root = Root.converted(tmp_path, JSON)
    assert root.told() == []
    [pattern] = [
        line
        for line in (root.templates / "main-stack.yaml").read_text(encoding="utf-8").splitlines(keepends=True)
        if "AllowedPattern" in line
    ]
    root.edit("templates/main-stack.yaml", pattern, "")
    assert [id_ for id_, _ in root.told()] == ["parity-variable"]
