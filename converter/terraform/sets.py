"""Terraform's sets: which elements coincide, and in what order they come."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable
from dataclasses import replace

from converter.terraform.formulas import either
from converter.terraform.numbers import number_text
from converter.terraform.types import STRING, ListType, SetType, Type
from converter.terraform.values import (
    Apply,
    Attribute,
    Bool,
    Failure,
    Item,
    Mapping,
    Null,
    Number,
    ObjectView,
    Sequence,
    String,
    Unknown,
    Value,
    unmark,
)
from converter.terraform.walking import is_known, is_sensitive, walk


def without_marks(value: Value) -> Value:
    """The value without sensitive marks, its own and its elements'."""
    match value:
        case Sequence(items=items):
            return Sequence(value.kind, tuple(Item(without_marks(i.value), i.guard) for i in items), value.element_type)
        case Mapping(entries=entries):
            inner = tuple(replace(e, value=without_marks(e.value)) for e in entries)
            return Mapping(value.kind, inner, value.element_type)
        case _:
            return unmark(value)


def set_of(items: Iterable[Item], element_type: Type, *, sensitive: bool = False) -> Sequence:
    """A set of items. Its elements carry no marks of their own: one that is sensitive makes the set sensitive."""
    kept = tuple(items)
    sensitive = sensitive or any(is_sensitive(i.value) for i in kept)
    bare = (Item(without_marks(i.value), i.guard) for i in kept)
    return Sequence("set", ordered(bare), element_type, sensitive=sensitive)


def ordered(items: Iterable[Item]) -> tuple[Item, ...]:
    """The items as a set keeps them: known ones once and in Terraform's order, then the others as they came."""
    known: dict[str, Item] = {}
    others: dict[Value, Item] = {}
    views: list[Item] = []
    for item in items:
        if isinstance(item.value, ObjectView):
            views.append(item)
        elif is_known(item.value):
            key = identity(item.value)
            known[key] = _together(known[key], item) if key in known else item
        else:
            bare = without_marks(item.value)
            others[bare] = _together(others[bare], item) if bare in others else item
    return (*sorted(known.values(), key=functools.cmp_to_key(_compare)), *others.values(), *views)


def in_order(value: Sequence) -> Value:
    """A set of texts as a list; where variables decide what comes first, or whether texts coincide, still to sort.

    Where resources decide, nobody knows the order before they are made, and this one is as good as another.
    """
    open_ = [item.value for item in value.items if not is_known(item.value)]
    if value.element_type != STRING or len(value.items) < 2 or not open_:
        return replace(value, kind="list")
    decided_by = [part for text in open_ for part in walk(text)]
    if any(isinstance(part, Attribute | Unknown | Failure) for part in decided_by):
        return replace(value, kind="list")
    return Apply("sort", (value,), ListType(STRING), sensitive=value.sensitive)


def as_iterated(collection: Value) -> Value:
    """What is iterated over in an order that counts: a set whose order is open is a list that is still to sort."""
    match collection:
        case Sequence("set"):
            listed = in_order(collection)
            return listed if isinstance(listed, Apply) else collection
        case Apply("toset", type=SetType(element)) if element == STRING:
            return Apply("sort", (collection,), ListType(STRING), sensitive=collection.sensitive)
        case _:
            return collection


def _together(one: Item, other: Item) -> Item:
    return Item(one.value if one.value.sensitive else other.value, either(one.guard, other.guard))


def _compare(one: Item, other: Item) -> int:
    left, right = one.value, other.value
    if isinstance(left, Null) or isinstance(right, Null):
        return isinstance(left, Null) - isinstance(right, Null)
    match left, right:
        case String(a), String(b):
            return (a > b) - (a < b)
        case Number(x), Number(y):
            return (x > y) - (x < y)
        case Bool(p), Bool(q):
            return p - q
        case _:
            a, b = identity(left), identity(right)
            return (a.encode() > b.encode()) - (a.encode() < b.encode())


def identity(value: Value) -> str:
    """A text that is the same for equal known values of one type; sets of collections are ordered by it."""
    match value:
        case Null():
            return "~"
        case String(text):
            return _quoted(text)
        case Number(number):
            return number_text(abs(number) if number == 0 else number)
        case Bool(truth):
            return "T" if truth else "F"
        case Sequence("tuple", items):
            return f"<{''.join(identity(i.value) + ';' for i in items)}>"
        case Sequence(_, items):
            return f"[{''.join(identity(i.value) + ';' for i in items)}]"
        case Mapping("map", entries):
            parts = sorted(entries, key=lambda e: e.key)
            return f"{{{''.join(f'{_quoted(e.key)}:{identity(e.value)};' for e in parts)}}}"
        case Mapping(_, entries):
            return f"<{''.join(identity(e.value) + ';' for e in sorted(entries, key=lambda e: e.key))}>"
        case _:
            raise TypeError(f"not a known value: {value!r}")


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
