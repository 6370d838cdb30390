"""The expression oracle: what it must not get wrong is told apart in its answers."""

from __future__ import annotations

import pytest

from tests.support.expressions import Answer, Failure, Unknown, Value, evaluate_expressions
from tests.support.terraform_cli import find_terraform

pytestmark = pytest.mark.skipif(find_terraform() is None, reason="terraform is not on PATH")

EXTRA = 'variable "given" {\n  default = { size = 1 }\n}\n'

# The splat makes Terraform 1.11 panic
CASES: list[tuple[str, Answer | type[Failure]]] = [
    ("0.1 + 0.2", Value("number", "0.3")),
    ('[1, "a", null]', Value(["tuple", ["number", "string", "dynamic"]], '[1,"a",null]')),
    ("{ b = 1, a = [true] }", Value(["object", {"a": ["tuple", ["bool"]], "b": "number"}], '{"a":[true],"b":1}')),
    ("null", Value("dynamic", "null")),
    ("var.given", Value(["object", {"size": "number"}], '{"size":1}')),
    ('format("%s", null)', Unknown("dynamic")),
    ('"a" + 1', Failure("Invalid operand", "Unsuitable value for left operand: a number is required.")),
    ('"${', Failure),
    ('tolist([{ x = null }, { x = "y" }])[*].x[*]', Failure),
    ('upper("x")', Value("string", '"X"')),
]


def test_each_expression_gets_its_own_answer() -> None:
    answers = evaluate_expressions([text for text, _ in CASES], EXTRA)
    for (text, expected), answer in zip(CASES, answers, strict=True):
        if isinstance(expected, type):
            assert isinstance(answer, expected), text
        else:
            assert answer == expected, text


def test_digits_are_not_lost() -> None:
    (answer,) = evaluate_expressions(["1 / 3"])
    assert isinstance(answer, Value)
    assert len(answer.json) > 150


def test_a_mistake_in_the_surroundings_is_not_blamed_on_an_expression() -> None:
    with pytest.raises(ValueError, match="extra_hcl"):
        evaluate_expressions(["1"], 'variable "x" { nonsense = 1 }')
