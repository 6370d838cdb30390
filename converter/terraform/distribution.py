"""Computing over conditional arguments: a choice or a guarded element splits the computation in two."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from converter.terraform.convert import branches, convert
from converter.terraform.formulas import ALWAYS, NEVER, Formula, both, negate, under
from converter.terraform.types import STRING
from converter.terraform.values import (
    Attribute,
    Bool,
    Choice,
    Concat,
    Failure,
    Item,
    Mapping,
    Number,
    ObjectView,
    Sequence,
    Test,
    Value,
    concat,
    mark,
)

MOST_LEAVES = 64


class TooManyCases(Exception):
    """The computation would split into more cases than is sensible."""


class _Budget:
    def __init__(self, leaves: int) -> None:
        self.left = leaves

    def take(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise TooManyCases


def distribute(
    arguments: list[Value],
    compute: Callable[[list[Value], Formula], Value],
    *,
    assumption: Formula = ALWAYS,
    guards: bool = False,
    deep: bool = False,
    most: int = MOST_LEAVES,
) -> Value:
    """``compute`` applied to arguments without choices, the results put together again as a conditional value.

    ``guards`` splits guarded collections too; ``deep`` also what stands inside collections. ``compute`` is told under
    which assumption it computes. Raises TooManyCases, and what ``compute`` raises where all cases fail.
    """
    return _distribute(arguments, compute, assumption, guards, deep, _Budget(most))


def _distribute(
    arguments: list[Value],
    compute: Callable[[list[Value], Formula], Value],
    assumption: Formula,
    guards: bool,
    deep: bool,
    budget: _Budget,
) -> Value:
    arguments = [settle(a, assumption, deep=deep or guards) for a in arguments]
    condition = next((c for a in arguments if (c := _condition(a, guards, deep)) is not None), None)
    if condition is None:
        failed = next((a for a in arguments if isinstance(a, Failure)), None)
        if failed is not None:
            return failed
        budget.take()
        return compute(arguments, assumption)

    def case(under_this: Formula) -> Value:
        return _distribute(arguments, compute, both(assumption, under_this), guards, deep, budget)

    return branches(condition, lambda: case(condition), lambda: case(negate(condition)))


def _condition(value: Value, guards: bool, deep: bool) -> Formula | None:
    """The first condition that a value is split by."""
    match value:
        case Choice(condition):
            return condition
        case Test(formula) if deep:
            return formula
        case Sequence(items=items):
            if guards:
                for item in items:
                    if item.guard != ALWAYS:
                        return item.guard
            parts = [i.value for i in items]
        case Mapping(entries=entries):
            if guards:
                for entry in entries:
                    if entry.guard != ALWAYS:
                        return entry.guard
            parts = [e.value for e in entries]
        case _:
            return None
    if not deep:
        return None
    return next((c for p in parts if (c := _condition(p, guards, deep)) is not None), None)


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
