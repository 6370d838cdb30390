"""Values that Terraform refuses must be refused by the templates too."""

from __future__ import annotations

from pathlib import Path

from converter.findings import Finding, Severity
from tests.parity.converted import Root

PAIR = """
variable "queue" {
  type    = bool
  default = true
}
variable "topic" {
  type    = bool
  default = true
}
resource "aws_sns_topic" "this" {
  name = "n"
  tags = { Queue = var.queue, Topic = var.topic }
  lifecycle {
    precondition {
      condition     = var.queue || var.topic
      error_message = "One of them."
    }
  }
}
"""
EVEN = """
variable "even" {
  type    = number
  default = 2
  validation {
    condition     = var.even % 2 == 0
    error_message = "An even number."
  }
}
resource "aws_sns_topic" "this" {
  name = "n${var.even}"
}
"""
FAILING = """
variable "small" {
  type    = bool
  default = true
}
locals {
  sizes = { small = 30 }
}
resource "aws_sqs_queue" "this" {
  name                       = "n-${var.small ? "s" : tostring(tonumber("x"))}"
  visibility_timeout_seconds = var.small ? 30 : local.sizes["huge"]
}
"""
MAIN = "templates/main-stack.yaml"


def refusals(root: Root) -> list[Finding]:
    return [finding for finding in root.compared() if finding.id == "parity-refusal"]


def test_a_rule_that_refuses_is_enough(tmp_path: Path) -> None:
    assert refusals(Root.converted(tmp_path, PAIR)) == []


def test_a_lost_rule_lets_refused_values_in(tmp_path: Path) -> None:
    root = Root.converted(tmp_path, PAIR)
    text = (tmp_path / MAIN).read_text(encoding="utf-8")
    start, end = text.index("\nRules:"), text.index("\nResources:")
    (tmp_path / MAIN).write_text(text[:start] + text[end:], encoding="utf-8")
    (found,) = refusals(root)
    assert found.severity is Severity.ERROR
    assert "the templates take what Terraform refuses" in found.summary
    assert found.subject is not None


def test_a_branch_that_fails_for_other_values_is_refused_by_both(tmp_path: Path) -> None:
    root = Root.converted(tmp_path, FAILING)
    assert "Assert: !Equals [!Ref Small, " in (tmp_path / MAIN).read_text(encoding="utf-8")
    assert [f.summary for f in root.report().others if f.severity is Severity.ERROR] == []


def test_what_the_conversion_calls_unenforced_is_told_only(tmp_path: Path) -> None:
    (found,) = refusals(Root.converted(tmp_path, EVEN))
    assert found.severity is Severity.INFO
    assert "var.even" in found.summary
