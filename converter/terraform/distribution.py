"""Computing over conditional arguments: a choice or a guarded element splits the computation in two."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import Enum

from converter.terraform.concatenation import concat
from converter.terraform.convert import branches, convert
from converter.terraform.formulas import ALWAYS, NEVER, Formula, both, negate, under
from converter.terraform.json_text import encode
from converter.terraform.types import STRING
from converter.terraform.values import (
    Attribute,
    Bool,
    Choice,
    Concat,
    Failure,
    Item,
    Join,
    Json,
    Mapping,
    Number,
    ObjectView,
    Sequence,
    String,
    Test,
    Value,
    mark,
)
from converter.terraform.walking import is_known

MOST_LEAVES = 64


class SplitBy(Enum):
    """What a computation is split by, besides the arguments that are choices themselves."""

    CHOICES = "nothing else"
    GUARDS = "the guards of the arguments' own elements, and choices in templates"
    ALL_GUARDS = "the guards in the arguments at any depth"
    EVERYTHING = "all guards, choices and tests in the arguments"


class TooManyCasesError(Exception):
    """The computation would split into more cases than is sensible."""


class _Budget:
    def __init__(self, leaves: int) -> None:
        self.left = leaves

    def take(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise TooManyCasesError


def distribute(
    arguments: list[Value],
    compute: Callable[[list[Value], Formula], Value],
    *,
    assumption: Formula = ALWAYS,
    split: SplitBy = SplitBy.CHOICES,
    most: int = MOST_LEAVES,
) -> Value:
    """``compute`` applied to arguments without choices, the results put together again as a conditional value.

    ``split`` says what else the computation is split by; ``compute`` is told under which assumption it computes. Raises
    TooManyCasesError, and what ``compute`` raises where all cases fail.
    """
    return _distribute(arguments, compute, assumption, split, _Budget(most))


def _distribute(
    arguments: list[Value],
    compute: Callable[[list[Value], Formula], Value],
    assumption: Formula,
    split: SplitBy,
    budget: _Budget,
) -> Value:
    arguments = [settle(a, assumption, deep=split is not SplitBy.CHOICES) for a in arguments]
    condition = next((c for a in arguments if (c := _condition(a, split)) is not None), None)
    if condition is None:
        failed = next((a for a in arguments if isinstance(a, Failure)), None)
        if failed is not None:
            return failed
        budget.take()
        return compute(arguments, assumption)

    def case(under_this: Formula) -> Value:
        return _distribute(arguments, compute, both(assumption, under_this), split, budget)

    return branches(condition, lambda: case(condition), lambda: case(negate(condition)))


def _condition(value: Value, split: SplitBy, *, inside: bool = False) -> Formula | None:
    """The first condition that a value is split by."""
    match value:
        case Choice(condition) if not inside or split is SplitBy.EVERYTHING:
            return condition
        case Test(formula) if inside and split is SplitBy.EVERYTHING:
            return formula
        case Json(inner) | Join(_, inner) if split is SplitBy.EVERYTHING:
            return _condition(inner, split, inside=True)
        case Concat(pieces) if split is SplitBy.EVERYTHING:
            return next((c for p in pieces if (c := _condition(p, split, inside=True)) is not None), None)
        case Concat(pieces) if split is SplitBy.GUARDS:
            return next((p.condition for p in pieces if isinstance(p, Choice)), None)
        case Sequence(items=items) if split is not SplitBy.CHOICES:
            guards, parts = [i.guard for i in items], [i.value for i in items]
        case Mapping(entries=entries) if split is not SplitBy.CHOICES:
            guards, parts = [e.guard for e in entries], [e.value for e in entries]
        case _:
            return None
    guard = next((g for g in guards if g != ALWAYS), None)
    if guard is not None or split is SplitBy.GUARDS:
        return guard
    return next((c for p in parts if (c := _condition(p, split, inside=True)) is not None), None)


def settle(value: Value, assumption: Formula, *, deep: bool = False) -> Value:
    """The value where the assumption holds: choices and guards that it decides are gone."""
    if isinstance(value, ObjectView) or (assumption == ALWAYS and not isinstance(value, Choice)):
        return value
    match value:
        case Choice(condition, then, otherwise):
            decided = under(condition, assumption)
            if decided == ALWAYS:
                return settle(mark(then, value.sensitive), assumption, deep=deep)
            if decided == NEVER:
                return settle(mark(otherwise, value.sensitive), assumption, deep=deep)
            return value
        case Test(formula):
            decided = under(formula, assumption)
            if decided in (ALWAYS, NEVER):
                return Bool(decided == ALWAYS, sensitive=value.sensitive)
            return value
        case Concat(parts) if deep:
            return concat([settle(p, assumption, deep=True) for p in parts], sensitive=value.sensitive)
        case Json() | Join() if deep:
            return _settled_text(value, assumption)
        case Sequence(items=items) if deep:
            kept = []
            for item in items:
                guard = under(item.guard, assumption)
                if guard != NEVER:
                    kept.append(Item(settle(item.value, assumption, deep=True), guard))
            return replace(value, items=tuple(kept))
        case Mapping(entries=entries) if deep:
            found = []
            for entry in entries:
                guard = under(entry.guard, assumption)
                if guard != NEVER:
                    found.append(replace(entry, value=settle(entry.value, assumption, deep=True), guard=guard))
            return replace(value, entries=tuple(found))
        case _:
            return value


def _settled_text(value: Json | Join, assumption: Formula) -> Value:
    """A text of what is in a collection; it is written as soon as the assumption leaves nothing open there."""
    inside = settle(value.value if isinstance(value, Json) else value.source, assumption, deep=True)
    if isinstance(value, Json):
        return String(encode(inside), sensitive=value.sensitive) if is_known(inside) else replace(value, value=inside)
    if not isinstance(inside, Sequence) or inside.guarded:
        return replace(value, source=inside)
    pieces = [piece for item in inside.items for piece in (String(value.separator), item.value)]
    return concat(pieces[1:], sensitive=value.sensitive)


def planned(value: Value) -> Value:
    """The value with every attribute replaced by what the plan knows of it, where it knows something."""
    match value:
        case Attribute() if value.value is not None:
            return mark(planned(value.value), value.sensitive)
        case Sequence(items=items):
            return replace(value, items=tuple(Item(planned(i.value), i.guard) for i in items))
        case Mapping(entries=entries):
            return replace(value, entries=tuple(replace(e, value=planned(e.value)) for e in entries))
        case Concat(parts):
            return concat([_as_text(planned(p)) for p in parts], sensitive=value.sensitive)
        case _:
            return value


def _as_text(value: Value) -> Value:
    return convert(value, STRING) if isinstance(value, Number | Bool) else value
