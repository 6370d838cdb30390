"""A row's ``values``: what stands in CloudFormation for each of an argument's values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from converter.rules.model import Json
from converter.rules.selection import text_of
from converter.terraform.choosing import choose, map_leaves
from converter.terraform.operators import binary, formula_of
from converter.terraform.types import BOOL, NUMBER
from converter.terraform.values import (
    Bool,
    Item,
    Mapping as MappingValue,
    Null,
    Number,
    Sequence,
    String,
    Value,
    type_of,
)


def with_values(values: Mapping[str, Json], value: Value) -> Value:
    """The value with ``values`` applied: known scalars by text, others by cases, lists by element."""

    def replaced(text: str) -> Value:
        return _json_value(values[text]) if text in values else String(text)

    def leaf(inner: Value) -> Value:
        text = text_of(inner)
        if text is not None:
            return replaced(text) if text in values else inner
        if isinstance(inner, Sequence):
            return replace(inner, items=tuple(Item(map_leaves(i.value, leaf), i.guard) for i in inner.items))
        if isinstance(inner, Null | MappingValue):
            return inner
        if type_of(inner) == BOOL:
            formula = formula_of(inner)
            if formula is not None:
                return choose(formula, replaced("true"), replaced("false"))
        result: Value = inner
        for key in reversed(list(values)):
            formula = formula_of(binary("==", inner, _like(inner, key)))
            if formula is not None:
                result = choose(formula, replaced(key), result)
        return result

    return map_leaves(value, leaf)


def _like(value: Value, text: str) -> Value:
    """A table's text as a value of the same type as another: a number beside numbers."""
    if type_of(value) != NUMBER:
        return String(text)
    try:
        return Number(Decimal(text))
    except ArithmeticError:
        return String(text)


def _json_value(value: Json) -> Value:
    match value:
        case None:
            return Null()
        case bool():
            return Bool(value)
        case _:
            return String(str(value))
