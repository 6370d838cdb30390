"""Operators over residual, conditional and unknown values."""

from __future__ import annotations

import pytest

from converter.terraform.concatenation import concat
from converter.terraform.convert import convert
from converter.terraform.formulas import ALWAYS, NEVER, Atom
from converter.terraform.operators import OperatorError, binary, equal, formula_of, unary
from converter.terraform.types import BOOL, NUMBER, STRING
from converter.terraform.values import FALSE, NULL, TRUE, Apply, Bool, Null, Test as BoolTest, Unknown, Value, mark
from tests.terraform.shorthand import (
    ARN,
    DNS,
    FLAG,
    IF,
    MAYBE,
    NAME,
    OTHER,
    TEXTS,
    N,
    P,
    Q,
    if_flag,
    n,
    obj,
    s,
    seq,
    short,
)

EQUAL: list[tuple[Value, Value, str]] = [
    # facts decide
    (ARN, NULL, "false"),
    (ARN, s(""), "false"),
    (if_flag(ARN, s("")), s(""), "(not flag)"),
    (if_flag(ARN, NULL), NULL, "(not flag)"),
    (DNS, s(""), '(dns_name == "")'),
    (DNS, NULL, "(dns_name == null)"),
    (NAME, s("web"), "true"),
    (NAME, s("x"), "false"),
    (P, NULL, "false"),
    (MAYBE, NULL, "(maybe == null)"),
    (TEXTS, NULL, "false"),
    (obj(), NULL, "false"),
    (concat([s("a"), P]), s(""), "false"),
    # templates are compared without what they have in common
    (concat([s("a-"), P, s("-b")]), s("a-x-b"), '(p == "x")'),
    (concat([s("a-"), P]), s("a-"), '(p == "")'),
    (concat([s("a-"), P]), s("b"), "false"),
    (concat([P, s("-b")]), s("b"), "false"),
    (concat([s("a-"), ARN]), s("a-"), "false"),
    (concat([P, Q]), s(""), '(p == "" and q == "")'),
    (concat([s("a"), P]), concat([s("a"), Q]), "(p == q)"),
    (concat([s("a"), P]), concat([s("b"), P]), "false"),
    (concat([P, s("a")]), concat([P, s("b")]), "false"),
    (concat([s("a"), if_flag(s("1"), s("2"))]), s("a1"), "(flag)"),
    # canonical form
    (s("x"), P, '(p == "x")'),
    (Q, P, "(p == q)"),
    (P, P, "true"),
    (FLAG, TRUE, "(flag)"),
    (FALSE, FLAG, "(not flag)"),
    (FLAG, OTHER, "((flag and other) or (not flag and not other))"),
    (N, n(80), "(n == 80)"),
    (N, n("80.0"), "(n == 80)"),
    # types are kept apart
    (N, s("80"), "false"),
    (FLAG, s("true"), "false"),
    (convert(N, STRING), s("80"), "(n == 80)"),
    (convert(N, STRING), s("080"), "false"),
    (convert(P, NUMBER), n(80), '(p == "80")'),
    (convert(FLAG, STRING), s("true"), "(flag)"),
    (P, seq(), "false"),
    # structures
    (seq(P, s("a")), seq(s("x"), s("a")), '(p == "x")'),
    (seq(P), seq(s("x"), s("y")), "false"),
    (obj(a=P), obj(a=s("x")), '(p == "x")'),
    (obj(a=P), obj(b=s("x")), "false"),
    (if_flag(seq(s("a")), seq()), seq(), "(not flag)"),
    (if_flag(s("a"), s("b")), s("a"), "(flag)"),
    (if_flag(s("a"), s("b")), s("c"), "false"),
    # unknown
    (Unknown(STRING), s("a"), "unknown"),
    (Unknown(STRING, not_null=True), NULL, "false"),
    (Unknown(STRING), n(1), "false"),
    (Unknown(), NULL, "unknown"),
    (seq(Unknown(STRING), s("a")), seq(s("x"), s("b")), "false"),
]


