"""The plan in the place of our evaluation: instances in which what the plan knows otherwise is what the plan says.

Where both agree, the evaluated value stands for the planned one, so its references stay and compare with the
templates' own; where they differ the plan's is taken, so that a defect of our evaluation, which the converter shares,
cannot hide the same defect in the templates.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from converter.parity.against_plan.agreement import Difference, Steps
from converter.terraform.convert import ValueTypeError, convert
from converter.terraform.instances import Argument, BodyValue, NestedBlockValue, ResourceInstance
from converter.terraform.plan import from_plain
from converter.terraform.provider_schema import BlockSchema, ProviderSchema
from converter.terraform.values import (
    Entry,
    Item,
    Mapping as MappingValue,
    ObjectView,
    Sequence,
    Unknown,
    Value,
    mark,
    type_of,
)

Place = tuple[BlockSchema | None, ResourceInstance]


def with_planned_values(
    instances: Iterable[ResourceInstance], differences: Iterable[Difference]
) -> tuple[ResourceInstance, ...]:
    """The instances, with the planned value at every place where the plan differs."""
    by_address: dict[str, list[Difference]] = {}
    for difference in differences:
        if difference.steps:
            by_address.setdefault(difference.address, []).append(difference)
    return tuple(_patched(i, by_address.get(i.address, ())) for i in instances)


def _patched(instance: ResourceInstance, differences: Iterable[Difference]) -> ResourceInstance:
    schema = ProviderSchema.load().resource(instance.key.type)
    body = instance.body
    for difference in differences:
        body = _in_body(body, difference.steps, difference.value, (schema, instance))
    return replace(instance, body=body)


def _in_body(body: BodyValue, steps: Steps, planned: Any, place: Place) -> BodyValue:
    name, *rest = steps
    schema, instance = place
    nested = schema.blocks.get(str(name)) if schema is not None else None
    argument = body.arguments.get(str(name))
    if argument is not None:
        changed = replace(argument, value=_in_value(argument.value, tuple(rest), planned))
        return replace(body, arguments={**body.arguments, argument.name: changed})
    below = nested.block if nested is not None else None
    blocks = list(body.blocks.get(str(name), ()))
    if not rest:
        listed = [planned] if isinstance(planned, Mapping) else planned or ()
        blocks = [_block(str(name), data, below, instance) for data in listed]
    elif isinstance(rest[0], int) and rest[0] < len(blocks) and rest[1:]:
        block = blocks[rest[0]]
        inner = _in_body(block.body, tuple(rest[1:]), planned, (below, instance))
        blocks[rest[0]] = replace(block, body=inner)
    return replace(body, blocks={**body.blocks, str(name): tuple(blocks)})


def _in_value(value: Value, steps: Steps, planned: Any) -> Value:
    if isinstance(value, ObjectView):
        value = value.expand()
    if not steps:
        return _like(value, planned)
    step, rest = steps[0], steps[1:]
    match value:
        case Sequence(items=items) if isinstance(step, int) and step < len(items):
            changed = Item(_in_value(items[step].value, rest, planned), items[step].guard)
            return replace(value, items=(*items[:step], changed, *items[step + 1 :]))
        case MappingValue(entries=entries) if value.get(str(step)) is not None:
            return replace(
                value,
                entries=tuple(
                    replace(e, value=_in_value(e.value, rest, planned)) if e.key == step else e for e in entries
                ),
            )
        case MappingValue(entries=entries):
            return replace(value, entries=(*entries, Entry(str(step), from_plain(planned))))
        case _:
            return value


def _like(value: Value, planned: Any) -> Value:
    """The planned value in the type of the evaluated one."""
    found = from_plain(planned)
    if not isinstance(value, Unknown):
        with suppress(ValueTypeError):  # then the plan's own form says what the argument is
            found = convert(found, type_of(value))
    return mark(found, value.sensitive)


def _block(
    kind: str, data: Mapping[str, Any], schema: BlockSchema | None, instance: ResourceInstance
) -> NestedBlockValue:
    """A nested block that only the plan knows. What is empty in it was not set.

    Without a schema it is an attribute that may be written as blocks, so everything in it is an attribute.
    """
    nested = schema.blocks if schema is not None else {}
    arguments = {
        name: Argument(name, from_plain(value), instance.span)
        for name, value in data.items()
        if name not in nested and value not in (None, "", [], {}, False)
    }
    blocks = {
        name: tuple(_block(name, inner, below.block, instance) for inner in data.get(name) or ())
        for name, below in nested.items()
        if isinstance(data.get(name), list)
    }
    return NestedBlockValue(kind, BodyValue(arguments, {n: b for n, b in blocks.items() if b}), instance.span)
