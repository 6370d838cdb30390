"""Fingerprints: what changes them, and what does not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from converter.findings import Finding, Place, Position, Severity, Span
from converter.findings.fingerprint import fingerprint


def span(line: int, file: str = "a.tf") -> Span:
    return Span(file, Position(line, 1, 0), Position(line, 2, 1))


FINDING = Finding(
    "cfn-yaml-alias",
    Severity.ERROR,
    "alias (line 3, column 4)",
    "d",
    span(3),
    None,
    "aws_vpc.a",
    Place("t.yaml", ("A",)),
)


@pytest.mark.parametrize(
    "moved",
    [
        replace(FINDING, subject=span(30)),
        replace(FINDING, subject=span(3, "b.tf")),
        replace(FINDING, summary="alias (line 9)"),
        replace(FINDING, summary="alias  (line 9, column 1)"),
        replace(FINDING, detail="other words"),
        replace(FINDING, severity=Severity.WARNING),
        replace(FINDING, related=(span(1),)),
    ],
)
def test_moving_does_not_change_it(moved: Finding) -> None:
    assert fingerprint(moved) == fingerprint(FINDING)


@pytest.mark.parametrize(
    "other",
    [
        replace(FINDING, id="cfn-cycle"),
        replace(FINDING, address="aws_vpc.b"),
        replace(FINDING, address=None),
        replace(FINDING, place=Place("t.yaml", ("B",))),
        replace(FINDING, place=Place("u.yaml", ("A",))),
        replace(FINDING, summary="another alias"),
    ],
)
def test_another_thing_has_another(other: Finding) -> None:
    assert fingerprint(other) != fingerprint(FINDING)


def test_the_file_counts_where_nothing_else_tells_where() -> None:
    homeless = replace(FINDING, address=None, place=None)
    assert fingerprint(homeless) != fingerprint(replace(homeless, subject=span(3, "b.tf")))
    assert fingerprint(homeless) == fingerprint(replace(homeless, subject=span(9)))


def test_it_is_the_same_on_every_machine() -> None:
    assert fingerprint(FINDING) == "40965c29b1c7e205dbacb557"
