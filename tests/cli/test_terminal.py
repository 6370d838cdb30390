"""Findings drawn on a terminal: plain golden output, colour, and text that tries to steer the terminal."""

from __future__ import annotations

import io
from textwrap import dedent

import pytest

from converter.cli.source_text import excerpt, visible
from converter.cli.terminal import Terminal, no_source, wants_colour
from converter.findings import Finding, Place, Position, Severity, Span

MAIN = dedent("""\
    resource "aws_vpc" "this" {
      cidr_block = var.cdir
    \ttags = var.tags
      名前 = var.名
    }
    """)
SOURCES = {"main.tf": MAIN, "windows.tf": "a = 1\r\nb = ?\r\n"}


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def span(line: int, column: int, end_column: int, *, file: str = "main.tf", end_line: int | None = None) -> Span:
    return Span(file, Position(line, column, 0), Position(end_line or line, end_column, 0))


def drawn(*findings: Finding, least: Severity = Severity.INFO) -> str:
    stream = io.StringIO()
    Terminal(SOURCES.get, stream, {}).draw(findings, least)
    return stream.getvalue()


def error(subject: Span | None = None, detail: str = "", summary: str = "something is wrong") -> Finding:
    return Finding("hcl-syntax", Severity.ERROR, summary, detail, subject)


def test_several_findings_sorted_with_source_lines_and_a_count() -> None:
    reference = Finding(
        "terraform-reference",
        Severity.ERROR,
        'variable "cdir" is not declared',
        'did you mean "cidr"?\nor declare it in variables.tf',
        span(2, 16, 24),
        address="aws_vpc.this",
        place=Place("vpc-stack.yaml", ("Resources", "Vpc")),
        related=(span(1, 1, 26), span(7, 1, 2, file="gone.tf")),
    )
    warning = Finding("hcl-syntax", Severity.WARNING, "a block is odd", subject=span(1, 1, 2, end_line=5))
    homeless = Finding("rules-format", Severity.INFO, "no place at all")
    assert drawn(reference, warning, homeless, reference) == dedent("""\
        info[rules-format]: no place at all

        warning[hcl-syntax]: a block is odd
         --> main.tf:1:1 (to line 5)
          |
        1 | resource "aws_vpc" "this" {
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^

        error[terraform-reference]: variable "cdir" is not declared
         --> main.tf:2:16
          |
        2 |   cidr_block = var.cdir
          |                ^^^^^^^^
          = in: aws_vpc.this
          = template: vpc-stack.yaml#/Resources/Vpc
          = help: did you mean "cidr"?
                  or declare it in variables.tf
         ::: main.tf:1:1
          |
        1 | resource "aws_vpc" "this" {
          | ^^^^^^^^^^^^^^^^^^^^^^^^^
         ::: gone.tf:7:1

        1 error, 1 warning, 1 info
        """)


def test_nothing_is_drawn_where_there_is_nothing() -> None:
    assert drawn() == ""


def test_less_severe_findings_are_only_counted() -> None:
    warning = Finding("hcl-syntax", Severity.WARNING, "odd")
    text = drawn(error(), error(summary="and another"), warning, least=Severity.ERROR)
    assert "odd" not in text
    assert text.endswith("2 errors, 1 less severe not shown\n")


@pytest.mark.parametrize(
    ("subject", "lines"),
    [
        (span(3, 9, 17), ["3 |     tags = var.tags", "  |            ^^^^^^^^"]),
        (span(4, 8, 13), ["4 |   名前 = var.名", "  |          ^^^^^^"]),
        (span(5, 2, 2), ["5 | }", "  |  ^"]),
        (span(2, 5, 5, file="windows.tf"), ["2 | b = ?", "  |     ^"]),
    ],
    ids=["tab", "wide characters", "end of line", "carriage return"],
)
def test_the_caret_stands_under_the_subject(subject: Span, lines: list[str]) -> None:
    assert drawn(error(subject)).splitlines()[3:5] == lines


@pytest.mark.parametrize("subject", [span(1, 1, 2, file="gone.tf"), span(99, 1, 2)], ids=["no file", "no line"])
def test_a_source_that_is_not_there_leaves_the_place(subject: Span) -> None:
    assert drawn(error(subject)).splitlines()[1:3] == [
        f"{' ' * len(str(subject.start.line))}--> {subject.file}:{subject.start.line}:1",
        "",
    ]


def test_a_very_long_line_is_cut_around_the_subject() -> None:
    found = excerpt("x" * 5000 + "HERE" + "y" * 5000, 5000, 5004)
    assert found.marked == "HERE"
    assert found.before == "…" + "x" * 20
    assert found.after.startswith("yyy")
    assert len(found.before + found.marked + found.after) < 130
    assert found.underline.strip() == "^^^^"
    assert len(excerpt("x" * 5000, 0, 5000).marked) < 130


@pytest.mark.parametrize(
    ("text", "shown"),
    [("\x1b[31mred", r"\x1b[31mred"), ("a\u202eb", r"a\u202eb"), ("a\U000e0041", r"a\U000e0041"), ("é", "é")],
)
def test_text_cannot_steer_the_terminal(text: str, shown: str) -> None:
    assert visible(text) == shown
    assert drawn(error(summary=text, detail=text)) == f"error[hcl-syntax]: {shown}\n  = help: {shown}\n\n1 error\n"


def test_square_brackets_are_text() -> None:
    assert "[bold]x[/bold]" in drawn(error(summary="[bold]x[/bold]"))


@pytest.mark.parametrize(
    ("stream", "environment", "colour"),
    [
        (io.StringIO(), {}, False),
        (Screen(), {}, True),
        (Screen(), {"TERM": "dumb"}, False),
        (Screen(), {"NO_COLOR": "1"}, False),
        (Screen(), {"NO_COLOR": ""}, True),
        (io.StringIO(), {"FORCE_COLOR": "1"}, True),
        (Screen(), {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
    ],
)
def test_colour_is_by_stream_and_environment(stream: io.StringIO, environment: dict[str, str], colour: bool) -> None:
    assert wants_colour(stream, environment) is colour
    stream.truncate(0)
    Terminal(no_source, stream, environment).draw([error()])
    assert ("\x1b[" in stream.getvalue()) is colour