@pytest.mark.parametrize(("left", "right", "result"), EQUAL)
def test_equal(left: Value, right: Value, result: str) -> None:
    assert short(equal(left, right)) == result
    assert short(equal(right, left)) == result


@pytest.mark.parametrize(("left", "right", "result"), EQUAL)
def test_unequal_is_the_negation(left: Value, right: Value, result: str) -> None:
    value = binary("!=", left, right)
    if result == "unknown":
        assert isinstance(value, Unknown)
    else:
        assert short(unary("!", value)) == result


def test_an_assumption_decides() -> None:
    class Context:
        assumption = IF

    assert binary("==", if_flag(s("a"), s("b")), s("a"), Context()) == Bool(True)


LOGICAL = [
    ("&&", FLAG, BoolTest(Atom(P, s("x"))), '(flag and p == "x")'),
    ("||", FLAG, unary("!", FLAG), "true"),
    ("&&", FLAG, FALSE, "false"),
    ("&&", FALSE, Unknown(BOOL), "false"),
    ("&&", TRUE, Unknown(BOOL), "unknown"),
    ("||", Unknown(BOOL), TRUE, "true"),
    ("||", Unknown(BOOL), FLAG, "unknown"),
    ("||", s("true"), FLAG, "true"),
    ("&&", P, TRUE, '(p == "true")'),
    ("+", N, n(1), "+!(n, 1)"),
    ("+", if_flag(n(1), n(2)), n(1), "(flag ? 2 : 3)"),
    ("<", N, n(1), "<!(n, 1)"),
    ("<", if_flag(n(1), n(3)), n(2), "(flag)"),
    ("*", Unknown(NUMBER), n(1), "unknown"),
    ("/", n(1), if_flag(n(0), n(2)), "(flag ? +Inf : 0.5)"),
    ("+", P, n(1), "+!(tonumber!(p), 1)"),
    ("+", if_flag(s("x"), s("1")), n(1), None),
]


@pytest.mark.parametrize(("op", "left", "right", "result"), LOGICAL)
def test_operator(op: str, left: Value, right: Value, result: str | None) -> None:
    text = short(binary(op, left, right))
    assert text == result if result is not None else text.startswith("(flag ? fails: ")


@pytest.mark.parametrize(
    ("op", "left", "right"),
    [("+", s("a"), n(1)), ("&&", NULL, TRUE), ("||", TRUE, NULL), ("<", seq(), n(1)), ("&&", FALSE, s("x"))],
)
def test_refused(op: str, left: Value, right: Value) -> None:
    with pytest.raises(OperatorError):
        binary(op, left, right)


def test_unary() -> None:
    assert short(unary("-", N)) == "-!(n)"
    assert short(unary("!", Apply("<", (N, n(1)), BOOL))) == "(not <!(n, 1))"
    assert unary("-", n(0)) == n(0)
    with pytest.raises(OperatorError):
        unary("-", Null(NUMBER))


@pytest.mark.parametrize(
    ("value", "result"),
    [
        (TRUE, ALWAYS),
        (FALSE, NEVER),
        (FLAG, IF),
        (Unknown(BOOL), None),
        (if_flag(TRUE, FALSE), IF),
        (Apply("can", (P,), BOOL), Atom(Apply("can", (P,), BOOL), TRUE)),
        (s("a"), None),
    ],
)
def test_formula_of(value: Value, result: object) -> None:
    assert formula_of(value) == result


def test_marks_spread() -> None:
    assert binary("==", mark(P), s("a")).sensitive
    assert binary("+", mark(n(1)), n(2)).sensitive
    assert binary("==", seq(mark(s("a"))), seq(s("a"))).sensitive
    assert formula_of(binary("==", mark(P), s("a"))) == Atom(P, s("a"))
