"""Evaluating a configuration under the values in force, and values as a plan has them.

Facts: "JSON Output Format", Terraform documentation: what ``values``, ``after_unknown`` and ``sensitive_values`` hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

from converter.findings import FindingError, Findings
from converter.terraform.addresses import InstanceKey
from converter.terraform.configuration import ResourceConfig
from converter.terraform.distribution import planned
from converter.terraform.evaluation import Settings
from converter.terraform.evaluator import Evaluator, deep_stack
from converter.terraform.inputs import InputVariable
from converter.terraform.loading import Project, ReaderFiles
from converter.terraform.provider_schema import BlockSchema, ProviderSchema
from converter.terraform.provider_versions import schema_for
from converter.terraform.references import ModuleInstance
from converter.terraform.repetition import Instance
from converter.terraform.types import DYNAMIC, Type
from converter.terraform.values import (
    Entry,
    Failure,
    Item,
    Mapping,
    Null,
    ObjectView,
    Sequence,
    Unknown,
    Value,
    type_of,
)
from converter.terraform.walking import is_known, is_sensitive

Flags: TypeAlias = "bool | list[Flags] | dict[str, Flags]"
"""A value's structure with true for each part of which something holds, as ``after_unknown`` writes it."""


@dataclass(frozen=True, slots=True)
class PlannedInstance:
    """A resource or data source instance: ``value`` is the object of all its attributes and blocks."""

    key: InstanceKey
    value: Mapping


def evaluator_in_force(project: Project, schema: ProviderSchema, findings: Findings) -> Evaluator:
    """An evaluator in which every root variable has its value in force; one that has none is unknown."""
    values: dict[str, Value] = {}
    for name, variable in project.variables.items():
        if variable.in_force is not None:
            values[name] = variable.in_force
        elif not variable.problems:
            values[name] = Unknown(_declared(variable), f"var.{name} has no value")
    settings = Settings(values, files=ReaderFiles(project.sources), allow_unknown_types=True)
    evaluator = Evaluator(project.root, project.variables, schema_for(project.root, schema), findings, settings, {})
    evaluator.in_force.everything_known = True
    return evaluator


def _declared(variable: InputVariable) -> Type:
    """The type of a variable; any where it declares none."""
    return DYNAMIC if variable.config.type_expression is None else variable.constraint.type


def as_planned(value: Value) -> Value:
    """The value as a plan has it: residual parts are unknown, objects complete. Raises FindingError for a failure."""
    if isinstance(value, ObjectView):
        value = value.expand()
    value = planned(value)
    match value:
        case Failure(finding):
            raise FindingError(finding)
        case Sequence(items=items):
            return replace(value, items=tuple(Item(as_planned(i.value), i.guard) for i in items))
        case Mapping(entries=entries):
            return replace(
                value, entries=tuple(Entry(e.key, as_planned(e.value), e.guard, e.key_value) for e in entries)
            )
        case _ if is_known(value) or isinstance(value, Unknown):
            return value
        case _:
            return Unknown(type_of(value), "known only after the deployment", sensitive=is_sensitive(value))


# ---------------------------------------------------------------------------------------------- instances


def planned_instances(evaluator: Evaluator) -> list[PlannedInstance]:
    """All resource and data source instances, in the order of their addresses; what fails becomes findings."""
    found: list[PlannedInstance] = []
    with deep_stack():
        for module in list(evaluator.module_instances(evaluator.root)):
            for config in module.node.config.resources.values():
                for instance in evaluator.attempt([], evaluator.expanded, module, config):
                    one = evaluator.attempt(None, _instance, evaluator, module, config, instance)
                    if one is not None:
                        found.append(one)
    return sorted(found, key=lambda one: str(one.key))


def _instance(
    evaluator: Evaluator, module: ModuleInstance, config: ResourceConfig, instance: Instance
) -> PlannedInstance:
    evaluator.resource_instance(module, config, instance)  # for everything that is wrong in it
    view = evaluator.view(module, config, instance)
    value = as_planned(view)
    assert isinstance(value, Mapping)
    schema = evaluator.block_schema(config)
    entries = sorted(value.entries, key=lambda e: e.key)
    shaped = tuple(replace(e, value=_block(e.value, schema, e.key)) for e in entries)
    return PlannedInstance(evaluator.key_of(module, config, instance), replace(value, entries=shaped))


def _block(value: Value, schema: BlockSchema | None, name: str) -> Value:
    """A nested block of which there is at most one is that object, or null; others are lists."""
    block = schema.blocks.get(name) if schema is not None else None
    if block is None or block.mode not in ("single", "group") or not isinstance(value, Sequence):
        return value
    return value.items[0].value if value.items else Null()


# ---------------------------------------------------------------------------------------------- parts of a value


def known_part(value: Value) -> Value:
    """What of a value is known and not secret: other attributes and elements of maps are left out, of lists null."""
    match value:
        case Sequence(items=items):
            return replace(value, items=tuple(Item(_or_null(i.value)) for i in items))
        case Mapping(entries=entries):
            return replace(
                value,
                entries=tuple(replace(e, value=known_part(e.value)) for e in entries if not _is_left_out(e.value)),
            )
        case _:
            return value


def _is_left_out(value: Value) -> bool:
    return isinstance(value, Unknown) or (not isinstance(value, ObjectView) and value.sensitive)


def _or_null(value: Value) -> Value:
    return Null() if _is_left_out(value) else known_part(value)


def unknown_flags(value: Value) -> Flags:
    """Where a value is not known."""
    return _flags(value, lambda part: isinstance(part, Unknown))


def sensitive_flags(value: Value) -> Flags:
    """Where a value is sensitive."""
    return _flags(value, lambda part: not isinstance(part, ObjectView) and part.sensitive)


def _flags(value: Value, holds: Callable[[Value], bool]) -> Flags:
    if holds(value):
        return True
    match value:
        case Sequence(items=items):
            return [_flags(i.value, holds) for i in items]
        case Mapping(entries=entries):
            return dict(_flagged(entries, holds))
        case _:
            return False


def _flagged(entries: tuple[Entry, ...], holds: Callable[[Value], bool]) -> Iterator[tuple[str, Flags]]:
    for entry in entries:
        flags = _flags(entry.value, holds)
        if flags is not False:
            yield entry.key, flags
