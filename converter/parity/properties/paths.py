"""Paths into resolved properties: ``A.B`` is one value, ``A[].B`` is one value per element of the list ``A``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from converter.cloudformation.scalars import scalar_text
from converter.cloudformation.values import Symbol, Text, Value

Steps = tuple[str | int, ...]

WHOLE = "."
"""The path of the value itself."""

HOLE = "\ufffc"
"""Stands in a text for what only a deployment knows."""


def get(value: Value | None, path: str) -> Value | None:
    """The value at a plain path; None where there is none."""
    for step in steps_of(path):
        value = as_mapping(value).get(str(step)) if value is not None else None
    return value


def spread(value: Value, path: str) -> Iterator[tuple[Steps, Value]]:
    """Every value at a path with ``[]``, and the steps that lead to it. A value that is no list counts as one."""
    if path == WHOLE:
        yield (), value
        return
    head, brackets, rest = path.partition("[]")
    found = get(value, head)
    if found is None:
        return
    steps = steps_of(head)
    if not brackets:
        yield steps, found
        return
    rest = rest.removeprefix(".") or WHOLE
    if isinstance(found, tuple):
        for index, element in enumerate(found):
            yield from (((*steps, index, *inner), item) for inner, item in spread(element, rest))
    else:
        yield from (((*steps, *inner), item) for inner, item in spread(found, rest))


def steps_of(path: str) -> Steps:
    """The keys of a plain path."""
    return () if path == WHOLE else tuple(path.split("."))


def as_mapping(value: Value | None) -> Mapping[str, Value]:
    """The value as an object: a JSON text is read; what is no object has no keys."""
    if isinstance(value, Mapping):
        return value
    if isinstance(value, (str, Text)):
        text = rendered(value)
        if text.lstrip().startswith("{"):
            try:
                document: Any = json.loads(text, parse_float=Decimal)
            except ValueError:
                return {}
            plain = from_json(document)
            return plain if isinstance(plain, Mapping) else {}
    return {}


def from_json(document: Any) -> Value:
    """A JSON value as the resolver writes such values; null becomes empty text."""
    match document:
        case dict():
            return {key: from_json(inner) for key, inner in document.items()}
        case list():
            return tuple(map(from_json, document))
        case None:
            return ""
        case _:
            value: Value = document
            return value


def as_tuple(value: Value | None) -> tuple[Value, ...]:
    """The value as a list: nothing is empty, and anything else than a list is its only element."""
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (value,)


def rendered(value: Value | None) -> str:
    """The value as one text, with a hole for every symbol; empty for lists and objects."""
    match value:
        case None | tuple() | Mapping():
            return ""
        case str() | bool() | int() | Decimal():
            return scalar_text(value)
        case Text(parts):
            return "".join(part if isinstance(part, str) else HOLE for part in parts)
        case _:
            return HOLE


def shown(value: Value | None) -> str:
    """The value for a message: what only a deployment knows is named, not guessed."""
    match value:
        case None:
            return "nothing"
        case tuple():
            return f"[{', '.join(map(shown, value))}]"
        case Mapping():
            return "an object"
        case Text(parts):
            return "".join(part if isinstance(part, str) else f"<{_symbol(part)}>" for part in parts)
        case str() | bool() | int() | Decimal():
            return scalar_text(value) or '""'
        case _:
            return f"<{_symbol(value)}>"


def _symbol(symbol: Symbol) -> str:
    name = str(symbol)
    return "a value of the deployment" if "(" in name else name


def number(value: Value | None) -> Decimal | None:
    """The value as a number; None where it is none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, Decimal)):
        return Decimal(value)
    if isinstance(value, str):
        try:
            found = Decimal(value)
        except ArithmeticError:
            return None
        return found if found.is_finite() else None
    return None


def texts_in(value: Value) -> Iterator[tuple[Steps, str]]:
    """Every text in a value with the steps that lead to it; texts with symbols have holes."""
    match value:
        case Mapping():
            for key, inner in value.items():
                yield from (((key, *steps), text) for steps, text in texts_in(inner))
        case tuple():
            for index, inner in enumerate(value):
                yield from (((index, *steps), text) for steps, text in texts_in(inner))
        case str() | Text():
            yield (), rendered(value)
        case _:
            return
