"""Reading ``terraform show -json`` of a plan: the planned resources, what is unknown in them, and data that was read.

Facts: "JSON Output Format", Terraform documentation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from converter.terraform.values import Bool, Mapping as MappingValue, Null, Number, Sequence, String, Value


@dataclass(frozen=True, slots=True)
class PlannedResource:
    """A managed resource instance as planned; ``unknown`` mirrors ``values`` with true where a value is not known."""

    address: str
    type: str
    values: Mapping[str, Any]
    unknown: Any = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan: root variables, managed resources by address, and data sources that were read while planning."""

    variables: Mapping[str, Any]
    resources: Mapping[str, PlannedResource]
    data: Mapping[str, Mapping[str, Any]]
    outputs: Mapping[str, Any]


def read_plan(document: Mapping[str, Any]) -> Plan:
    """A plan from its JSON (numbers parsed as Decimal or int). Raises ValueError where it is no plan."""
    if "planned_values" not in document or "resource_changes" not in document:
        raise ValueError("not a plan: make it with terraform plan -out=plan.bin and terraform show -json plan.bin")
    unknown = {
        change["address"]: change["change"].get("after_unknown", {})
        for change in document["resource_changes"]
        if change.get("mode") == "managed"
    }
    resources = {
        entry["address"]: PlannedResource(
            entry["address"], entry["type"], entry.get("values", {}), unknown.get(entry["address"], {})
        )
        for entry in _resources(document["planned_values"].get("root_module", {}))
        if entry.get("mode") == "managed"
    }
    prior = document.get("prior_state", {}).get("values", {}).get("root_module", {})
    data = {e["address"]: e.get("values", {}) for e in _resources(prior) if e.get("mode") == "data"}
    variables = {name: entry.get("value") for name, entry in document.get("variables", {}).items()}
    outputs = {n: o.get("value") for n, o in document["planned_values"].get("outputs", {}).items()}
    return Plan(variables, resources, data, outputs)


def _resources(module: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from module.get("resources", ())
    for child in module.get("child_modules", ()):
        yield from _resources(child)


def from_plain(data: Any) -> Value:
    """A value from parsed JSON, lists as tuples and maps as objects: JSON does not tell more."""
    match data:
        case None:
            return Null()
        case bool():
            return Bool(data)
        case int() | Decimal():
            return Number(Decimal(data))
        case float():
            return Number(Decimal(str(data)))
        case str():
            return String(data)
        case list():
            return Sequence.of([from_plain(item) for item in data])
        case dict():
            return MappingValue.of({str(k): from_plain(v) for k, v in data.items()})
        case _:
            raise ValueError(f"not a JSON value: {data!r}")
