"""Validations and preconditions: constraints where open, errors where broken."""

from __future__ import annotations

from tests.terraform.shorthand import short
from tests.terraform.small_roots import Folder

FLAG = 'variable "flag" {\n  type    = bool\n  default = false\n}\n'


def test_a_validation_of_an_open_variable_becomes_a_constraint(folder: Folder) -> None:
    text = """\
        variable "size" {
          type    = number
          default = 2
          validation {
            condition     = var.size >= 1
            error_message = "At least one."
          }
        }
        """
    evaluated = folder.evaluate(text)
    assert [(short(c.condition), c.message, c.kind) for c in evaluated.evaluation.constraints] == [
        ("(>=!(size, 1))", "At least one.", "validation")
    ]
    refused = folder.evaluate(text, var=[("size", "0")])
    assert [f.summary for f in refused.findings.errors] == ["invalid value for var.size"]
    assert refused.findings.errors[0].detail == "At least one."


def test_a_validation_that_holds_anyway_is_none(folder: Folder) -> None:
    text = """\
        variable "a" {
          default = "x"
          validation {
            condition     = var.a != null
            error_message = "m"
          }
        }
        """
    evaluated = folder.evaluate(text)
    assert (evaluated.errors, evaluated.evaluation.constraints) == ([], ())


def test_a_required_variable_is_validated_later(folder: Folder) -> None:
    check = '  validation {\n    condition     = length(var.NAME) > 3\n    error_message = "m"\n  }\n}\n'
    text = 'variable "a" {\n  type = string\n' + check.replace("NAME", "a")
    text += 'variable "b" {\n  type = map(string)\n' + check.replace("NAME", "b")
    evaluated = folder.evaluate(text)
    assert evaluated.errors == []
    assert [short(c.condition) for c in evaluated.evaluation.constraints] == ["(>!(length!(a), 3))"]


def test_a_precondition_is_a_constraint_where_its_resource_exists(folder: Folder) -> None:
    evaluated = folder.evaluate(
        FLAG
        + """\
        variable "name" { default = "x" }
        resource "aws_eip" "a" {
          count = var.flag ? 1 : 0
          lifecycle {
            precondition {
              condition     = var.name != ""
              error_message = "A name, please."
            }
          }
        }
        """
    )
    assert evaluated.errors == []
    assert [(short(c.condition), c.kind) for c in evaluated.evaluation.constraints] == [
        ('(not flag or not name == "")', "precondition")
    ]


def test_a_precondition_that_does_not_hold(folder: Folder) -> None:
    evaluated = folder.evaluate(
        """\
        resource "aws_eip" "a" {
          lifecycle {
            precondition {
              condition     = path.module == ""
              error_message = "Never."
            }
          }
        }
        """
    )
    assert evaluated.errors == ["main.tf:4: precondition of aws_eip.a does not hold"]
