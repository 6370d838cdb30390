"""What a value is where something is known to hold: guards and choices that the assumption decides disappear."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from converter.findings import Finding, Span
from converter.terraform.choosing import choose
from converter.terraform.concatenation import concat
from converter.terraform.facts import is_told_later
from converter.terraform.formulas import ALWAYS, NEVER, Formula, both, excludes, negate, under
from converter.terraform.values import (
    Apply,
    Attribute,
    Base64,
    Bool,
    Choice,
    CidrSubnet,
    Concat,
    Element,
    Entry,
    Failure,
    Item,
    Join,
    Json,
    Mapping,
    ObjectView,
    Sequence,
    Split,
    Test,
    Value,
    mark,
)
from converter.terraform.walking import parts_of

SOMETIMES = "only for some values of the variables"


def narrow(value: Value, assumption: Formula) -> Value:
    """``value`` as it reads where ``assumption`` holds."""
    if isinstance(value, ObjectView):
        return value
    match value:
        case Choice(condition, then, otherwise):
            decided = under(condition, assumption)
            if decided == ALWAYS:
                result = narrow(then, assumption)
            elif decided == NEVER:
                result = narrow(otherwise, assumption)
            else:
                result = choose(
                    decided,
                    narrow(then, both(assumption, condition)),
                    narrow(otherwise, both(assumption, negate(condition))),
                )
            return mark(result, value.sensitive)
        case Test(formula):
            decided = under(formula, assumption)
            if decided in (ALWAYS, NEVER):
                return Bool(decided == ALWAYS, sensitive=value.sensitive)
            return replace(value, formula=decided)
        case Sequence(items=items):
            return replace(value, items=tuple(_items(items, assumption)))
        case Mapping(entries=entries):
            return replace(value, entries=tuple(_entries(entries, assumption)))
        case _:
            return rebuild(value, lambda part: narrow(part, assumption))


def _items(items: tuple[Item, ...], assumption: Formula) -> list[Item]:
    kept = []
    for item in items:
        guard = under(item.guard, assumption)
        if guard != NEVER:
            kept.append(Item(narrow(item.value, both(assumption, guard)), guard))
    return kept


def _entries(entries: tuple[Entry, ...], assumption: Formula) -> list[Entry]:
    kept = []
    for entry in entries:
        guard = under(entry.guard, assumption)
        if guard != NEVER and not (guard != ALWAYS and excludes(guard, assumption)):
            kept.append(replace(entry, value=narrow(entry.value, both(assumption, guard)), guard=guard))
    return kept


def rebuild(value: Value, transform: Callable[[Value], Value]) -> Value:
    """A residual node with ``transform`` applied to the values inside it (not inside collections or choices)."""
    match value:
        case Concat(parts):
            return concat((transform(p) for p in parts), sensitive=value.sensitive)
        case Element() | Split() | Join():
            return replace(value, source=transform(value.source))
        case CidrSubnet():
            return replace(value, prefix=transform(value.prefix))
        case Json() | Base64():
            return replace(value, value=transform(value.value))
        case Apply():
            return replace(value, arguments=tuple(transform(a) for a in value.arguments))
        case Attribute() if value.value is not None:
            return replace(value, value=transform(value.value))
        case _:
            return value


def placed(value: Value, span: Span) -> Value:
    """The value; failures among its branches that have no place in the source yet get ``span``."""
    match value:
        case Failure(finding) if finding.subject is None:
            return replace(value, finding=replace(finding, subject=span))
        case Choice(_, then, otherwise):
            first, second = placed(then, span), placed(otherwise, span)
            return value if first is then and second is otherwise else replace(value, then=first, otherwise=second)
        case _:
            return value


def surviving(value: Value, assumption: Formula, span: Span) -> Finding | None:
    """The finding of a failure that is left in the value where ``assumption`` holds, at ``span`` if it has no place."""
    return surviving_in(narrow(value, assumption), span)


def surviving_in(narrowed: Value, span: Span) -> Finding | None:
    """As :func:`surviving`, of a value that is narrowed already."""
    left = next(failures(narrowed), None)
    if left is None:
        return None
    finding = left.finding if left.finding.subject is not None else replace(left.finding, subject=span)
    if isinstance(narrowed, Choice) and SOMETIMES not in finding.detail:
        finding = replace(finding, detail=f"{finding.detail} ({SOMETIMES})")
    return finding


def failures(value: Value) -> Iterator[Failure]:
    """The failures left inside a value.

    Where only a deployed resource tells whether there is one, Terraform plans too as if there were none.
    """
    if isinstance(value, Failure):
        yield value
    late = isinstance(value, Choice) and is_told_later(value.condition)
    for part in parts_of(value):
        if not (late and isinstance(part, Failure)):
            yield from failures(part)
