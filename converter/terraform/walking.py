"""What is inside a value: its parts, and what holds of all of them."""

from __future__ import annotations

from collections.abc import Iterator

from converter.terraform.formulas import ALWAYS
from converter.terraform.values import (
    Apply,
    Base64,
    Bool,
    Choice,
    CidrSubnet,
    Concat,
    Element,
    Join,
    Json,
    Mapping,
    Null,
    Number,
    Sequence,
    Split,
    String,
    Value,
)


def parts_of(value: Value) -> Iterator[Value]:
    """The values directly inside ``value`` (not the atoms of its formulas)."""
    match value:
        case Sequence():
            for item in value.items:
                yield item.value
        case Mapping():
            for entry in value.entries:
                yield entry.value
                if entry.key_value is not None:
                    yield entry.key_value
        case Concat(parts):
            yield from parts
        case Choice(_, then, otherwise):
            yield then
            yield otherwise
        case Element() | Split() | Join():
            yield value.source
        case CidrSubnet(prefix):
            yield prefix
        case Json(inner) | Base64(inner):
            yield inner
        case Apply(_, arguments):
            yield from arguments
        case _:
            return


def walk(value: Value) -> Iterator[Value]:
    """``value`` and every value inside it, parents first; does not enter object views."""
    yield value
    for part in parts_of(value):
        yield from walk(part)


def is_known(value: Value) -> bool:
    """Whether the value is wholly known: no residual, guarded or unknown part."""
    match value:
        case Null() | String() | Number() | Bool():
            return True
        case Sequence(items=items):
            return all(i.guard == ALWAYS and is_known(i.value) for i in items)
        case Mapping(entries=entries):
            return all(e.guard == ALWAYS and e.key_value is None and is_known(e.value) for e in entries)
        case _:
            return False


def is_sensitive(value: Value) -> bool:
    """Whether the value or anything inside it is marked sensitive."""
    return any(v.sensitive for v in walk(value))
