"""Proof 3: our evaluation of the configuration against a real plan, value by value.

What Terraform knows in the plan, we must know, and it must be the same. What it does not know may be anything of ours:
a partial evaluator may be more precise, never less.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from converter.parity.against_plan.provider_rewrites import as_planned
from converter.parity.comparison.policies import canonical_json
from converter.terraform.convert import bare
from converter.terraform.evaluation import OutputValue
from converter.terraform.failures import EvaluationError
from converter.terraform.functions import CallContext
from converter.terraform.instances import BodyValue, NestedBlockValue, ResourceInstance
from converter.terraform.numbers import number_text
from converter.terraform.plan import Plan, PlannedResource
from converter.terraform.provider_schema import BlockSchema, ProviderSchema
from converter.terraform.residuals import substitute
from converter.terraform.values import (
    Attribute,
    Bool,
    Concat,
    Json,
    Mapping as MappingValue,
    Null,
    Number,
    ObjectView,
    Sequence,
    String,
    Value,
)


class Unsaid:
    """A value that is known only after the deployment."""

    def __repr__(self) -> str:
        return "(known after apply)"


UNSAID = Unsaid()


Steps = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where plan and evaluation differ: an instance (no ``steps``), or a value of one.

    ``value`` is the planned value as JSON has it, for what puts it in the place of the evaluated one.
    """

    address: str
    steps: Steps
    planned: str
    evaluated: str
    value: Any = None

    @property
    def path(self) -> str:
        """The steps as text: ``ingress[0].from_port``."""
        return path_text(self.steps)


def path_text(steps: Steps) -> str:
    """Steps as Terraform writes them: ``ingress[0].from_port``."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    return text.removeprefix(".")


def compare(plan: Plan, instances: tuple[ResourceInstance, ...]) -> Iterator[Difference]:
    """All differences between a plan and the evaluated instances; what an incomplete plan leaves out is none."""
    ours = {i.address: i for i in instances}
    for address in sorted(set(plan.resources) - set(ours)):
        yield Difference(address, (), "planned", "missing")
    if plan.complete:
        for address in sorted(set(ours) - set(plan.resources)):
            yield Difference(address, (), "missing", "evaluated")
    for address in sorted(set(ours) & set(plan.resources)):
        yield from _resource(plan.resources[address], ours[address])


def compare_outputs(plan: Plan, outputs: tuple[OutputValue, ...]) -> Iterator[Difference]:
    """All differences between the planned root outputs and the evaluated ones."""
    ours = {f"output.{o.name}": o for o in outputs}
    planned = {f"output.{name}": o for name, o in plan.outputs.items()}
    for address in sorted(set(planned) & set(ours)):
        evaluated, there = plain(ours[address].value), planned[address]
        if evaluated is None and there.unknown is not True and there.value not in (None, "", [], {}):
            # An output has no default of the provider's that could stand behind a null.
            yield Difference(address, (), _shown(there.value), _shown(None), there.value)
        yield from _compare(address, (), there.value, there.unknown, evaluated)
    if plan.complete:
        for address in sorted(set(planned) - set(ours)):
            yield Difference(address, (), "planned", "missing")
        for address in sorted(set(ours) - set(planned)):
            if plain(ours[address].value) is not None:  # a plan leaves outputs that are null out
                yield Difference(address, (), "missing", "evaluated")


def _resource(planned: PlannedResource, instance: ResourceInstance) -> Iterator[Difference]:
    ours = as_planned(planned.type, _body(instance.body, ProviderSchema.load().resource(planned.type)))
    for name in instance.body.arguments:
        there = planned_name(planned, name)
        known = planned.values.get(there)
        unknown = planned.unknown.get(there) if isinstance(planned.unknown, Mapping) else None
        yield from _compare(planned.address, (name,), known, unknown, ours[name])
    for name in dict.fromkeys((*instance.body.blocks, *_written_blocks(instance))):
        listed = planned.values.get(name)
        unknown = planned.unknown.get(name) if isinstance(planned.unknown, Mapping) else None
        if isinstance(listed, Mapping):
            listed = [listed]
        yield from _compare(planned.address, (name,), listed, unknown, ours.get(name, []))


def planned_name(planned: PlannedResource, name: str) -> str:
    """The attribute that a plan shows an argument of ours in.

    Our tags have the provider's default tags among them, as tags_all has in a plan.
    """
    return "tags_all" if name == "tags" and "tags_all" in {*planned.values, *_unknown_names(planned)} else name


def _written_blocks(instance: ResourceInstance) -> Iterator[str]:
    """The types of ``dynamic`` blocks in the source: one of which nothing is left says that there are none."""
    for block in instance.config.block.body.blocks_of_type("dynamic"):
        if block.labels and block.labels[0] not in instance.body.arguments:
            yield block.labels[0]


def _unknown_names(planned: PlannedResource) -> Iterable[str]:
    return planned.unknown if isinstance(planned.unknown, Mapping) else ()


class Unordered(list[Any]):
    """The elements of a set, whose order is Terraform's own."""


def _blocks(blocks: Iterable[NestedBlockValue], schema: BlockSchema | None, name: str) -> list[Any]:
    """Nested blocks of one type as plain data. An attribute of objects may be written as blocks too."""
    nested = schema.blocks.get(name) if schema is not None else None
    attribute = schema.attributes.get(name) if schema is not None else None
    found = [_body(b.body, nested.block if nested is not None else None) for b in blocks]
    listed = attribute is not None and isinstance(attribute.type, list) and attribute.type[0] == "list"
    return found if listed or (nested is not None and nested.mode != "set") else Unordered(found)


