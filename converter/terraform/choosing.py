"""Values that depend on a condition: merged by structure where both branches have one, else a choice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from converter.terraform.formulas import ALWAYS, NEVER, Formula, both, either, negate, under
from converter.terraform.types import DYNAMIC
from converter.terraform.values import (
    Bool,
    Choice,
    Entry,
    Item,
    Mapping,
    ObjectView,
    Sequence,
    Test,
    Value,
    mark,
)


def map_leaves(value: Value, transform: Callable[[Value], Value]) -> Value:
    """A conditional value with ``transform`` applied to each of its branches."""
    if isinstance(value, Choice):
        return mark(
            choose(value.condition, map_leaves(value.then, transform), map_leaves(value.otherwise, transform)),
            value.sensitive,
        )
    return transform(value)


def choose(condition: Formula, then: Value, otherwise: Value) -> Value:
    """``condition ? then : otherwise``, merged by structure where both branches are collections of one kind.

    Lists and tuples merge position by position, maps and objects key by key; what stands in one branch only is
    guarded. Scalars make a :class:`Choice`. Equal branches are that branch.
    """
    if condition == ALWAYS:
        return then
    if condition == NEVER:
        return otherwise
    if not isinstance(then, ObjectView) and not isinstance(otherwise, ObjectView) and then == otherwise:
        return then
    match then, otherwise:
        case Sequence(), Sequence() if then.kind != "set" and otherwise.kind != "set":
            return _choose_sequence(condition, then, otherwise)
        case Mapping(), Mapping():
            return _choose_mapping(condition, then, otherwise)
        case Bool() | Test(), Bool() | Test():
            formula = _either_formula(condition, _formula(then), _formula(otherwise))
            return _test(formula, then.sensitive or otherwise.sensitive)
        case _:
            pass
    return Choice(condition, _narrow(then, condition), _narrow(otherwise, negate(condition)))


def _formula(value: Bool | Test) -> Formula:
    if isinstance(value, Test):
        return value.formula
    return ALWAYS if value.value else NEVER


def _either_formula(condition: Formula, then: Formula, otherwise: Formula) -> Formula:
    return either(both(condition, then), both(negate(condition), otherwise))


def _test(formula: Formula, sensitive: bool) -> Value:
    if formula == ALWAYS:
        return Bool(True, sensitive=sensitive)
    if formula == NEVER:
        return Bool(False, sensitive=sensitive)
    return Test(formula, sensitive=sensitive)


def _narrow(value: Value, assumption: Formula) -> Value:
    """A nested choice that the assumption decides is replaced by the branch it decides for."""
    if isinstance(value, Choice):
        decided = under(value.condition, assumption)
        if decided == ALWAYS:
            return _narrow(value.then, assumption)
        if decided == NEVER:
            return _narrow(value.otherwise, assumption)
    return value


def _choose_sequence(condition: Formula, then: Sequence, otherwise: Sequence) -> Sequence:
    items: list[Item] = []
    if then.guarded or otherwise.guarded:
        # Positions cannot be lined up: keep both runs, each under its own condition, sharing a common start.
        common = 0
        while common < min(len(then.items), len(otherwise.items)) and then.items[common] == otherwise.items[common]:
            common += 1
        items.extend(then.items[:common])
        items.extend(Item(i.value, both(condition, i.guard)) for i in then.items[common:])
        items.extend(Item(i.value, both(negate(condition), i.guard)) for i in otherwise.items[common:])
    else:
        for position in range(max(len(then.items), len(otherwise.items))):
            if position >= len(then.items):
                items.append(Item(otherwise.items[position].value, negate(condition)))
            elif position >= len(otherwise.items):
                items.append(Item(then.items[position].value, condition))
            else:
                items.append(Item(choose(condition, then.items[position].value, otherwise.items[position].value)))
    kind = then.kind if then.kind == otherwise.kind else "list"
    element = then.element_type if then.items or then.element_type != DYNAMIC else otherwise.element_type
    return Sequence(kind, tuple(items), element, sensitive=then.sensitive or otherwise.sensitive)


def _choose_mapping(condition: Formula, then: Mapping, otherwise: Mapping) -> Mapping:
    entries: list[Entry] = []
    for entry in then.entries:
        other = otherwise.entry(entry.key)
        if other is None:
            entries.append(replace(entry, guard=both(condition, entry.guard)))
        else:
            guard = _either_formula(condition, entry.guard, other.guard)
            if entry.guard == other.guard:
                guard = entry.guard
            entries.append(replace(entry, value=choose(condition, entry.value, other.value), guard=guard))
    present = {e.key for e in then.entries}
    entries.extend(
        replace(e, guard=both(negate(condition), e.guard)) for e in otherwise.entries if e.key not in present
    )
    kind = then.kind if then.kind == otherwise.kind else "map"
    if kind == "map":
        entries.sort(key=lambda e: e.key)
    element = then.element_type if then.element_type != DYNAMIC else otherwise.element_type
    return Mapping(kind, tuple(entries), element, sensitive=then.sensitive or otherwise.sensitive)
