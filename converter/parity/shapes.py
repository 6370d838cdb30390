"""The form of what a project may expect of a property, as the rows say it, and values held against it.

A shape is ``text``, ``integer``, ``number`` or ``flag``; ``[shape]`` is a list; a mapping is a table with these keys, a
key that ends in ``?`` may be missing, and the single key ``"*"`` stands for any keys.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

Shape = str | list[Any] | Mapping[str, Any]
Path = tuple[str | int, ...]

ANY_KEY = "*"
_KINDS: Mapping[str, tuple[type, ...]] = {
    "text": (str,),
    "integer": (int,),
    "number": (int, float, Decimal),
    "flag": (bool,),
}


def is_shape(shape: object) -> bool:
    """Whether this is a shape at all."""
    match shape:
        case str():
            return shape in _KINDS
        case [item]:
            return is_shape(item)
        case Mapping():
            return bool(shape) and all(is_shape(inner) for inner in shape.values())
        case _:
            return False


def mismatches(value: object, shape: Shape, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every part of a value that has another form, and what is wrong with it."""
    match shape:
        case str():
            if not isinstance(value, _KINDS[shape]) or (isinstance(value, bool) and shape != "flag"):
                yield path, f"expected {_named(shape)}"
        case [item]:
            if not isinstance(value, list):
                yield path, "expected a list"
                return
            for index, element in enumerate(value):
                yield from mismatches(element, item, (*path, index))
        case Mapping():
            yield from _table_mismatches(value, shape, path)


def _table_mismatches(value: object, shape: Mapping[str, Any], path: Path) -> Iterator[tuple[Path, str]]:
    if not isinstance(value, Mapping):
        yield path, "expected a table"
        return
    if set(shape) == {ANY_KEY}:
        for key, element in value.items():
            yield from mismatches(element, shape[ANY_KEY], (*path, key))
        return
    known = {key.removesuffix("?"): inner for key, inner in shape.items()}
    for key, element in value.items():
        if key in known:
            yield from mismatches(element, known[key], (*path, key))
        else:
            yield (*path, key), f"unknown key; known here: {', '.join(sorted(known))}"
    for key in shape:
        if not key.endswith("?") and key not in value:
            yield path, f"key {key!r} is missing"


def _named(kind: str) -> str:
    return {"text": "text", "integer": "a whole number", "number": "a number", "flag": "true or false"}[kind]
