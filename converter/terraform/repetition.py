"""How many instances a block has: ``count`` and ``for_each``, over known, residual and guarded values.

Facts: "The count Meta-Argument" and "The for_each Meta-Argument", Terraform language documentation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from converter.findings import FindingError, Span
from converter.hcl.syntax import Expression
from converter.terraform.choosing import choose
from converter.terraform.configuration import ModuleCall, ResourceConfig
from converter.terraform.convert import ValueTypeError, convert
from converter.terraform.distinct_keys import keep_apart
from converter.terraform.formulas import ALWAYS, NEVER, Formula, both, either, negate
from converter.terraform.late_branches import settled_by_lengths, without_late_branches
from converter.terraform.narrowing import narrow
from converter.terraform.partial_failures import without_failures
from converter.terraform.references import ModuleNames
from converter.terraform.scope import NO_REPETITION, Repetition, Scope, error
from converter.terraform.types import NUMBER
from converter.terraform.values import (
    Apply,
    Attribute,
    Bool,
    Choice,
    Entry,
    Failure,
    Mapping,
    Null,
    Number,
    ObjectView,
    Sequence,
    String,
    Unknown,
    Value,
)
from converter.terraform.walking import formula_leaves, is_sensitive, leaves

if TYPE_CHECKING:
    from converter.terraform.evaluator import Evaluator

MAX_INSTANCES = 5_000
"""More instances of one block than this are refused with a message."""
COUNTED = "count decides how many instances there are"


@dataclass(frozen=True, slots=True)
class Instance:
    """One instance of a block: its key, when it exists within its module, and its ``each`` / ``count``."""

    key: str | int | None = None
    guard: Formula = ALWAYS
    repetition: Repetition = NO_REPETITION
    key_value: Value | None = None


def resource_instances(evaluator: Evaluator, scope: Scope, config: ResourceConfig) -> list[Instance]:
    """The instances of a resource or data block."""
    return _instances(evaluator, scope, config.count, config.for_each)


def call_instances(evaluator: Evaluator, scope: Scope, call: ModuleCall) -> list[Instance]:
    """The instances of a module call."""
    return _instances(evaluator, scope, call.count, call.for_each)


def _instances(
    evaluator: Evaluator, scope: Scope, count: Expression | None, for_each: Expression | None
) -> list[Instance]:
    if count is not None:  # a block that has both was refused when it was read
        return _decided(_counted(evaluator, scope, count), "count", count.span)
    if for_each is not None:
        value = evaluator.expressions.evaluate(for_each, scope)
        value = without_failures(evaluator, value, scope, for_each.span)
        value = narrow(value, scope.assumption)
        value = without_late_branches(
            evaluator.in_force, value, for_each.span, "for_each decides which instances there are"
        )
        found = _decided(over(evaluator, value, for_each.span, scope), "for_each", for_each.span)
        keys = [(String(str(i.key)) if i.key_value is None else i.key_value, i.guard) for i in found]
        module = scope.names.module.prefix.rstrip(".") if isinstance(scope.names, ModuleNames) else ""
        keep_apart(evaluator, keys, scope.assumption, module, for_each.span)
        return _by_key(found)
    return [Instance()]


def _by_key(instances: Iterable[Instance]) -> list[Instance]:
    """The instances, one for each key: elements of a set that coincide are one."""
    found: dict[str | int | None, Instance] = {}
    for instance in instances:
        before = found.get(instance.key)
        guard = instance.guard if before is None else either(before.guard, instance.guard)
        found[instance.key] = replace(before or instance, guard=guard)
    return list(found.values())


def _decided(instances: Iterator[Instance], argument: str, span: Span) -> list[Instance]:
    """The instances; their conditions may speak of variables, not of what only a deployed resource tells."""
    found = list(instances)
    for instance in found:
        for leaf in formula_leaves(instance.guard):
            if isinstance(leaf, Attribute) and leaf.value is None and leaf.resource.mode == "managed":
                raise error(
                    f"invalid {argument} argument",
                    f"how many instances there are depends on {leaf.resource}.{leaf.path[0]}, which is known only "
                    "after the deployment",
                    span,
                )
    return found


def _counted(evaluator: Evaluator, scope: Scope, expression: Expression) -> Iterator[Instance]:
    span = expression.span
    value = without_failures(evaluator, evaluator.expressions.evaluate(expression, scope), scope, span)
    value = narrow(value, scope.assumption)
    value = without_late_branches(evaluator.in_force, value, span, COUNTED)
    branches = list(_numbers(evaluator, value, ALWAYS, span))
    highest = max((n for n, _ in branches), default=0)
    if highest > MAX_INSTANCES:
        raise error("too many instances", f"count is {highest}; at most {MAX_INSTANCES} are converted", span)
    for position in range(highest):
        guard = either(*(condition for n, condition in branches if n > position))
        if all(n > position for n, _ in branches):
            guard = ALWAYS
        yield Instance(position, guard, Repetition(count_index=Number(Decimal(position))))


def _numbers(evaluator: Evaluator, value: Value, condition: Formula, span: Span) -> Iterator[tuple[int, Formula]]:
    """The numbers that ``count`` can be, each with its condition."""
    value = settled_by_lengths(evaluator.in_force, value, span, lambda branch: isinstance(branch, Apply))
    if isinstance(value, Choice):
        yield from _numbers(evaluator, value.then, both(condition, value.condition), span)
        yield from _numbers(evaluator, value.otherwise, both(condition, negate(value.condition)), span)
        return
    if isinstance(value, Failure):
        raise error(value.finding.summary, value.finding.detail, value.finding.subject)
    if not isinstance(value, Number | Null | Unknown):
        try:
            value = convert(value, NUMBER)
        except ValueTypeError as problem:
            raise error(
                "invalid count argument",
                f"the count argument is unsuitable: {problem}",
                span,
                terraform="Incorrect value type",
            ) from None
    if not isinstance(value, Number | Null | Unknown):
        value = evaluator.in_force.in_force(value, span, COUNTED)
    if isinstance(value, Unknown):
        raise error(
            "invalid count argument",
            "the count value depends on resource attributes that are known only after the deployment",
            span,
        )
    if not isinstance(value, Number) or value.value != value.value.to_integral_value() or value.value < 0:
        raise error("invalid count argument", "the count must be a whole number that is not negative", span)
    yield int(value.value), condition


def over(evaluator: Evaluator, value: Value, span: Span, scope: Scope) -> Iterator[Instance]:
    """The instances that ``for_each`` makes of a map, an object or a set of strings."""
    value = narrow(value, scope.assumption)
    if _has_sensitive_keys(value):
        raise _sensitive("for_each", span)
    if isinstance(value, Choice):
        yield from _merged(evaluator, value, span, scope)
        return
    if isinstance(value, ObjectView):
        value = value.expand()
    if isinstance(value, Failure):
        raise error(value.finding.summary, value.finding.detail, value.finding.subject)
    match value:
        case Mapping(entries=entries):
            for entry in sorted(entries, key=lambda e: e.key):
                yield _of_entry(evaluator, entry, span)
        case Sequence("set", items):
            for item in items:
                if isinstance(item.value, Null | Number | Bool):
                    raise error(
                        "invalid for_each argument",
                        "the elements of a set for for_each are strings; this one has a null or another type in it",
                        span,
                        terraform="Invalid for_each set argument",
                    )
                text = (
                    item.value if isinstance(item.value, String) else evaluator.in_force.key_in_force(item.value, span)
                )
                if not isinstance(text, String):
                    raise _unknown(span)
                residual = None if isinstance(item.value, String) else item.value
                yield Instance(text.text, item.guard, Repetition(item.value, item.value), residual)
        case Null():
            raise error("invalid for_each argument", "the for_each value is null; give a map or a set of strings", span)
        case Unknown():
            raise _unknown(span)
        case Sequence():
            raise error(
                "invalid for_each argument",
                "the for_each argument must be a map, or set of strings, and this is a list; wrap it in toset()",
                span,
            )
        case _:
            expanded = evaluator.in_force.expand(value, span)
            if expanded == value or isinstance(expanded, Unknown):
                raise _unknown(span)
            if isinstance(expanded, Sequence):
                expanded = Sequence("set", expanded.items, expanded.element_type)
            yield from over(evaluator, expanded, span, scope)


def _merged(evaluator: Evaluator, value: Choice, span: Span, scope: Scope) -> Iterator[Instance]:
    """The instances of a conditional collection whose branches did not merge by structure."""
    then = {i.key: i for i in over(evaluator, value.then, span, scope.assuming(value.condition))}
    otherwise = {i.key: i for i in over(evaluator, value.otherwise, span, scope.assuming(negate(value.condition)))}
    for key in sorted({*then, *otherwise}, key=str):
        one, other = then.get(key), otherwise.get(key)
        guards = []
        if one is not None:
            guards.append(both(value.condition, one.guard))
        if other is not None:
            guards.append(both(negate(value.condition), other.guard))
        chosen = one or other
        assert chosen is not None  # the key comes from one of them
        each = chosen.repetition.each_value
        if one is not None and other is not None:
            a, b = one.repetition.each_value, other.repetition.each_value
            assert a is not None
            assert b is not None
            each = choose(value.condition, a, b)
        guard = either(*guards)
        if one is not None and other is not None and one.guard == other.guard == ALWAYS:
            guard = ALWAYS
        if guard != NEVER:
            yield Instance(key, guard, Repetition(chosen.repetition.each_key, each), chosen.key_value)


def _of_entry(evaluator: Evaluator, entry: Entry, span: Span) -> Instance:
    """The instance for an entry of a map. Raises FindingError where only a resource that is made tells its key."""
    key = entry.key_as_value
    if not isinstance(evaluator.in_force.key_in_force(key, span), String) and any(
        isinstance(leaf, Attribute) and leaf.resource.mode == "managed" for leaf in leaves(key)
    ):
        raise _unknown(span)
    return Instance(entry.key, entry.guard, Repetition(key, entry.value), entry.key_value)


def _has_sensitive_keys(value: Value) -> bool:
    """Whether the collection itself is sensitive, or an element of a set, which is a key; a map's values may be."""
    if isinstance(value, Sequence) and any(is_sensitive(i.value) for i in value.items):
        return True
    return not isinstance(value, ObjectView) and value.sensitive


def _sensitive(argument: str, span: Span) -> FindingError:
    return error(
        f"invalid {argument} argument",
        f"sensitive values cannot decide about {argument}: they would be shown in the addresses of the resources",
        span,
    )


def _unknown(span: Span) -> FindingError:
    return error(
        "invalid for_each argument",
        "the for_each keys depend on resource attributes that are known only after the deployment; use keys that the "
        "configuration states",
        span,
    )
