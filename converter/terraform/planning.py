"""Evaluating a configuration under the values in force, and values as a plan has them.

Facts: "JSON Output Format", Terraform documentation: what ``values``, ``after_unknown`` and ``sensitive_values`` hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
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
from converter.terraform.residuals import planned_value
from converter.terraform.types import (
    BOOL,
    DYNAMIC,
    NUMBER,
    STRING,
    ListType,
    MapType,
    ObjectType,
    SetType,
    TupleType,
    Type,
    from_json,
)
from converter.terraform.values import (
    Bool,
    Entry,
    Failure,
    Item,
    Mapping,
    Null,
    Number,
    ObjectView,
    Sequence,
    String,
    Unknown,
    Value,
    mark,
    type_of,
)
from converter.terraform.walking import is_known, is_sensitive

Flags: TypeAlias = "bool | list[Flags] | dict[str, Flags]"
"""A value's structure with true for each part of which something holds, as ``after_unknown`` writes it."""


_ZEROS: dict[Type, Value] = {STRING: String(""), NUMBER: Number(Decimal(0)), BOOL: Bool(False)}


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
            known = planned_value(value)
            if known is not None:
                return mark(known, is_sensitive(value))
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
    value = as_planned(evaluator.view(module, config, instance))
    assert isinstance(value, Mapping)
    schema = evaluator.block_schema(config)
    if schema is not None:
        value = _as_provided(value, schema, classic=config.mode == "managed" and _is_classic(schema))
    entries = tuple(sorted(value.entries, key=lambda e: e.key))
    return PlannedInstance(evaluator.key_of(module, config, instance), replace(value, entries=entries))


def _is_classic(schema: BlockSchema) -> bool:
    """Whether a type is made with the provider's older SDK: there everyone's ``id`` could be set, in principle."""
    identifier = schema.attributes.get("id")
    return identifier is not None and identifier.optional and identifier.computed


def _as_provided(value: Mapping, schema: BlockSchema, *, classic: bool) -> Mapping:
    """An object with the marks of its schema.

    Values of the classic SDK have their own ways ("Schema Attributes and Types", plugin SDK documentation): a map has
    no element that is null, is null without any, and unknown as a whole where one of its elements is; and objects that
    are elements of an argument have nothing null in them. The provider treats ``tags_all`` so with every SDK.
    """
    entries = []
    for entry in value.entries:
        inner = entry.value
        if entry.key in schema.attributes:
            attribute = schema.attributes[entry.key]
            kind = from_json(attribute.type)
            if isinstance(inner, Mapping) and isinstance(kind, MapType) and (classic or entry.key == "tags_all"):
                inner = _whole(inner, kind)
            elif classic and isinstance(inner, Sequence) and isinstance(kind, ListType | SetType):
                inner = _without_nulls(inner, kind.element)
            inner = mark(inner, attribute.sensitive)
        elif entry.key in schema.blocks:
            block = schema.blocks[entry.key].block
            match inner:
                case Mapping():
                    inner = _as_provided(inner, block, classic=classic)
                case Sequence(items=items):
                    objects = [
                        _as_provided(i.value, block, classic=classic) if isinstance(i.value, Mapping) else i.value
                        for i in items
                    ]
                    inner = replace(inner, items=tuple(map(Item, objects)))
        entries.append(replace(entry, value=inner))
    return replace(value, entries=tuple(entries))


def _without_nulls(value: Sequence, element: Type) -> Sequence:
    """A list of objects, with an empty or zero value of its type for each attribute that is null."""
    if not isinstance(element, ObjectType):
        return value
    items = []
    for item in value.items:
        inner = item.value
        if isinstance(inner, Mapping):
            inner = replace(
                inner, entries=tuple(replace(e, value=_zero(e.value, element.get(e.key))) for e in inner.entries)
            )
        items.append(replace(item, value=inner))
    return replace(value, items=tuple(items))


def _zero(value: Value, kind: Type | None) -> Value:
    if not isinstance(value, Null):
        return value
    match kind:
        case ListType(element):
            return Sequence("list", (), element)
        case SetType(element):
            return Sequence("set", (), element)
        case _:
            return _ZEROS.get(kind, value) if kind is not None else value


def _whole(value: Mapping, kind: MapType) -> Value:
    """A map as a whole: unknown where a part of it is, without what is null, and null where that leaves nothing."""
    if not is_known(value):
        return Unknown(kind, "a part of the map is known only after the deployment", sensitive=is_sensitive(value))
    entries = tuple(e for e in value.entries if not isinstance(e.value, Null))
    return replace(value, entries=entries) if entries else Null(kind, sensitive=value.sensitive)


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
    return isinstance(value, Unknown) or (not isinstance(value, ObjectView | Null) and value.sensitive)


def _or_null(value: Value) -> Value:
    return Null() if _is_left_out(value) else known_part(value)


def unknown_flags(value: Value) -> Flags:
    """Where a value is not known."""
    return _flags(value, lambda part: isinstance(part, Unknown))


def sensitive_flags(value: Value) -> Flags:
    """Where a value is sensitive; of a collection that is not known, nothing is said."""
    return _flags(value, lambda part: not isinstance(part, ObjectView) and part.sensitive)


def _flags(value: Value, holds: Callable[[Value], bool]) -> Flags:
    if holds(value):
        return True
    match value:
        case Unknown(type=ListType() | SetType() | TupleType()):
            return []
        case Unknown(type=MapType() | ObjectType()):
            return {}
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
