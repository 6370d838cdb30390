"""Templates in canonical form, for comparing what two texts say: no comments, Subs in normal form, And/Or flat."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from converter.cloudformation.model import And, Not, Object, Or, Sub, Template
from converter.cloudformation.substitution import normal


def canonical(template: Template) -> Template:
    """The template without comments, with Subs and conditions in normal form; equal ones mean the same text."""
    return replace(template, comment="", **{f.name: _canonical(getattr(template, f.name)) for f in _sections()})


def _sections() -> list[Any]:
    return [f for f in fields(Template) if f.name != "comment"]


def _canonical(value: Any) -> Any:
    """Any value of the model, rebuilt from its canonical parts."""
    match value:
        case dict():
            return {key: _canonical(item) for key, item in value.items()}
        case tuple():
            return tuple(_canonical(item) for item in value)
        case Sub(parts):
            return normal(Sub(tuple(_canonical(part) for part in parts)))
        case And(operands) | Or(operands):
            return _flat(type(value), tuple(_canonical(operand) for operand in operands))
        case Not() | Object():
            return type(value)(*(_canonical(getattr(value, f.name)) for f in fields(value)))
        case _ if hasattr(value, "__dataclass_fields__"):
            return replace(
                value,
                **{f.name: "" if f.name == "comment" else _canonical(getattr(value, f.name)) for f in fields(value)},
            )
        case _:
            return value


def _flat(kind: type[And | Or], operands: tuple[Any, ...]) -> Any:
    out: list[Any] = []
    for operand in operands:
        out += operand.operands if isinstance(operand, kind) else [operand]
    return out[0] if len(out) == 1 else kind(tuple(out))
