"""The small parts: paths, shapes, ranges, wide resources, situations, the table of the properties."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from converter.cloudformation.model import Parameter
from converter.cloudformation.values import Text, Token, Value
from converter.findings import FindingError
from converter.parity.parameter_values import filler, fits
from converter.parity.properties.paths import HOLE, as_mapping, get, rendered, shown, spread
from converter.parity.properties.predicates.policies import is_wide
from converter.parity.properties.predicates.tasks import allowed_numbers
from converter.parity.properties.shapes import is_shape, mismatches
from converter.parity.properties.table import load_table, parse_table

TOKEN = Token((), "X", "Arn")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (".", [((), {"A": ({"B": 1}, {"B": 2}), "C": {"D": 3}})]),
        ("A[]", [(("A", 0), {"B": 1}), (("A", 1), {"B": 2})]),
        ("A[].B", [(("A", 0, "B"), 1), (("A", 1, "B"), 2)]),
        ("C.D", [(("C", "D"), 3)]),
        ("C[].D", [(("C", "D"), 3)]),
        ("C.X", []),
        ("X[].B", []),
    ],
)
def test_paths(path: str, expected: list[object]) -> None:
    value: Value = {"A": ({"B": 1}, {"B": 2}), "C": {"D": 3}}
    assert list(spread(value, path)) == expected


def test_a_json_text_counts_as_an_object() -> None:
    assert get('{"Statement": [{"Effect": "Allow"}]}', "Statement") == ({"Effect": "Allow"},)
    assert as_mapping(Text(('{"Resource": "', TOKEN, '"}'))) == {"Resource": HOLE}
    assert as_mapping("{ not json") == {}
    assert as_mapping("text") == {}


def test_texts_show_what_is_not_known() -> None:
    assert rendered(Text(("a-", TOKEN))) == f"a-{HOLE}"
    assert shown(Text(("a-", TOKEN))) == "a-<X.Arn>"
    assert (shown(None), shown(""), shown((1, True))) == ("nothing", '""', "[1, true]")


@pytest.mark.parametrize(
    "resource",
    [
        "*",
        "arn:aws:logs:*:*:*",
        "arn:aws:logs:us-east-1:1:log-group:*",
        "arn:aws:kms:us-east-1:1:key/*",
        "arn:aws:s3:::*",
        "arn:aws:iam::1:role/**",
        "**",
    ],
)
def test_wide_resources(resource: str) -> None:
    assert is_wide(resource)


@pytest.mark.parametrize(
    "resource",
    ["arn:aws:s3:::bucket/*", "arn:aws:logs:us-east-1:1:log-group:/ecs/x:*", "arn:aws:sns:us-east-1:1:topic", HOLE,
     f"{HOLE}:*", "arn:aws:iam::1:role/x*", "arn:aws:sqs:us-east-1:1:q"],
)  # fmt: skip
def test_named_resources(resource: str) -> None:
    assert not is_wide(resource)


def test_ranges_of_numbers() -> None:
    assert allowed_numbers("512 1024") == {Decimal(512), Decimal(1024)}
    assert allowed_numbers("2048-4096/1024") == {Decimal(2048), Decimal(3072), Decimal(4096)}


@pytest.mark.parametrize(
    ("value", "shape", "problems"),
    [
        ("x", "text", []),
        (True, "integer", [((), "expected a whole number")]),
        ([1, "x"], ["integer"], [((1,), "expected a whole number")]),
        ({"a": 1}, {"a": "integer", "b?": "text"}, []),
        ({"c": 1}, {"a": "integer"}, [(("c",), "unknown key; known here: a"), ((), "key 'a' is missing")]),
        ({"x": {"y": 1}}, {"*": {"y": "text"}}, [(("x", "y"), "expected text")]),
        (1, {"*": "text"}, [((), "expected a table")]),
        (1, ["text"], [((), "expected a list")]),
    ],
)
def test_shapes(value: object, shape: Any, problems: list[object]) -> None:
    assert is_shape(shape)
    assert list(mismatches(value, shape)) == problems


@pytest.mark.parametrize("shape", ["word", [], ["text", "text"], {}, {"a": "word"}, 1])
def test_no_shapes(shape: object) -> None:
    assert not is_shape(shape)


@pytest.mark.parametrize(
    "parameter",
    [
        Parameter(),
        Parameter(type="Number", min_value=7),
        Parameter(type="CommaDelimitedList"),
        Parameter(type="AWS::Route53::HostedZone::Id"),
        Parameter(allowed_values=("a", "b")),
        Parameter(min_length=40),
        Parameter(max_length=3),
        Parameter(allowed_pattern="[0-9./]+"),
    ],
)
def test_a_filler_fits_its_parameter(parameter: Parameter) -> None:
    value = filler("X", parameter)
    assert value is not None
    assert fits("X", parameter, value)


def test_the_table_has_all_eleven() -> None:
    assert [row.id for row in load_table().rows] == [f"P{number}" for number in range(1, 12)]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("properties: {P1: {title: x}}", "properties.P1: needs `checks`"),
        ("properties: {P77: {title: x, requirement: y, checks: []}}", "properties.P77: there is no such property"),
        ("properties: {P1: {titel: x}}", "unknown key 'titel'"),
        ("properties: {P1: {title: x, requirement: y, checks: [{hold: []}]}}", "needs either `select` and `hold`"),
        (
            "properties: {P1: {title: x, requirement: y, checks: [{select: {A: .}, hold: [same]}]}}",
            "'same' is no predicate",
        ),
        (
            "properties: {P1: {title: x, requirement: y, checks: [{select: {A: .}, hold: [{equals: {at: B}}]}]}}",
            "key 'value' is missing",
        ),
        ("properties: {P1: {title: x, requirement: y, expects: {a: word}, checks: []}}", "expects.a: is no shape"),
        ("properties: [", "not readable as YAML"),
        ("rules: {}", "unknown key 'rules'"),
    ],
)
def test_a_faulty_table_is_told_exactly(text: str, says: str) -> None:
    with pytest.raises(FindingError, match=r".") as caught:
        parse_table(text)
    assert any(says in finding.summary for finding in caught.value.findings), str(caught.value)
