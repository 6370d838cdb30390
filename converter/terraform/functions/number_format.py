"""Numbers under the verbs of a format, as Go's package fmt prints its big numbers."""

from __future__ import annotations

from decimal import Decimal

from converter.terraform.numbers import exact_digits, exact_integer, shortest_digits


def number_formatted(value: Decimal, mode: str, flags: str, width: int | None, precision: int | None) -> str:
    """The text of a number under ``%mode``."""
    if value.is_infinite():
        body = "Inf"
    elif mode in "bdoxX":
        body = _integer(abs(exact_integer(value)), mode, flags, precision)
    elif mode in "eE":
        count = (6 if precision is None else precision) + 1
        digits, exponent = exact_digits(value, significant=count)
        body = _scientific(digits, exponent, count, mode)
    elif mode in "fF":
        body = _fixed(value, 6 if precision is None else precision)
    else:
        body = _general(value, mode, precision)
    negative = value < 0 or (value.is_signed() and mode not in "bdoxX")  # there is a negative zero
    sign = "-" if negative else "+" if "+" in flags or value.is_infinite() else " " if " " in flags else ""
    return _padded(sign, body, flags, width)


def _integer(value: int, mode: str, flags: str, precision: int | None) -> str:
    text = format(Decimal(value), "f") if mode == "d" else format(value, mode)  # str of an int has a limit
    if precision is not None:
        text = "" if precision == 0 and value == 0 else text.rjust(precision, "0")
    if "#" in flags:
        text = {"b": "0b", "o": "0", "x": "0x", "X": "0X"}.get(mode, "") + text
    return text


def _padded(sign: str, body: str, flags: str, width: int | None) -> str:
    missing = (width or 0) - len(sign) - len(body)
    if missing <= 0:
        return sign + body
    if "-" in flags:
        return sign + body + " " * missing
    if "0" in flags:
        return sign + "0" * missing + body
    return " " * missing + sign + body


def _fixed(value: Decimal, precision: int) -> str:
    digits, exponent = exact_digits(value, places=precision)
    return _placed(digits, exponent, precision)


def _placed(digits: str, exponent: int, precision: int) -> str:
    """Digits with the point after ``exponent`` of them and so many places behind it."""
    whole = digits[:exponent].ljust(exponent, "0") if exponent > 0 else "0"
    rest = digits[exponent:] if exponent > 0 else "0" * -exponent + digits
    return f"{whole}.{rest[:precision].ljust(precision, '0')}" if precision else whole


def _scientific(digits: str, exponent: int, count: int, mode: str) -> str:
    digits = digits.ljust(count, "0")
    power = exponent - 1 if digits.strip("0") else 0
    mantissa = digits[0] + (f".{digits[1:count]}" if count > 1 else "")
    return f"{mantissa}{mode}{'-' if power < 0 else '+'}{abs(power):02}"


def _general(value: Decimal, mode: str, precision: int | None) -> str:
    """``%g``: scientific for large and small exponents, else positional."""
    if precision is None:
        digits, exponent = shortest_digits(value)
        limit = 6
    else:
        limit = precision or 1
        digits, exponent = exact_digits(value, significant=limit)
        digits = digits.rstrip("0")
        if limit > len(digits) and len(digits) >= exponent:
            limit = len(digits)
    power = exponent - 1 if digits else 0
    if power < -4 or power >= limit:
        return _scientific(digits, exponent, max(len(digits), 1), "e" if mode == "g" else "E")
    return _placed(digits or "", exponent, max(len(digits) - exponent, 0))
