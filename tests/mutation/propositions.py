"""Conditions as propositions over their comparisons: whether two are the same wherever a third one holds."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping

from converter.cloudformation.model import And, ConditionExpression, ConditionRef, Equals, Not, Or, Template

MOST_COMPARISONS = 12
"""With more comparisons nothing is proved: there are two to the power of them cases."""


def are_equal_where(template: Template, given: str | None, one: str, other: str) -> bool:
    """Whether two conditions of a template agree in every case in which ``given`` (None: always) holds."""
    expressions = [ConditionRef(name) for name in (one, other, given) if name is not None]
    comparisons = sorted({repr(c) for e in expressions for c in _comparisons(template, e)})
    if len(comparisons) > MOST_COMPARISONS:
        return False
    for case in itertools.product((True, False), repeat=len(comparisons)):
        truth = dict(zip(comparisons, case, strict=True))
        left, right, *rest = (_holds(template, expression, truth) for expression in expressions)
        if left != right and all(rest):
            return False
    return True


def _comparisons(template: Template, expression: ConditionExpression) -> Iterator[Equals]:
    match expression:
        case ConditionRef(name):
            yield from _comparisons(template, template.conditions[name])
        case Not(operand):
            yield from _comparisons(template, operand)
        case And(operands) | Or(operands):
            for operand in operands:
                yield from _comparisons(template, operand)
        case Equals():
            yield expression


def _holds(template: Template, expression: ConditionExpression, truth: Mapping[str, bool]) -> bool:
    match expression:
        case ConditionRef(name):
            return _holds(template, template.conditions[name], truth)
        case Not(operand):
            return not _holds(template, operand, truth)
        case And(operands):
            return all(_holds(template, operand, truth) for operand in operands)
        case Or(operands):
            return any(_holds(template, operand, truth) for operand in operands)
        case _:
            return truth[repr(expression)]
