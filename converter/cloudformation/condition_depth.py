"""How deeply conditions are nested, those that they refer to among them: found out without recursion."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from converter.cloudformation.model import And, ConditionExpression, ConditionRef, Not, Or


def depths(conditions: Mapping[str, ConditionExpression]) -> dict[str, int]:
    """The levels of each condition; a reference that leads back to where it came from counts as one."""
    known: dict[str, int] = {}
    for first in conditions:
        waiting, open_ = [first], set[str]()
        while waiting:
            name = waiting[-1]
            below = [(level, other) for level, other in _references(conditions[name]) if other in conditions]
            missing = [] if name in open_ else [o for _, o in below if o not in known and o not in open_]
            open_.add(name)
            if missing and name not in known:
                waiting += missing
                continue
            waiting.pop()
            known[name] = max([_levels(conditions[name]), *(level + known.get(other, 1) for level, other in below)])
    return known


def _references(expression: ConditionExpression) -> Iterator[tuple[int, str]]:
    """The conditions that an expression refers to, each with the level that it stands on."""
    for level, inner in _parts(expression):
        if isinstance(inner, ConditionRef):
            yield level, inner.name


def _levels(expression: ConditionExpression) -> int:
    return max(level for level, _ in _parts(expression))


def _parts(expression: ConditionExpression) -> Iterator[tuple[int, ConditionExpression]]:
    waiting = [(1, expression)]
    while waiting:
        level, inner = waiting.pop()
        yield level, inner
        match inner:
            case And(operands) | Or(operands):
                waiting += [(level + 1, operand) for operand in operands]
            case Not(operand):
                waiting.append((level + 1, operand))
