"""Values whose evaluation fails for some values of the variables: conditions that the configuration implies.

``cidrsubnet(var.block, 8, 300)`` or ``coalesce(var.name, "")`` ask something of their variables as a ``validation``
does. Where the values in force meet it, it becomes a constraint; where they do not, the failure is an error.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from converter.findings import FindingError, Span
from converter.terraform.evaluation import Constraint
from converter.terraform.facts import is_told_later
from converter.terraform.formulas import ALWAYS, NEVER, Formula, both, either, negate
from converter.terraform.narrowing import failures, narrow, rebuild, surviving_in
from converter.terraform.references import ModuleNames
from converter.terraform.scope import Scope
from converter.terraform.values import Bool, Choice, Failure, Mapping, Sequence, Test, Value, mark
from converter.terraform.walking import parts_of

if TYPE_CHECKING:
    from converter.terraform.evaluator import Evaluator


def without_failures(evaluator: Evaluator, value: Value, scope: Scope, span: Span) -> Value:
    """The value where it does not fail, which becomes a constraint.

    Raises FindingError where it fails under the variables in force, or where that cannot be told.
    """
    if next(failures(value), None) is None:
        return value
    narrowed = narrow(value, scope.assumption)
    left = surviving_in(narrowed, span)
    if left is None:
        return value
    failing = _failing(narrowed)
    if failing == ALWAYS:
        raise FindingError(left)
    failing = both(scope.assumption, failing)
    if evaluator.in_force.if_decided(Test(failing), span) != Bool(False):
        raise FindingError(left)
    module = scope.names.module.prefix.rstrip(".") if isinstance(scope.names, ModuleNames) else ""
    meets = negate(failing)
    evaluator.constraints.setdefault(Constraint(Test(meets), left.detail, span, module, "precondition"))
    return _without(narrowed)


def _failing(value: Value) -> Formula:
    """Where something in a value fails; what only a deployed resource tells does not count, as in a plan."""
    match value:
        case Failure():
            return ALWAYS
        case Choice(condition, then, otherwise):
            late = is_told_later(condition)
            one, other = (NEVER if late and isinstance(v, Failure) else _failing(v) for v in (then, otherwise))
            return either(both(condition, one), both(negate(condition), other))
        case Sequence(items=items):
            return either(*(both(item.guard, _failing(item.value)) for item in items))
        case Mapping(entries=entries):
            return either(*(both(entry.guard, _failing(entry.value)) for entry in entries))
        case _:
            return either(*map(_failing, parts_of(value)))


def _without(value: Value) -> Value:
    """The value where none of its parts that :func:`_failing` counts is reached; a Failure where each of it is one.

    The branches are taken out, and nothing is searched for: what fails is often the end of a choice as long as the map
    that is looked up in.
    """
    match value:
        case Choice(condition, then, otherwise):
            late = is_told_later(condition)
            one, other = (v if late and isinstance(v, Failure) else _without(v) for v in (then, otherwise))
            if not late and isinstance(one, Failure):
                return mark(other, value.sensitive)
            if not late and isinstance(other, Failure):
                return mark(one, value.sensitive)
            return value if one is then and other is otherwise else replace(value, then=one, otherwise=other)
        case Sequence(items=items):
            kept = [replace(item, value=_without(item.value)) for item in items]
            return replace(value, items=tuple(item for item in kept if not isinstance(item.value, Failure)))
        case Mapping(entries=entries):
            rest = [replace(entry, value=_without(entry.value)) for entry in entries]
            return replace(value, entries=tuple(entry for entry in rest if not isinstance(entry.value, Failure)))
        case _:
            failed = next((part for part in map(_without, parts_of(value)) if isinstance(part, Failure)), None)
            return failed if failed is not None else rebuild(value, _without)
