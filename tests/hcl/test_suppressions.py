"""Suppressions in Terraform files: which comments are, and which lines each holds for."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from converter.findings.suppression import Lines
from converter.hcl import SourceReader, parse_file, suppressions
from converter.hcl.suppressions import suppressions_in

CASES = {
    "end of an argument's line": ("x = 1 # tf2cfn:ignore=parity-p1 r", [(1, 1)]),
    "with slashes": ("x = 1 // tf2cfn:ignore=parity-p1 r", [(1, 1)]),
    "between the lines of an expression": ("x = [\n  1, /* tf2cfn:ignore=parity-p1 r */\n  2,\n]", [(2, 2)]),
    "header of an expression": ("x = [ # tf2cfn:ignore=parity-p1 r\n  1,\n]", [(1, 3)]),
    "above an argument": ("# tf2cfn:ignore=parity-p1 r\nx = [\n]", [(2, 3)]),
    "header of a block": ("a {  # tf2cfn:ignore=parity-p1 r\n  x = 1\n}", [(1, 3)]),
    "above a block": ("# tf2cfn:ignore=parity-p1 r\na {\n  x = 1\n}\nb {\n}", [(2, 4)]),
    "above a nested block": ("a {\n  # tf2cfn:ignore=parity-p1 r\n  b {\n    x = 1\n  }\n}", [(3, 5)]),
    "inside a block of one line": ("a { x = 1 } # tf2cfn:ignore=parity-p1 r", [(1, 1)]),
    "closing brace": ("a {\n} # tf2cfn:ignore=parity-p1 r", [(2, 2)]),
    "several above": ("# tf2cfn:ignore=parity-p1 r\n// tf2cfn:ignore=parity-p2 r\nx = 1", [(3, 3), (3, 3)]),
    "prose between": ("# tf2cfn:ignore=parity-p1 r\n# prose\nx = 1", [(3, 3)]),
    "an empty line between": ("# tf2cfn:ignore=parity-p1 r\n\nx = 1", [(1, 1)]),
    "at the end of the file": ("x = 1\n# tf2cfn:ignore=parity-p1 r", [(2, 2)]),
    "lines of one comment": ("/* prose\n * tf2cfn:ignore=parity-p1 r\n */\nx = 1", [(4, 4)]),
    "before the argument": ("/* tf2cfn:ignore=parity-p1 r */ x = [\n]", [(1, 2)]),
    "in a string": ('x = "# tf2cfn:ignore=parity-p1 r"', []),
    "in a heredoc": ("x = <<E\n# tf2cfn:ignore=parity-p1 r\nE\n", []),
    "beside what does not parse": ("x = = 1\na { # tf2cfn:ignore=parity-p1 r\n}", [(2, 3)]),
    "windows": ("# tf2cfn:ignore=parity-p1 r\r\nx = 1\r\n", [(2, 2)]),
}


@pytest.mark.parametrize("name", CASES)
def test_lines(name: str) -> None:
    text, lines = CASES[name]
    found = list(suppressions_in(text, "a.tf"))
    assert [s.scope for s in found] == [Lines("a.tf", *each) for each in lines]
    assert {s.reason for s in found} <= {"r"}


def test_the_place_of_the_comment_is_known() -> None:
    [found] = suppressions_in("x = 1\ny = 2  # tf2cfn:ignore=parity-p1 r\n", "a.tf")
    assert found.span is not None
    assert (found.span.start.line, found.span.start.column, found.span.end.column) == (2, 8, 35)


def test_all_files_that_were_read_are_looked_at(tmp_path: Path) -> None:
    for name in ("b.tf", "a.tf", "terraform.tfvars", "data.json"):
        (tmp_path / name).write_text("x = 1 # tf2cfn:ignore=parity-p1 r\n", encoding="utf-8")
    (tmp_path / "unread.tf").write_text("x = 1 # tf2cfn:ignore=parity-p1 r\n", encoding="utf-8")
    sources = SourceReader(tmp_path)
    for name in ("b.tf", "a.tf", "terraform.tfvars", "data.json"):
        sources.read(name)
    assert [s.span.file for s in suppressions(sources) if s.span] == ["a.tf", "b.tf", "terraform.tfvars"]


def test_the_comment_of_a_block_is_for_people() -> None:
    text = dedent("""\
        # the network
        # tf2cfn:ignore=parity-p1 r
        resource "aws_vpc" "a" {
          # tf2cfn:ignore=parity-p2 r
          x = 1
        }
        """)
    [block] = parse_file(text, "a.tf").body.blocks
    assert block.comment == "the network"
    assert block.body.attributes[0].comment == ""
