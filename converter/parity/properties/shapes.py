"""The form of what a project may expect of a property, as the rows say it, and values held against it.

A shape is the name of a kind (:data:`KINDS`); ``[shape]`` is a list; a mapping is a table with these keys, a key that
ends in ``?`` may be missing, and the single key ``"*"`` stands for any keys.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

Shape = str | list[Any] | Mapping[str, Any]
Path = tuple[str | int, ...]

ANY_KEY = "*"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of scalar: the types that hold it, what more it must be, and how messages and documents name it."""

    types: tuple[type, ...]
    described: str
    fits: Callable[[Any], bool] = lambda _: True


def _is_pattern(text: str) -> bool:
    try:
        re.compile(text)
    except re.error:
        return False
    return True


def _is_range(text: str) -> bool:
    return bool(re.fullmatch(r"(?:\d+(?:\.\d+)?|\d+-\d+/[1-9]\d*)(?: (?:\d+(?:\.\d+)?|\d+-\d+/[1-9]\d*))*", text))


PSEUDO = ("region", "account_id", "effective_partition", "effective_url_suffix")
"""What a deployment itself gives: its region, account, partition and the ending of its addresses."""

KINDS: Mapping[str, Kind] = {
    "text": Kind((str,), "text"),
    "integer": Kind((int,), "a whole number"),
    "number": Kind((int, float, Decimal), "a number"),
    "flag": Kind((bool,), "true or false"),
    "key": Kind((str,), "a key that the property expects"),
    "path": Kind((str,), "a property path", lambda text: bool(text) and "[]" not in text),
    "pattern": Kind((str,), "a regular expression", _is_pattern),
    "range": Kind((str,), "numbers and ranges like 1024-4096/1024, separated by spaces", _is_range),
    "pseudo": Kind((str,), f"one of {', '.join(PSEUDO)}", PSEUDO.__contains__),
}
"""The kinds of scalars by name."""


def is_shape(shape: object) -> bool:
    """Whether this is a shape at all."""
    match shape:
        case str():
            return shape in KINDS
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
            kind = KINDS[shape]
            typed = isinstance(value, kind.types) and (shape == "flag" or not isinstance(value, bool))
            if not typed or not kind.fits(value):
                yield path, f"expected {kind.described}"
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
