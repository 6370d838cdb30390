"""Which strings are quoted, as pairs; numbers without exponent; blocks for text of several lines."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from converter.cloudformation.scalars import literal_block, number_text, string

LINES = (Path(__file__).parent / "pairs_quoting.txt").read_text(encoding="utf-8").splitlines()
PAIRS = [
    (json.JSONDecoder().raw_decode(line)[0], line[json.JSONDecoder().raw_decode(line)[1] :].strip())
    for line in LINES
    if not line.startswith("#")
]


@pytest.mark.parametrize(("text", "written"), PAIRS)
def test_string(text: str, written: str) -> None:
    assert string(text) == written
    assert yaml.safe_load(f"key: {written}") == {"key": text}


@pytest.mark.parametrize("text", ["a, b", "a[0]", "AWS::Region", "a{b", "a]"])
def test_flow_style_needs_more_quotes(text: str) -> None:
    assert string(text, flow=True) == f'"{text}"'
    assert yaml.safe_load(f"[{string(text, flow=True)}]") == [text]


@pytest.mark.parametrize(
    ("number", "written"),
    [(1, "1"), (-5, "-5"), (Decimal("1.50"), "1.50"), (Decimal("1E+3"), "1000"), (Decimal("1E-7"), "0.0000001")],
)
def test_number(number: int | Decimal, written: str) -> None:
    assert number_text(number) == written


@pytest.mark.parametrize("number", ["NaN", "Infinity"])
def test_number_that_no_template_can_hold(number: str) -> None:
    with pytest.raises(ValueError, match="cannot be written"):
        number_text(Decimal(number))


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("a\nb\n", "|"),
        ("a\nb", "|-"),
        ("  a\nb\n", "|2"),
        ("\na\nb", "|2-"),
        ("a\n\nb\n", "|"),
        ("a", None),
        ("a\n", None),
        ("a\nb\n\n", None),
        ("a \nb\n", None),
        ("a\r\nb\n", None),
    ],
)
def test_literal_block(text: str, header: str | None) -> None:
    block = literal_block(text, 2)
    assert (block[0] if block else None) == header
    if block:
        assert yaml.safe_load("\n".join([f"key: {block[0]}", *block[1]]) + "\n\nother: 1\n")["key"] == text
