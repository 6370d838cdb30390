"""Functions over numbers."""

from __future__ import annotations

import functools
import math
from decimal import Decimal

from converter.terraform import numbers
from converter.terraform.convert import convert
from converter.terraform.failures import ValueTypeError
from converter.terraform.functions.model import Param, RefusedError, Table
from converter.terraform.limits import check_digits
from converter.terraform.types import DYNAMIC, NUMBER
from converter.terraform.unification import friendly
from converter.terraform.values import Null, Number, Sequence, Value, type_of

TABLE = Table()
_NUM = Param("num", NUMBER)


@TABLE.known("abs", _NUM, returns=NUMBER)
def abs_(number: Decimal) -> Decimal:
    """The distance from zero."""
    return number.copy_abs()


@TABLE.known("ceil", _NUM, returns=NUMBER)
def ceil(number: Decimal) -> Decimal:
    """The next whole number above."""
    return number if number.is_infinite() else Decimal(math.ceil(number))


@TABLE.known("floor", _NUM, returns=NUMBER)
def floor(number: Decimal) -> Decimal:
    """The next whole number below."""
    return number if number.is_infinite() else Decimal(math.floor(number))


@TABLE.known("signum", _NUM, returns=NUMBER)
def signum(number: Decimal) -> int:
    """-1, 0 or 1 by the sign."""
    if not numbers.is_int64(number):
        raise RefusedError(
            "value must be a whole number, between -9223372036854775808 and 9223372036854775807 inclusive"
        )
    return (number > 0) - (number < 0)


@TABLE.known("max", variadic=Param("numbers", NUMBER), returns=NUMBER)
def max_(*given: Decimal) -> Decimal:
    """The greatest."""
    if not given:
        raise RefusedError("must pass at least one number")
    return max(given)


@TABLE.known("min", variadic=Param("numbers", NUMBER), returns=NUMBER)
def min_(*given: Decimal) -> Decimal:
    """The least."""
    if not given:
        raise RefusedError("must pass at least one number")
    return min(given)


@TABLE.known("log", _NUM, Param("base", NUMBER), returns=NUMBER)
def log(number: Decimal, base: Decimal) -> Decimal:
    """The logarithm to a base."""
    top, bottom = _ln(_float(number)), _ln(_float(base))
    try:
        result = top / bottom
    except ZeroDivisionError:
        result = math.nan if top == 0 or math.isnan(top) else math.copysign(math.inf, top)
    return _from_float(result)


def _float(number: Decimal) -> float:
    """The float next to a number. Raises RefusedError where it is too large for one."""
    result = float(number)
    if math.isinf(result):
        raise RefusedError("value must be a number between -1.797693134862315708e+308 and 1.797693134862315708e+308")
    return result


def _ln(number: float) -> float:
    if number < 0 or math.isnan(number):
        return math.nan
    return -math.inf if number == 0 else math.log(number)


@TABLE.known("pow", _NUM, Param("power", NUMBER), returns=NUMBER)
def pow_(number: Decimal, power: Decimal) -> Decimal:
    """The number to a power."""
    try:
        result = math.pow(_float(number), _float(power))
    except OverflowError:
        negative = number < 0 and numbers.is_integer(power) and power % 2 != 0
        result = -math.inf if negative else math.inf
    except ValueError:
        result = math.inf if number == 0 else math.nan
    return _from_float(result)


def _from_float(result: float) -> Decimal:
    if math.isnan(result):
        raise RefusedError("result is not a number")
    return numbers.from_float(result)


@TABLE.known("parseint", Param("number", DYNAMIC), Param("base", NUMBER), returns=NUMBER)
def parseint(text: object, base: Decimal) -> int:
    """The whole number that a text is in a base."""
    if not isinstance(text, str):
        kind = friendly(type_of(text if isinstance(text, Sequence) else Number(Decimal(0))))
        raise RefusedError(f"first argument must be a string, not {kind}", 0)
    if not numbers.is_integer(base) or not 2 <= base <= 62:
        raise RefusedError("base must be a whole number between 2 and 62 inclusive", 1)
    digits = text[1:] if text[:1] in ("+", "-") else text
    check_digits(len(digits))
    value = 0
    for digit in digits:
        place = _digit(digit, int(base))
        if place is None:
            digits = ""
            break
        value = value * int(base) + place
    if not digits:
        raise RefusedError(f'cannot parse "{text}" as a base {int(base)} integer', 0)
    return -value if text.startswith("-") else value


def _digit(character: str, base: int) -> int | None:
    if not character.isascii() or not character.isalnum():
        return None
    if character.isdigit():
        value = int(character)
    elif character.islower():
        value = ord(character) - ord("a") + 10
    else:
        value = ord(character) - ord("A") + (36 if base > 36 else 10)
    return value if value < base else None


@TABLE.known("sum", Param("list", DYNAMIC), returns=NUMBER)
def sum_(values: object) -> Decimal:
    """The sum of the elements."""
    if not isinstance(values, Sequence):
        raise RefusedError("cannot sum noniterable", 0)
    if not values.items:
        raise RefusedError("cannot sum an empty list", 0)
    first, *others = (_summand(item.value) for item in values.items)
    return functools.reduce(numbers.add, others, first)


def _summand(value: Value) -> Decimal:
    message = "argument must be list, set, or tuple of number values"
    if isinstance(value, Null):
        raise RefusedError(message, 0)
    try:
        number = convert(value, NUMBER)
    except ValueTypeError:
        raise RefusedError(message, 0) from None
    assert isinstance(number, Number)
    return number.value
