"""Terraform's operators over known, residual and conditional values.

Facts: "Arithmetic and Logical Operators" in the Terraform language documentation; HCL's operator table. There is no
short-circuit: an error on either side is an error of the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Protocol

from converter.terraform import numbers
from converter.terraform.convert import convert
from converter.terraform.counting import compared_length
from converter.terraform.distribution import TooManyCasesError, distribute, planned
from converter.terraform.equality import equal, formula_of, truth
from converter.terraform.failures import EvaluationError, ValueTypeError
from converter.terraform.formulas import ALWAYS, NEVER, Formula, both, either, negate
from converter.terraform.types import BOOL, NUMBER, Type
from converter.terraform.values import Apply, Attribute, Bool, Failure, Null, Number, Unknown, Value, mark
from converter.terraform.walking import is_sensitive

__all__ = ["OperatorError", "binary", "equal", "formula_of", "unary"]


class OperatorError(EvaluationError):
    """An operator does not take these operands."""


class Assuming(Protocol):
    """What operators ask of their context."""

    @property
    def assumption(self) -> Formula:
        """What holds where the operator is applied."""


_ARITHMETIC: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": numbers.add,
    "-": numbers.subtract,
    "*": numbers.multiply,
    "/": numbers.divide,
    "%": numbers.modulo,
}
_COMPARISON: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def binary(op: str, left: Value, right: Value, context: Assuming | None = None) -> Value:
    """``left op right``. Raises OperatorError where the operator does not take the operands."""
    assumption = context.assumption if context is not None else ALWAYS
    sensitive = is_sensitive(left) or is_sensitive(right)
    if op in ("==", "!="):
        result = equal(left, right, assumption)
        return mark(result if op == "==" else _not(result), sensitive)
    if op in ("&&", "||"):
        return mark(_logical(op, _operand(left, BOOL, "left"), _operand(right, BOOL, "right"), assumption), sensitive)
    operands = [_operand(left, NUMBER, "left"), _operand(right, NUMBER, "right")]
    try:
        result = distribute(operands, lambda pair, _: _calculate(op, pair[0], pair[1]), assumption=assumption)
    except TooManyCasesError:
        result = Apply(op, tuple(operands), NUMBER if op in _ARITHMETIC else BOOL)
    return mark(result, sensitive)


def unary(op: str, operand: Value, context: Assuming | None = None) -> Value:
    """``-operand`` or ``!operand``. Raises OperatorError where the operator does not take the operand."""
    assumption = context.assumption if context is not None else ALWAYS
    sensitive = is_sensitive(operand)
    compute = _not if op == "!" else _negated
    value = _operand(operand, BOOL if op == "!" else NUMBER, "")
    return mark(distribute([value], lambda x, _: compute(x[0]), assumption=assumption), sensitive)


def _operand(value: Value, type_: Type, side: str) -> Value:
    where = f"{side} operand" if side else "unary operand"
    try:
        value = convert(value, type_)
    except ValueTypeError as problem:
        raise OperatorError("Invalid operand", f"unsuitable value for {where}: {problem}") from None
    if isinstance(value, Null):
        raise OperatorError("Operation failed", f"error during operation: argument must not be null ({where})")
    return value


def _refuse_null(*operands: Value) -> None:
    if any(isinstance(o, Null) for o in operands):
        raise OperatorError("Operation failed", "error during operation: argument must not be null")


def _calculate(op: str, left: Value, right: Value) -> Value:
    _refuse_null(left, right)
    kind = NUMBER if op in _ARITHMETIC else BOOL
    if isinstance(left, Attribute) or isinstance(right, Attribute):
        one, other = planned(left), planned(right)
        if isinstance(one, Number) and isinstance(other, Number):
            left, right = one, other
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        reason = left.reason if isinstance(left, Unknown) else right.reason if isinstance(right, Unknown) else ""
        return Unknown(kind, reason, not_null=True)
    if not (isinstance(left, Number) and isinstance(right, Number)):
        return _compared_length(op, left, right) or Apply(op, (left, right), kind)
    if op in _COMPARISON:
        return Bool(_COMPARISON[op](left.value, right.value))
    try:
        return Number(_ARITHMETIC[op](left.value, right.value))
    except numbers.NumberError as problem:
        raise OperatorError("Operation failed", f"error during operation: {problem}") from None


_SOME: Mapping[tuple[str, int], bool] = {(">", 0): True, (">=", 1): True, ("<", 1): False, ("<=", 0): False}
"""Comparisons of a length that ask whether there is any element, and the answer where there is."""


def _compared_length(op: str, left: Value, right: Value) -> Value | None:
    """A length compared with a number: the formula that it is, or the one question whether there is any element."""
    if isinstance(right, Apply):
        op, left, right = op.translate(str.maketrans("<>", "><")), right, left
    if not (isinstance(left, Apply) and left.function == "length" and isinstance(right, Number)) or op in _ARITHMETIC:
        return None
    formula = compared_length(left.arguments[0], op, right.value)
    if formula is not None:
        return truth(formula)
    asked = next((some for (sign, bound), some in _SOME.items() if (sign, Decimal(bound)) == (op, right.value)), None)
    if asked is None:
        return None
    empty = equal(left, Number(Decimal(0)))
    return _not(empty) if asked else empty


def _negated(value: Value) -> Value:
    _refuse_null(value)
    value = planned(value) if isinstance(planned(value), Number) else value
    match value:
        case Number(number):
            return Number(numbers.negate(number))
        case Unknown():
            return Unknown(NUMBER, value.reason, not_null=True)
        case _:
            return Apply("-", (value,), NUMBER)


def _not(value: Value) -> Value:
    _refuse_null(value)
    match value:
        case Failure():
            return value
        case Unknown():
            return Unknown(BOOL, value.reason, not_null=True)
        case _:
            formula = formula_of(value)
            return Apply("!", (value,), BOOL) if formula is None else truth(negate(formula), value.sensitive)


def _logical(op: str, left: Value, right: Value, assumption: Formula) -> Value:
    one, other = formula_of(left), formula_of(right)
    if one is not None and other is not None:
        return truth(both(one, other) if op == "&&" else either(one, other))
    return distribute([left, right], lambda pair, _: _logical_leaf(op, pair[0], pair[1]), assumption=assumption)


def _logical_leaf(op: str, left: Value, right: Value) -> Value:
    """One operand at least has no formula: it is known only after the deployment, or never."""
    _refuse_null(left, right)
    one, other = formula_of(left), formula_of(right)
    if one is not None and other is not None:
        return truth(both(one, other) if op == "&&" else either(one, other))
    deciding = NEVER if op == "&&" else ALWAYS
    if deciding in (one, other):
        return truth(deciding)
    if one is not None and one in (ALWAYS, NEVER):
        return right
    if other is not None and other in (ALWAYS, NEVER):
        return left
    for operand in (left, right):
        if isinstance(operand, Unknown):
            return Unknown(BOOL, operand.reason, not_null=True)
    return Apply(op, (left, right), BOOL)
