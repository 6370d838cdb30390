"""How many of the elements exist that each exist under a formula, and what a comparison with a number asks of them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from math import ceil, comb, floor

from converter.terraform.formulas import ALWAYS, NEVER, Formula, both, either, negate, satisfiable
from converter.terraform.values import Mapping, Sequence, Value
from converter.terraform.walking import is_known

MOST_GUARDS = 6
"""Of more guards the number is no choice of numbers: every case would have to be written out."""
MOST_SETS = 60
"""Up to so many sets of guards are written out to ask for so many elements; more are counted outside."""


def compared_length(value: Value, op: str, number: Decimal) -> Formula | None:
    """``length(value) op number`` for a collection with guarded elements; None for another or where no formula says it.

    Elements of a set, and entries under keys, that may turn out the same count once: of those only whether there is any
    is certain.
    """
    if not isinstance(value, Sequence | Mapping) or not value.guarded:
        return None
    guards = guards_of(value)
    least = floor(number) + 1 if op in (">", "<=") else ceil(number)
    if _may_coincide(value) and not (least <= 1 if op != "==" else number == 0):
        return None
    if op == "==":
        return exactly(guards, least) if number == least else NEVER
    enough = at_least(guards, least)
    return negate(enough) if enough is not None and op in ("<", "<=") else enough


def _may_coincide(value: Sequence | Mapping) -> bool:
    if isinstance(value, Mapping):
        return any(entry.key_value is not None for entry in value.entries)
    return value.kind == "set" and any(not is_known(item.value) for item in value.items)


def guards_of(value: Sequence | Mapping) -> tuple[Formula, ...]:
    """The formulas under which the elements exist."""
    items = value.items if isinstance(value, Sequence) else value.entries
    return tuple(item.guard for item in items)


def at_least(guards: Iterable[Formula], number: int) -> Formula | None:
    """At least so many of the guards hold; None where a formula would have to name too many sets of them."""
    found = tuple(guards)
    certain = sum(guard == ALWAYS for guard in found)
    open_guards = tuple(guard for guard in found if guard not in (ALWAYS, NEVER))
    needed = number - certain
    if needed <= 0:
        return ALWAYS
    if needed > len(open_guards):
        return NEVER
    return None if comb(len(open_guards), needed) > MOST_SETS else _so_many(open_guards, needed)


def exactly(guards: Iterable[Formula], number: int) -> Formula | None:
    """So many of the guards hold and no more; None as with :func:`at_least`."""
    found = tuple(guards)
    enough, more = at_least(found, number), at_least(found, number + 1)
    return None if enough is None or more is None else both(enough, negate(more))


def _so_many(guards: tuple[Formula, ...], needed: int) -> Formula:
    @cache
    def rest(start: int, missing: int) -> Formula:
        if not missing:
            return ALWAYS
        if len(guards) - start < missing:
            return NEVER
        with_this = both(guards[start], rest(start + 1, missing - 1))
        return either(with_this if satisfiable(with_this) else NEVER, rest(start + 1, missing))

    return rest(0, needed)
