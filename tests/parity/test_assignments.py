"""Values to try: every decision both ways, every value that something is compared with, and values together."""

from __future__ import annotations

from pathlib import Path

from converter.conversion import ConvertSettings, convert
from converter.conversion.parameters import default_text
from converter.findings import Findings
from converter.parity.comparison.assignments import Choices
from converter.parity.comparison.decisions import Decisions
from converter.terraform.loading import load
from converter.terraform.values import Null

TEXT = """
provider "aws" {
  region = "eu-west-1"
}
variable "stage" {
  type    = string
  default = "test"
  validation {
    condition     = contains(["test", "demo", "prod"], var.stage)
    error_message = "No such stage."
  }
}
variable "alarms" {
  type    = bool
  default = false
}
variable "email" {
  type    = string
  default = ""
}
variable "size" {
  type    = number
  default = 1
}
variable "password" {
  type      = string
  sensitive = true
  default   = "secret"
}
resource "aws_sns_topic" "alarms" {
  count        = var.alarms ? 1 : 0
  name         = var.stage == "prod" ? "alarms" : "alarms-${var.stage}"
  display_name = var.email != "" ? var.email : var.password
}
resource "aws_cloudwatch_log_group" "logs" {
  count             = var.alarms && var.email != "" ? 1 : 0
  name              = "/logs"
  retention_in_days = var.size == 7 ? 7 : 30
}
"""


def drawn(folder: Path) -> tuple[Choices, list[dict[str, str]]]:
    (folder / "main.tf").write_text(TEXT, encoding="utf-8")
    findings = Findings()
    project = load(folder, findings)
    assert project is not None
    conversion = convert(project, ConvertSettings(), findings)
    assert conversion is not None, [f.summary for f in findings]

    def template(file: str) -> object:
        return conversion.templates.get(file.removeprefix("./").removesuffix("-stack.yaml"))

    tree = Decisions(conversion.templates["main"], template)  # type: ignore[arg-type]
    choices = Choices(project.variables, conversion.templates["main"], (tree,))
    return choices, [
        {name: "null" if isinstance(value, Null) else default_text(value) for name, value in tried.values.items()}
        for tried in choices.assignments()
    ]


def test_every_value_that_is_named_is_tried(tmp_path: Path) -> None:
    _, values = drawn(tmp_path)
    assert {v["stage"] for v in values} == {"test", "demo", "prod"}
    assert {v["alarms"] for v in values} == {"true", "false"}
    assert {"", "1", "7"} <= {v["email"] for v in values} | {v["size"] for v in values}
    assert len({v["email"] for v in values}) > 1


def test_values_together_are_tried(tmp_path: Path) -> None:
    _, values = drawn(tmp_path)
    within = [v for v in values if v["alarms"] == "true"]
    assert {v["stage"] == "prod" for v in within} == {True, False}
    assert {v["email"] == "" for v in within} == {True, False}
    assert any(v["size"] == "7" and v["email"] != "" for v in within)
    assert any(v["size"] != "7" and v["email"] != "" for v in within)


def test_sensitive_values_are_invented(tmp_path: Path) -> None:
    _, values = drawn(tmp_path)
    assert all("secret" not in v["password"] for v in values)


def test_every_condition_is_taken_both_ways(tmp_path: Path) -> None:
    choices, _ = drawn(tmp_path)
    (tree,) = choices.decisions
    reached: set[object] = set()
    for tried in choices.assignments():
        reached |= choices.taken(tree, tried.values, tried.surroundings)
    single = {goal for goal, names in tree.involved.items() if len(goal[1]) == 1 and names != {"DeploymentStage"}}
    assert single
    assert single <= reached


def test_the_same_every_time(tmp_path: Path) -> None:
    assert drawn(tmp_path)[1] == drawn(tmp_path)[1]
