"""What a ``for`` expression, ``for_each`` or ``dynamic`` block iterates over."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from converter.terraform.formulas import ALWAYS, NEVER, Formula, under
from converter.terraform.values import Mapping, Number, ObjectView, Sequence, Value


@dataclass(frozen=True, slots=True)
class Element:
    """One element: its key (or index, or for a set the element itself), its value, and when it exists."""

    key: Value
    value: Value
    guard: Formula


def elements_of(collection: Value, assumption: Formula = ALWAYS) -> list[Element] | None:
    """The elements of a collection that can exist where ``assumption`` holds; None where it is no collection."""
    if isinstance(collection, ObjectView):
        return [Element(e.key_as_value, e.value, e.guard) for e in collection.expand().entries]
    found: list[Element] = []
    match collection:
        case Sequence("set", items):
            for item in items:
                guard = under(item.guard, assumption)
                if guard != NEVER:
                    found.append(Element(item.value, item.value, guard))
        case Sequence(items=items):
            position = 0
            for item in items:
                guard = under(item.guard, assumption)
                if guard == NEVER:
                    continue
                found.append(Element(Number(Decimal(position)), item.value, guard))
                position += 1
        case Mapping(entries=entries):
            ordered = sorted(entries, key=lambda e: e.key)
            for entry in ordered:
                guard = under(entry.guard, assumption)
                if guard != NEVER:
                    found.append(Element(entry.key_as_value, entry.value, guard))
        case _:
            return None
    return found
