"""Types of variables with their defaults, judged by Terraform itself where it is there."""

from __future__ import annotations

import pytest

from converter.findings import FindingError, Position, Span
from converter.hcl import parse_expression
from converter.terraform.constants import constant
from converter.terraform.type_constraints import read_constraint
from converter.terraform.types import describe, to_json
from converter.terraform.values import type_of
from tests.support.expressions import Value as Answer, evaluate_expressions
from tests.support.terraform_cli import find_terraform
from tests.terraform.evaluating import written

SPAN = Span("x", Position(1, 1, 0), Position(1, 1, 0))

VALID = [
    ("string", "1"),
    ("string", "true"),
    ("string", "null"),
    ("number", '"1.50"'),
    ("bool", '"true"'),
    ("any", '[1, "a"]'),
    ("any", "{ a = 1 }"),
    ("list(any)", '[1, "a", true]'),
    ("list(any)", "[]"),
    ("list(string)", "[]"),
    ("list(list(number))", '[["1"], []]'),
    ("set(string)", '["b", 1, "b"]'),
    ("set(number)", '["1", 1.0]'),
    ("map(any)", '{ a = 1, b = "x" }'),
    ("map(string)", "{ a = true, b = null }"),
    ("map(list(string))", "{ a = [1] }"),
    ("tuple([string, number])", '[1, "2"]'),
    ("tuple([])", "[]"),
    ("object({})", "{ a = 1 }"),
    ("object({ a = string })", "{ a = 1, b = 2 }"),
    ("object({ a = optional(string) })", "{}"),
    ("object({ a = optional(string, 5) })", "{}"),
    ("object({ a = optional(string, 5) })", "{ a = null }"),
    ("object({ a = optional(list(string), [1]) })", "{}"),
    ("object({ a = optional(list(string), [1]) })", "{ a = [] }"),
    ("object({ a = optional(object({ b = optional(number, 1) }), {}) })", "{}"),
    ("object({ a = optional(object({ b = optional(number, 1) })) })", "{}"),
    ("object({ a = optional(object({ b = optional(number, 1) })) })", "{ a = {} }"),
    ("object({ a = optional(object({ b = optional(number, 1) }), { b = 2 }) })", "{ a = { b = null } }"),
    ("object({ a = optional(object({ b = optional(number, 1), c = optional(string) }), { c = 7 }) })", "{}"),
    ("list(object({ a = string, b = optional(bool, true) }))", '[{ a = 1 }, { a = "x", b = "false" }]'),
    ('list(object({ a = optional(string, "d") }))', "[{ a = null }, {}]"),
    ('map(object({ a = optional(string, "d") }))', "{ x = {}, y = { a = 1 } }"),
    ('set(object({ a = optional(string, "d") }))', "[{}, { a = null }, { a = 1 }]"),
    ("tuple([object({ a = optional(number, 3) }), string])", '[{}, "x"]'),
    ("object({ a = map(object({ b = optional(list(number), [1, 2]) })) })", "{ a = { k = {}, l = { b = [] } } }"),
    ("object({ a = optional(any, 3) })", "{}"),
    ("object({ a = any })", '{ a = [1, "x"] }'),
    ("object({ a = optional(map(string), { k = 1 }), b = optional(set(number), [2, 1]) })", "{}"),
    ('object({ a = optional(tuple([object({ b = optional(string, "z") })]), [{}]) })', "{}"),
]

INVALID = [
    ("number", '"x"'),
    ("bool", "1"),
    ("string", "[]"),
    ("list(number)", '["x"]'),
    ("list(string)", "{ a = 1 }"),
    ("map(string)", '["a"]'),
    ("map(number)", '{ a = "x" }'),
    ("tuple([string])", '["a", "b"]'),
    ("object({ a = string })", "{ b = 1 }"),
    ("object({ a = object({ b = number }) })", '{ a = { b = "x" } }'),
    ("set(object({ a = number }))", '[{ a = "x" }]'),
]

NO_TYPES = ["strin", "list(", '"lists"', "list(string, number)", "optional(string)", "object([])", "1", "tuple(string)"]


@pytest.mark.skipif(find_terraform() is None, reason="terraform is not on PATH")
def test_values_and_types_are_terraforms() -> None:
    blocks = "".join(
        f'variable "v{number}" {{\n  type    = {type_}\n  default = {value}\n}}\n'
        for number, (type_, value) in enumerate(VALID)
    )
    answers = evaluate_expressions([f"var.v{number}" for number in range(len(VALID))], blocks)
    for (type_, text), answer in zip(VALID, answers, strict=True):
        assert isinstance(answer, Answer), (type_, text, answer)
        ours = read_constraint(parse_expression(type_), constant).apply(constant(parse_expression(text)), SPAN, "x")
        assert written(ours) == answer.json, (type_, text)
        assert to_json(type_of(ours)) == answer.type, (type_, text)


@pytest.mark.parametrize(("type_", "text"), INVALID)
def test_values_that_do_not_fit(type_: str, text: str) -> None:
    constraint = read_constraint(parse_expression(type_), constant)
    with pytest.raises(FindingError, match="invalid value for input variable") as caught:
        constraint.apply(constant(parse_expression(text)), SPAN, "the value")
    assert caught.value.findings[0].detail.startswith("the value: ")


@pytest.mark.parametrize("text", NO_TYPES)
def test_what_is_no_type(text: str) -> None:
    with pytest.raises(FindingError):
        read_constraint(parse_expression(text), constant)


def test_a_type_is_described_as_it_is_written() -> None:
    text = "object({ a = list(string), b = map(number) })"
    assert describe(read_constraint(parse_expression(text), constant).type) == text
