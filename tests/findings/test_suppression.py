"""Suppressions: how they are written, what they accept, and what is wrong with them."""

from __future__ import annotations

import pytest

from converter.findings import Finding, Place, Position, Severity, Span
from converter.findings.suppression import (
    Branch,
    Directive,
    Lines,
    Pattern,
    Scope,
    Suppression,
    directive_in,
    without_directives,
)


@pytest.mark.parametrize(
    ("text", "ids", "reason"),
    [
        ("tf2cfn:ignore=parity-p7 the action knows no resource", ("parity-p7",), "the action knows no resource"),
        ("tf2cfn:ignore=parity-p7, cfn-cycle two at once", ("parity-p7", "cfn-cycle"), "two at once"),
        ("tf2cfn:ignore=parity-p7,parity-p7 twice", ("parity-p7",), "twice"),
        ("tf2cfn:ignore=parity-p7: with a colon", ("parity-p7",), "with a colon"),
        ("tf2cfn:ignore = parity-p7 spaces", ("parity-p7",), "spaces"),
        ("  tf2cfn:ignore=parity-p7   ", ("parity-p7",), ""),
        ("because of x tf2cfn:ignore=parity-p7 after prose", ("parity-p7",), "after prose"),
        ("tf2cfn:ignore", (), ""),
        ("tf2cfn:ignore everything here", (), "everything here"),
    ],
)
def test_a_directive_is_read(text: str, ids: tuple[str, ...], reason: str) -> None:
    assert directive_in(text) == Directive(ids, reason)


@pytest.mark.parametrize(
    "text", ["", "prose", "see tf2cfn:ignore in the docs", "tf2cfn:ignored=x", "xtf2cfn:ignore=a b"]
)
def test_prose_is_none(text: str) -> None:
    assert directive_in(text) is None


def test_a_comment_for_people_is_left() -> None:
    assert without_directives("first\ntf2cfn:ignore=parity-p7 x\nlast") == "first\nlast"
    assert without_directives("nothing here") == "nothing here"


def finding(
    line: int = 5, *, file: str = "a.tf", address: str | None = "aws_vpc.a[0]", id: str = "parity-p7"
) -> Finding:
    subject = Span(file, Position(line, 3, 0), Position(line + 9, 2, 1))
    return Finding(id, Severity.ERROR, "x", "", subject, address=address, place=Place("t.yaml", ("Resources", "A", 0)))


@pytest.mark.parametrize(
    ("scope", "accepts"),
    [
        (Lines("a.tf", 5, 5), True),
        (Lines("a.tf", 1, 9), True),
        (Lines("a.tf", 6, 9), False),
        (Lines("b.tf", 5, 5), False),
        (Branch(Place("t.yaml", ("Resources", "A"))), True),
        (Branch(Place("t.yaml", ("Resources", "A", 0))), True),
        (Branch(Place("t.yaml", ("Resources", "A", 0, "x"))), False),
        (Branch(Place("u.yaml", ("Resources",))), False),
        (Pattern(), True),
        (Pattern("aws_vpc.a[0]"), True),
        (Pattern("aws_vpc.*"), True),
        (Pattern("aws_vpc.?[?]"), True),
        (Pattern("aws_vpc"), False),
        (Pattern("", "t.yaml#/Resources/*"), True),
        (Pattern("aws_vpc.*", "u.yaml*"), False),
    ],
)
def test_scopes(scope: Scope, accepts: bool) -> None:
    assert Suppression(("parity-p7",), "r", scope).holds_for(finding()) is accepts


def test_what_has_no_line_place_or_address_is_in_no_such_scope() -> None:
    bare = Finding("parity-p7", Severity.ERROR, "x")
    for scope in (Lines("a.tf", 1, 9), Branch(Place("t.yaml", ())), Pattern("*"), Pattern("", "*")):
        assert not Suppression(("parity-p7",), "r", scope).holds_for(bare)


def test_other_ids_are_not_accepted() -> None:
    assert not Suppression(("parity-p7",), "r", Pattern()).holds_for(finding(id="parity-p8"))


@pytest.mark.parametrize(
    ("ids", "reason", "told"),
    [
        (("parity-p7",), "r", []),
        (("parity-p7",), "", [("suppression-no-reason", "say why the finding is accepted: tf2cfn:ignore=ID reason")]),
        (("parity-squire",), "r", [("suppression-unknown-id", "did you mean parity-square?")]),
        (("zzz",), "r", [("suppression-unknown-id", "the ids stand in docs/findings/README.md")]),
        ((), "r", [("suppression-unknown-id", "write tf2cfn:ignore=ID reason")]),
        (("hcl-syntax",), "r", [("suppression-refused", "correct what it is about")]),
        (("suppression-unused",), "r", [("suppression-refused", "correct what it is about")]),
    ],
)
def test_faults(ids: tuple[str, ...], reason: str, told: list[tuple[str, str]]) -> None:
    found = list(Suppression(ids, reason, Pattern()).faults())
    assert [(f.id, f.detail) for f in found] == told
    assert all(f.severity is Severity.ERROR for f in found)


@pytest.mark.parametrize(
    "suppression", [Suppression(("hcl-syntax",), "r", Pattern()), Suppression(("parity-p7",), "", Pattern())]
)
def test_a_suppression_with_a_fault_accepts_nothing(suppression: Suppression) -> None:
    assert not suppression.holds_for(finding(id=suppression.ids[0]))
