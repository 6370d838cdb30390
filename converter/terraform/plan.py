"""Reading ``terraform show -json`` of a plan: the planned resources, what is unknown in them, and data that was read.

Facts: "JSON Output Format", Terraform documentation; OpenTofu writes the same format.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from converter.terraform.values import Bool, Mapping as MappingValue, Null, Number, Sequence, String, Value

FORMAT_MAJOR = "1"
"""Within one major version of the format nothing that is read here changes its meaning."""

_MAKE = "make it with terraform plan -out=plan.bin and terraform show -json plan.bin"
_OTHER_DOCUMENTS: tuple[tuple[frozenset[str], str], ...] = (
    (frozenset({"lineage", "serial"}), "it is a state file"),
    (frozenset({"values", "terraform_version"}), "it is the JSON of a state"),
    (frozenset({"provider_schemas"}), "it is the JSON of the providers' schemas"),
    (frozenset({"valid", "diagnostics"}), "it is the answer of terraform validate"),
    (frozenset({"@level", "@message"}), "it is the log of terraform plan -json"),
    (frozenset({"AWSTemplateFormatVersion"}), "it is a CloudFormation template"),
    (frozenset({"Resources"}), "it is a CloudFormation template"),
)
"""Keys by which other documents are known that are mistaken for a plan."""


class NotAPlanError(ValueError):
    """A document that is no plan to compare with; ``remedy`` says what to do."""

    def __init__(self, problem: str, remedy: str = _MAKE) -> None:
        super().__init__(problem)
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class PlannedResource:
    """A managed resource instance as planned.

    ``unknown`` and ``sensitive`` mirror ``values`` with true where a value is not known, or not to be shown.
    """

    address: str
    type: str
    values: Mapping[str, Any]
    unknown: Any = field(default_factory=dict)
    sensitive: Any = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlannedOutput:
    """A root output as planned; ``unknown`` mirrors ``value``."""

    value: Any
    unknown: Any = False
    sensitive: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan: root variables, managed resources by address, data sources that were read while planning, outputs.

    ``configuration`` is the plan's own account of the configuration that it was made of. Where ``complete`` is false
    (-target, deferred changes) resources are missing that the configuration has.
    """

    variables: Mapping[str, Any]
    resources: Mapping[str, PlannedResource]
    data: Mapping[str, Mapping[str, Any]]
    outputs: Mapping[str, PlannedOutput]
    configuration: Mapping[str, Any] = field(default_factory=dict)
    complete: bool = True
    deferred: int = 0
    time: str = ""
    """What ``plantimestamp()`` gave; formats before 1.2 do not tell it."""


def read_plan(document: object) -> Plan:
    """A plan from its JSON (numbers as Decimal or int). Raises NotAPlanError where it is none to compare with."""
    if not isinstance(document, Mapping):
        raise NotAPlanError("a plan is a JSON object")
    if "planned_values" not in document or "resource_changes" not in document:
        _refuse_other(document)
    _check_version(document)
    if document.get("errored"):
        raise NotAPlanError("terraform could not finish the plan", "mend what terraform plan complains about first")
    try:
        plan = _plan(document)
        destroys = _destroys(document)
    except (AttributeError, KeyError, TypeError) as problem:
        raise NotAPlanError(f"its content has another form than a plan's (at {problem})") from None
    if destroys:
        raise NotAPlanError("it plans to destroy everything", "plan without -destroy")
    return plan


def _refuse_other(document: Mapping[str, Any]) -> None:
    """Raise the error about a document that has no planned values, by what it is instead."""
    if "planned_values" in document and "configuration" in document:
        return  # a plan without any change leaves resource_changes out
    for keys, said in _OTHER_DOCUMENTS:
        if keys <= set(document):
            raise NotAPlanError(said)
    raise NotAPlanError("it has no planned_values and resource_changes")


def _check_version(document: Mapping[str, Any]) -> None:
    version = str(document.get("format_version", "1.0"))
    if version.partition(".")[0] != FORMAT_MAJOR:
        raise NotAPlanError(
            f"its format version is {version}, made by version {document.get('terraform_version', 'unknown')}",
            f"format versions {FORMAT_MAJOR}.x are read: Terraform 1.1 and later, and OpenTofu",
        )


def _plan(document: Mapping[str, Any]) -> Plan:
    planned = document["planned_values"]
    changes = {
        change["address"]: change["change"]
        for change in document.get("resource_changes", ())
        # A deposed object is what a replacement left behind: its change is not that of the instance.
        if change.get("mode") == "managed" and "deposed" not in change
    }
    resources = {
        entry["address"]: PlannedResource(
            entry["address"],
            entry["type"],
            entry.get("values", {}),
            changes.get(entry["address"], {}).get("after_unknown", {}),
            changes.get(entry["address"], {}).get("after_sensitive", entry.get("sensitive_values", {})),
        )
        for entry in _resources(planned.get("root_module", {}))
        if entry.get("mode") == "managed"
    }
    prior = document.get("prior_state", {}).get("values", {}).get("root_module", {})
    data = {e["address"]: e.get("values", {}) for e in _resources(prior) if e.get("mode") == "data"}
    variables = {name: entry.get("value") for name, entry in document.get("variables", {}).items()}
    changed = document.get("output_changes", {})
    outputs = {
        name: PlannedOutput(
            # The planned values leave an output out as soon as a part of it is not known.
            changed.get(name, {}).get("after", entry.get("value")),
            changed.get(name, {}).get("after_unknown", False),
            entry.get("sensitive", False),
        )
        for name, entry in planned.get("outputs", {}).items()
    }
    deferred = document.get("deferred_changes") or ()
    complete = bool(document.get("complete", True)) and not deferred
    configuration, time = document.get("configuration", {}), str(document.get("timestamp", ""))
    return Plan(variables, resources, data, outputs, configuration, complete, len(deferred), time)


def _destroys(document: Mapping[str, Any]) -> bool:
    """Whether everything that the plan speaks of goes away."""
    managed = [c["change"]["actions"] for c in document.get("resource_changes", ()) if c.get("mode") == "managed"]
    left = any(e.get("mode") == "managed" for e in _resources(document["planned_values"].get("root_module", {})))
    return bool(managed) and not left and all(actions in (["delete"], ["forget"]) for actions in managed)


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
