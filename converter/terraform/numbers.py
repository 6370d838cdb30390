"""Terraform's numbers: binary floating point with 512 bits of precision, printed as the shortest decimal.

A :class:`~decimal.Decimal` here is always the shortest decimal that stands for one such number, so that equal numbers
are equal decimals and the text is what Terraform prints (go-cty's ``Number`` type on Go's ``big.Float``).
"""

from __future__ import annotations

import math
import re
from decimal import Context, Decimal
from fractions import Fraction
from functools import lru_cache

from converter.terraform.limits import check_digits

PRECISION = 512
_DIGITS = 153  # decimals of so many digits stand for distinct numbers of 512 bits
_MAX_EXPONENT = 20_000
_EXACT = Context(prec=100_000, Emax=10**9, Emin=-(10**9))
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\Z")

_BINARY_EXPONENT = re.compile(r"[^eE]*[pP]([+-]?[0-9]{1,5})\Z")

_INT64 = 2**63
INFINITY = Decimal("Infinity")


class NumberError(ValueError):
    """An operation without a result, such as zero divided by zero."""


def parse_number(text: str) -> Decimal | None:
    """The number that a text stands for; None where it is not the decimal representation of a number."""
    if text in ("Inf", "+Inf", "inf", "+inf"):
        return INFINITY
    if text in ("-Inf", "-inf"):
        return -INFINITY
    scaled = _BINARY_EXPONENT.match(text)
    if scaled:
        return _scaled(text[: scaled.start(1) - 1], int(scaled[1]))
    if not _NUMBER.match(text):
        return None
    exponent = re.search(r"[eE]([+-]?[0-9]+)\Z", text)
    if exponent and abs(int(exponent[1])) > _MAX_EXPONENT:
        return None
    return canonical(_EXACT.create_decimal(text))


def _scaled(mantissa: str, exponent: int) -> Decimal | None:
    """A mantissa in decimal with an exponent to the base of two, ``1p3``."""
    if not _NUMBER.match(mantissa) or abs(exponent) > _MAX_EXPONENT:
        return None
    return _shortest(Fraction(_EXACT.create_decimal(mantissa)) * Fraction(2) ** exponent)


def number_text(value: Decimal) -> str:
    """The text of a number as Terraform converts it to a string: no exponent, no superfluous digits."""
    if value.is_infinite():
        return "-Inf" if value < 0 else "+Inf"
    return format(_stripped(value), "f")


def canonical(value: Decimal) -> Decimal:
    """The decimal of the nearest 512-bit number."""
    if value.is_infinite():
        return value
    value = _stripped(value)
    if len(value.as_tuple().digits) <= _DIGITS:
        return value
    return _shortest(Fraction(value))


def from_float(value: float) -> Decimal:
    """The number that prints like a 64-bit float; a whole one of 64 bits as it is."""
    if math.isinf(value):
        return INFINITY if value > 0 else -INFINITY
    if value.is_integer() and abs(value) < _INT64:
        return Decimal(int(value))
    return _stripped(_EXACT.create_decimal(repr(value)))


def is_integer(value: Decimal) -> bool:
    """Whether the number is whole."""
    return value.is_finite() and int(_stripped(value).as_tuple().exponent) >= 0


def is_int64(value: Decimal) -> bool:
    """Whether the number is one of those that Go keeps in an ``int``, as many functions do."""
    return is_integer(value) and -_INT64 <= value < _INT64


def exact_integer(value: Decimal) -> int:
    """The whole number behind the shortest decimal of it."""
    return int(_binary(Fraction(value)))


def add(one: Decimal, other: Decimal) -> Decimal:
    """``one + other``."""
    if one.is_infinite() or other.is_infinite():
        if one.is_infinite() and other.is_infinite() and one != other:
            raise NumberError("can't compute sum of opposing infinities")
        return one if one.is_infinite() else other
    return _nearest(_binary(Fraction(one)) + _binary(Fraction(other)), _EXACT.add(one, other))


def subtract(one: Decimal, other: Decimal) -> Decimal:
    """``one - other``."""
    if one.is_infinite() and one == other:
        raise NumberError("can't subtract infinity from itself")
    return add(one, negate(other))


def multiply(one: Decimal, other: Decimal) -> Decimal:
    """``one * other``."""
    if one.is_infinite() or other.is_infinite():
        if one == 0 or other == 0:
            raise NumberError("can't multiply zero by infinity")
        return INFINITY if (one < 0) == (other < 0) else -INFINITY
    if one == 0 or other == 0:
        return _zero(one.is_signed() != other.is_signed())
    return _nearest(_binary(Fraction(one)) * _binary(Fraction(other)), _EXACT.multiply(one, other))


def divide(one: Decimal, other: Decimal) -> Decimal:
    """``one / other``; a number divided by zero is an infinity."""
    if (one == 0 and other == 0) or (one.is_infinite() and other.is_infinite()):
        raise NumberError("can't divide zero by zero or infinity by infinity")
    if one.is_infinite() or other == 0:
        return -INFINITY if one.is_signed() != other.is_signed() else INFINITY
    if one == 0 or other.is_infinite():
        return _zero(one.is_signed() != other.is_signed())
    return _shortest(_binary(Fraction(one)) / _binary(Fraction(other)))


