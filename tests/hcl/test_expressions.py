"""Expressions and the trees they become."""

import pytest

from converter.findings import FindingError
from converter.hcl import parse_expression, parse_template, syntax, unparse
from tests.hcl.cases import pairs
from tests.hcl.trees import sexpr, without_spans

PAIRS = pairs("expressions.txt")


@pytest.mark.parametrize(("text", "expected"), PAIRS, ids=range(len(PAIRS)))
def test_expression(text: str, expected: str) -> None:
    assert sexpr(parse_expression(text)) == expected


@pytest.mark.parametrize(("text", "expected"), PAIRS, ids=range(len(PAIRS)))
def test_unparsed_text_means_the_same(text: str, expected: str) -> None:
    tree = parse_expression(text)
    again = parse_expression(unparse(tree))
    assert without_spans(again) == without_spans(tree), expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", '"plain"'),
        ("", '""'),
        ('a\n\\n "quoted"', '"a\\n\\\\n \\"quoted\\""'),
        ("${x}", "(wrap x)"),
        ("a ${x}\n", '(template "a " (${ x) "\\n")'),
        ("$${x}", '"${x}"'),
        ("%{ if x ~}\n  a\n%{ endif ~}\nb", '(template (%if x ("  a\\n") ()) "b")'),
        ("%{ for x in y }${x}%{ endfor }", "(template (%for - x y ((${ x))))"),
        ('${f("a")}"', '(template (${ (call f "a")) "\\"")'),
        ("a\n\n  ${~ x}", '(template "a\\n\\n" (${ x))'),
    ],
)
def test_bare_template(text: str, expected: str) -> None:
    assert sexpr(parse_template(text)) == expected


def test_newlines_mean_nothing_in_a_lone_expression() -> None:
    assert sexpr(parse_expression("\n1\n+\n2\n# c\n")) == "(+ 1 2)"


@pytest.mark.parametrize("text", ["", " ", "1 +", "1 2", "a = 1", '"${"', "%{ if x }", "{", "a\n\x00"])
def test_text_that_is_no_expression(text: str) -> None:
    with pytest.raises(FindingError) as caught:
        parse_expression(text)
    assert caught.value.findings[0].id == "hcl-syntax"


@pytest.mark.parametrize(
    "text",
    [
        "(" * 5000,
        "[" * 5000 + "]" * 5000,
        '"${' * 500,
        "-" * 5000 + "1",
        "!" * 5000 + "x",
        "+".join("1" * 5000),
        "x" + ".y" * 5000,
        "x" + "[0]" * 5000,
        "x" + "[*]" * 5000,
        " ? 1 : ".join("a" * 5000) + " ? 1 : 2",
        "f(" * 5000 + ")" * 5000,
        '"' + "%{ if x }" * 5000 + "%{ endif }" * 5000 + '"',
    ],
    ids=lambda text: text[:3],
)
def test_deep_nesting_is_refused(text: str) -> None:
    with pytest.raises(FindingError) as caught:
        parse_expression(text)
    assert "nest" in caught.value.findings[0].summary


def test_numbers_out_of_range_are_refused() -> None:
    with pytest.raises(FindingError, match="out of range"):
        parse_expression("1e999999999")


def test_long_flat_expressions_are_fine() -> None:
    items = parse_expression("[" + ",".join("1" * 20_000) + "]")
    assert isinstance(items, syntax.TupleExpression)
    assert len(items.items) == 20_000
    parts = parse_expression('"' + "${x} " * 5_000 + '"')
    assert isinstance(parts, syntax.Template)
    assert len(parts.parts) == 10_000