def _body(body: BodyValue, schema: BlockSchema | None) -> dict[str, Any]:
    result: dict[str, Any] = {a.name: plain(a.value) for a in body.arguments.values()}
    for name, blocks in body.blocks.items():
        result[name] = _blocks(blocks, schema, name)
    return result


def plain(value: Value) -> Any:
    """A value as plain data; UNSAID where it is known only after the deployment."""
    value = bare(value)
    if isinstance(value, ObjectView):
        value = value.expand()
    match value:
        case Null():
            return None
        case String(text):
            return text
        case Bool(flag):
            return flag
        case Number(number):
            return number
        case Attribute() if value.value is not None:
            return plain(value.value)
        case Sequence(kind=kind, items=items):
            elements = [plain(i.value) for i in items]
            return Unordered(elements) if kind == "set" else elements
        case MappingValue(entries=entries):
            return {e.key: plain(e.value) for e in entries}
        case Concat(parts):
            pieces = [plain(p) for p in parts]
            return UNSAID if any(p is UNSAID for p in pieces) else "".join(map(_as_text, pieces))
        case Json(inner):
            data = plain(inner)
            return UNSAID if _has_unsaid(data) else json.dumps(data, default=str, sort_keys=True)
        case _:
            return _computed(value)


def _computed(value: Value) -> Any:
    """What a plan computes of the attributes that it knows."""
    try:
        found = substitute(value, lambda parameter: parameter, CallContext())
    except EvaluationError:
        return UNSAID
    return UNSAID if found == value else plain(found)


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return number_text(value) if isinstance(value, Decimal) else str(value)


def _has_unsaid(data: Any) -> bool:
    if isinstance(data, list):
        return any(_has_unsaid(d) for d in data)
    if isinstance(data, Mapping):
        return any(_has_unsaid(d) for d in data.values())
    return data is UNSAID


def _compare(address: str, steps: Steps, planned: Any, unknown: Any, ours: Any) -> Iterator[Difference]:
    """Differences below one path. ``unknown`` mirrors ``planned``."""
    if unknown is True or ours is None:
        return  # null is "not set": the plan shows the provider's default
    if isinstance(ours, list) and (isinstance(planned, list) or unknown):
        yield from _lists(address, steps, planned or [], unknown, ours)
    elif isinstance(ours, Mapping) and isinstance(planned, Mapping):
        for key in sorted({*planned, *ours}):
            inner = unknown.get(key) if isinstance(unknown, Mapping) else None
            if key in ours:
                yield from _compare(address, (*steps, key), planned.get(key), inner, ours[key])
            elif isinstance(planned.get(key), str) and inner is None and len(steps) == 1 and _is_map(planned, ours):
                yield Difference(address, (*steps, key), repr(planned[key]), "missing", planned[key])
    elif ours is UNSAID:
        if planned is not None:
            yield Difference(address, steps, _shown(planned), repr(ours), planned)
    elif not _same(planned, ours):
        yield Difference(address, steps, _shown(planned), _shown(ours), planned)


def _is_map(planned: Mapping[str, Any], ours: Mapping[str, Any]) -> bool:
    """Whether an object is a map of the user's (tags): then a key that only the plan has is a difference."""
    return all(isinstance(v, str) and v for v in planned.values()) and all(
        isinstance(v, str) or v is UNSAID for v in ours.values()
    )


def _lists(address: str, steps: Steps, planned: list[Any], unknown: Any, ours: list[Any]) -> Iterator[Difference]:
    """Lists in order; sets by the best match."""
    if len(planned) != len(ours):
        if isinstance(unknown, list) and len(unknown) > len(planned):
            return
        yield Difference(address, steps, _shown(planned), _shown(ours), planned)
        return
    in_order = [
        list(_compare(address, (*steps, n), p, _nth(unknown, n), o))
        for n, (p, o) in enumerate(zip(planned, ours, strict=True))
    ]
    if not isinstance(ours, Unordered):
        yield from (d for differences in in_order for d in differences)
        return
    if not any(in_order):
        return
    left = list(ours)
    for n, p in enumerate(planned):
        found = next((o for o in left if not list(_compare(address, steps, p, _nth(unknown, n), o))), None)
        if found is None:
            yield from (d for differences in in_order for d in differences)
            return
        left.remove(found)


def _nth(unknown: Any, position: int) -> Any:
    return unknown[position] if isinstance(unknown, list) and position < len(unknown) else None


def _same(planned: Any, ours: Any) -> bool:
    if isinstance(planned, str) and isinstance(ours, str):
        return planned == ours or _json_same(planned, ours)
    if isinstance(planned, bool) or isinstance(ours, bool):
        return planned is ours or str(planned).lower() == str(ours).lower()
    if isinstance(planned, int | float | Decimal) and isinstance(ours, Decimal):
        return Decimal(str(planned)) == ours
    if isinstance(ours, Decimal):
        return bool(planned == number_text(ours))
    if ours in (None, [], {}) and planned in (None, [], {}, "", 0, False):
        return True
    return bool(planned == ours)


def _json_same(planned: str, ours: str) -> bool:
    if not planned.lstrip().startswith(("{", "[")) or not ours.lstrip().startswith(("{", "[")):
        return False
    try:
        return bool(canonical_json(json.loads(planned)) == canonical_json(json.loads(ours)))
    except ValueError:
        return False


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 200 else f"{text[:200]}…"
