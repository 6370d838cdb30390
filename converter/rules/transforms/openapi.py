"""OpenAPI definitions: JSON or YAML text, with references in it, as an object."""

from __future__ import annotations

import re

from converter.rules.properties import Conditional, Leaf, Tree
from converter.rules.transforms.documents import free_tree, parsed
from converter.rules.transforms.registry import TransformContext, Transformed, transform
from converter.terraform import yaml_text
from converter.terraform.concatenation import concat
from converter.terraform.values import (
    Attribute,
    Choice,
    Concat,
    Entry,
    Item,
    Mapping,
    Null,
    Sequence,
    String,
    Value,
)

_HOLE = re.compile("\ue000(\\d+)\ue001")
"""Stands for a reference while the text around it is read: private characters, which no definition holds."""


@transform("openapi")
def openapi(context: TransformContext, value: Value) -> Transformed:
    """An OpenAPI definition as an object; text that is neither JSON nor YAML, or all of a parameter, stays text."""
    _ = context

    def visit(inner: Value) -> Tree:
        if isinstance(inner, Choice):
            return Conditional(inner.condition, visit(inner.then), visit(inner.otherwise))
        content = None if isinstance(inner, Null) else definition(inner)
        return Leaf(inner) if content is None else free_tree(content)

    return Transformed(visit(value))


def definition(value: Value) -> Value | None:
    """The object that a text describes; None where it describes none."""
    content = parsed(value)
    if content is not None:
        return content
    match value:
        case Attribute() if value.value is not None:
            return definition(value.value)
        case String(text):
            return _read(text, ())
        case Concat(parts):
            text = "".join(p.text if isinstance(p, String) else f"\ue000{n}\ue001" for n, p in enumerate(parts))
            return _read(text, parts)
        case _:
            return None


def _read(text: str, parts: tuple[Value, ...]) -> Value | None:
    as_json = parsed(String(text))  # YAML reads JSON as well, but for some escapes
    try:
        return _filled(yaml_text.decode(text) if as_json is None else as_json, parts)
    except (yaml_text.YamlError, _KeyHoleError):
        return None


class _KeyHoleError(Exception):
    """A reference stands in a key: only text can say that."""


def _filled(value: Value, parts: tuple[Value, ...]) -> Value | None:
    """A value with the references back in their places; None for plain text, which is no definition."""
    return _back(value, parts) if isinstance(value, Mapping) else None


def _back(value: Value, parts: tuple[Value, ...]) -> Value:
    match value:
        case Mapping(kind, entries):
            if any(_HOLE.search(e.key) for e in entries):
                raise _KeyHoleError
            return Mapping(kind, tuple(Entry(e.key, _back(e.value, parts), e.guard) for e in entries))
        case Sequence(kind, items):
            return Sequence(kind, tuple(Item(_back(i.value, parts), i.guard) for i in items))
        case String(text) if _HOLE.search(text):
            pieces = _HOLE.split(text)
            return concat([parts[int(p)] if n % 2 else String(p) for n, p in enumerate(pieces) if n % 2 or p])
        case _:
            return value
