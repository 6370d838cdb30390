"""Known scalars and JSON as nodes, in the form that a property of a kind takes."""

from __future__ import annotations

import json
from decimal import Decimal

from converter.cloudformation.model import NO_VALUE, Node, Object
from converter.terraform.numbers import number_text


def text_node(text: str, kind: str | None) -> Node:
    """Text: as a number, a flag or an object where the property is one."""
    if kind in {"integer", "number"}:
        try:
            return number_node(Decimal(text), kind)
        except ArithmeticError:
            return text
    if kind == "boolean" and text in {"true", "false"}:
        return text == "true"
    if kind in {"object", "map", "json"} and text.lstrip().startswith(("{", "[")):
        try:
            return _plain(json.loads(text, parse_float=Decimal))
        except ValueError:
            return text
    return text


def _plain(data: object) -> Node:
    match data:
        case dict():
            return Object(tuple((str(k), _plain(v)) for k, v in data.items() if v is not None))
        case list():
            return tuple(_plain(v) for v in data)
        case None:
            return NO_VALUE
        case bool() | int() | str() | Decimal():
            return data
        case _:
            raise TypeError(f"not a JSON value: {data!r}")


def number_node(number: Decimal, kind: str | None) -> Node:
    """A number, as text where the property is text."""
    if kind == "string":
        return number_text(number)
    if number == number.to_integral_value():
        return int(number)
    return number
