"""Conditional values of which the number of elements is needed now: which branches the values in force leave.

How many instances or nested blocks there are must be known now. ``var.subnet_ids != [] ? var.subnet_ids : data…ids``
says it under the values in force, though nobody can count the other branch; the variables that choose are fixed by it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from converter.findings import FindingError, Span
from converter.terraform.host import Host
from converter.terraform.in_force import LENGTH, InForce, without_lengths
from converter.terraform.values import Bool, Choice, Failure, Mapping, ObjectView, Sequence, Test, Unknown, Value
from converter.terraform.walking import leaves


def without_late_branches(in_force: InForce, value: Value, span: Span, why: str) -> Value:
    """The value without branches that are known only after the deployment, as far as the values in force allow."""
    if not isinstance(value, Choice):
        return value
    then = without_late_branches(in_force, value.then, span, why)
    otherwise = without_late_branches(in_force, value.otherwise, span, why)
    if _is_late(in_force, then, span) or _is_late(in_force, otherwise, span):
        test = Test(value.condition)
        if in_force.if_decided(test, span) is not None:
            taken = in_force.in_force(test, span, why)
            return then if taken == Bool(True) else otherwise
    return replace(value, then=then, otherwise=otherwise)


def _is_late(in_force: InForce, value: Value, span: Span) -> bool:
    """Whether not even the number of elements is known now."""
    if isinstance(value, Choice):
        return _is_late(in_force, value.then, span) or _is_late(in_force, value.otherwise, span)
    if isinstance(value, Sequence | Mapping | ObjectView | Failure):
        return False
    try:
        return isinstance(in_force.decided(value, span), Unknown)
    except FindingError:
        return False


def settled_by_lengths(host: Host, value: Value, span: Span, needs_length: Callable[[Value], bool]) -> Value:
    """The branch of a conditional value that the lengths of lists alone choose.

    Counting a residual list (``needs_length`` says which branches ask for that) fixes its length, so what the length
    decides is fixed with it.
    """
    if not isinstance(value, Choice):
        return value
    test = Test(value.condition)
    if not any(map(needs_length, (value.then, value.otherwise))) or any(leaves(without_lengths(test))):
        return value
    decided = host.in_force(test, span, LENGTH)
    if not isinstance(decided, Bool):
        return value
    return settled_by_lengths(host, value.then if decided.value else value.otherwise, span, needs_length)