def modulo(one: Decimal, other: Decimal) -> Decimal:
    """``one % other``, with the sign of ``one``; zero and infinity as the divisor leave it as it is."""
    if other.is_infinite():
        raise NumberError("can't divide zero by zero or infinity by infinity")
    if one.is_infinite() or other == 0:
        return one
    quotient = math.trunc(_binary(_binary(Fraction(one)) / _binary(Fraction(other))))
    whole = _binary(_binary(Fraction(other)) * _binary(Fraction(quotient)))
    return _shortest(_binary(Fraction(one)) - whole)


def negate(value: Decimal) -> Decimal:
    """``-value``."""
    return value.copy_negate()


def _zero(negative: bool) -> Decimal:
    """Zero, which has a sign."""
    return Decimal("-0") if negative else Decimal(0)


def _stripped(value: Decimal) -> Decimal:
    """The same number without trailing zeros after the point and without an exponent where that is short."""
    sign, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int)
    if not any(digits):
        return _zero(sign == 1)
    end = len(digits)
    while end > 1 and digits[end - 1] == 0:
        end -= 1
    exponent += len(digits) - end
    kept = digits[:end]
    check_digits(abs(exponent) + end)
    if 0 < exponent <= _DIGITS:
        kept, exponent = kept + (0,) * exponent, 0
    return Decimal((sign, kept, exponent))


def _nearest(exact: Fraction, likely: Decimal) -> Decimal:
    """The number nearest to ``exact``, which usually is the decimal ``likely``."""
    likely = _stripped(likely)
    if len(likely.as_tuple().digits) <= _DIGITS and _binary(Fraction(likely)) == _binary(exact):
        return likely
    return _shortest(exact)


@lru_cache(maxsize=4096)
def _binary(value: Fraction) -> Fraction:
    """The value rounded to 512 bits, halves to even."""
    if value == 0:
        return value
    magnitude = abs(value)
    shift = PRECISION - (magnitude.numerator.bit_length() - magnitude.denominator.bit_length())
    scaled = magnitude * Fraction(2) ** shift
    while scaled >= 2**PRECISION:
        shift, scaled = shift - 1, scaled / 2
    while scaled < 2 ** (PRECISION - 1):
        shift, scaled = shift + 1, scaled * 2
    rounded = Fraction(round(scaled)) / Fraction(2) ** shift
    return rounded if value > 0 else -rounded


def _shortest(value: Fraction) -> Decimal:
    """The decimal with the fewest digits that rounds to the same 512-bit number as ``value``."""
    exact = _binary(value)
    if exact == 0:
        return Decimal(0)
    magnitude = abs(exact)
    exponent = _width(int(magnitude)) if magnitude >= 1 else _leading_exponent(magnitude)
    low, high = 1, _DIGITS + 3
    while low < high:  # the shortest length is found by bisection: what a length can tell apart, a longer one can too
        middle = (low + high) // 2
        if _at_length(magnitude, exponent, middle) is None:
            low = middle + 1
        else:
            high = middle
    found = _at_length(magnitude, exponent, low)
    assert found is not None
    return _stripped(found if exact > 0 else found.copy_negate())


def _width(number: int) -> int:
    """How many decimal digits a number has, which may be more than ``str`` of it would write."""
    return Decimal(number).adjusted() + 1


def _leading_exponent(magnitude: Fraction) -> int:
    exponent = 1 - (_width(magnitude.denominator) - _width(magnitude.numerator))
    while magnitude * Fraction(10) ** -exponent >= 1:
        exponent += 1
    while magnitude * Fraction(10) ** -exponent < Fraction(1, 10):
        exponent -= 1
    return exponent


def _at_length(magnitude: Fraction, exponent: int, length: int) -> Decimal | None:
    """The decimal of ``length`` digits nearest to the magnitude, if it rounds back to it."""
    scale = exponent - length
    digits = round(magnitude * Fraction(10) ** -scale)
    if _binary(Fraction(digits) * Fraction(10) ** scale) != magnitude:
        return None
    return Decimal((0, Decimal(digits).as_tuple().digits, scale))


def shortest_digits(value: Decimal) -> tuple[str, int]:
    """The significant digits of a number's magnitude, and how many of them stand before the point."""
    _, digits, exponent = _stripped(value).as_tuple()
    assert isinstance(exponent, int)
    text = "".join(map(str, digits))
    if text == "0":
        return "", 0
    before = len(text) + exponent
    return text.rstrip("0"), before


def exact_digits(value: Decimal, *, significant: int | None = None, places: int | None = None) -> tuple[str, int]:
    """The digits of the exact binary number, rounded half to even, and how many of them stand before the point.

    Either so many ``significant`` digits or so many ``places`` behind the point are kept.
    """
    magnitude = abs(_binary(Fraction(value)))
    if magnitude == 0:
        return "", 0
    exponent = _width(int(magnitude)) if magnitude >= 1 else _leading_exponent(magnitude)
    kept = places if places is not None else (significant or 1) - exponent
    digits = format(Decimal(round(magnitude * Fraction(10) ** kept)), "f")  # str of an int has a limit
    if digits == "0":
        return "", 0
    before = len(digits) - kept
    return digits, before
