"""Foresees what an update (or a creation) would change, without touching anything.

What only the execution can tell is text with ``UNKNOWN_MARK``; a property that holds it counts as changed, dynamically.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from . import registry_schemas
from .account_region import AccountRegion
from .definition import Definition
from .deleting import is_there
from .intrinsics import Evaluator, canonical
from .nesting import NestedStacks
from .parameters import UNKNOWN_MARK
from .references import creation_order, references
from .stack_operation import evaluated_outputs
from .stacks import NESTED, Stack, StackOutput, StackResource
from .surroundings import StackSurroundings
from .template import Resource


@dataclass(frozen=True)
class Detail:
    """Why a resource changes: one attribute of it."""

    attribute: str
    """Properties, Tags, Metadata, DeletionPolicy or UpdateReplacePolicy."""
    name: str | None
    """The property."""
    recreation: str
    """Never, Conditionally or Always."""
    source: str
    """DirectModification, ParameterReference, ResourceReference, ResourceAttribute or Automatic."""
    entity: str | None
    """The parameter or the resource's attribute that causes it."""
    dynamic: bool


@dataclass(frozen=True)
class Change:
    """What happens to one resource."""

    action: str
    """Add, Modify or Remove."""
    logical_id: str
    type: str
    physical_id: str | None = None
    replacement: str | None = None
    """True, False or Conditional; none where the action is not Modify."""
    policy_action: str | None = None
    """Delete, Retain, Snapshot, ReplaceAndDelete, ReplaceAndRetain or ReplaceAndSnapshot."""
    details: tuple[Detail, ...] = ()


@dataclass
class Plan:
    """The foreseen changes of one stack and, where they were looked into, of its nested stacks."""

    stack: Stack
    definition: Definition
    changes: list[Change] = field(default_factory=list)
    outputs: dict[str, StackOutput] = field(default_factory=dict)
    nested: dict[str, Plan] = field(default_factory=dict)
    """By logical ID; only those with changes."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to be done: "No updates are to be performed."."""
        return not self.changes and self.outputs == self.stack.outputs and self.definition.tags == self.stack.tags


class _PlanSurroundings(StackSurroundings):
    """Tells what is known already; a resource that is yet to be made is not."""

    def __init__(self, region: AccountRegion, stack: Stack) -> None:
        super().__init__(region, stack)
        self.unknown: set[str] = set()
        """Resources whose Ref and attributes are not known."""
        self.unknown_attributes: set[str] = set()
        """Resources whose attributes are not known."""
        self.outputs: dict[str, Mapping[str, StackOutput]] = {}
        """The foreseen outputs of nested stacks."""

    def ref(self, logical_id: str) -> Any:
        return UNKNOWN_MARK if logical_id in self.unknown else super().ref(logical_id)

    def attribute(self, logical_id: str, name: str) -> Any:
        head, _, output = name.partition(".")
        if head == "Outputs" and output in self.outputs.get(logical_id, {}):
            return self.outputs[logical_id][output].value
        if logical_id in self.unknown | self.unknown_attributes:
            return UNKNOWN_MARK
        return super().attribute(logical_id, name)


def plan(region: AccountRegion, stack: Stack, definition: Definition, *, look_into_nested: bool) -> Plan:
    """Return what bringing ``stack`` to ``definition`` changes; ApiError where it cannot be evaluated.

    ``look_into_nested``: false for a change set without nested stacks, where each nested one counts as changed because
    its template may be another one ("Automatic").
    """
    return _Planner(region, stack, definition, look_into_nested).plan()


class _Planner:
    def __init__(self, region: AccountRegion, stack: Stack, definition: Definition, look_into_nested: bool) -> None:
        self._region = region
        self._stack = stack
        self._look = look_into_nested
        self._template = definition.template
        self._surroundings = _PlanSurroundings(region, stack)
        self._evaluator = Evaluator(definition.template, definition.parameters, self._surroundings)
        self._nested = NestedStacks(region, stack)
        self._plan = Plan(stack, definition)
        self._replaced: set[str] = set()
        self._modified: set[str] = set()

    def plan(self) -> Plan:
        evaluator, template = self._evaluator, self._template
        active = []
        for name in creation_order(template):
            declared = template.resources[name]
            if declared.condition is None or evaluator.condition(declared.condition):
                active.append(name)
                there = self._stack.resources.get(name)
                if there is None or not is_there(there):
                    self._add(declared)
                else:
                    self._modify(declared, there)
        for name, resource in self._stack.resources.items():
            if name not in active and is_there(resource):
                action = {"Retain": "Retain", "RetainExceptOnCreate": "Retain", "Snapshot": "Snapshot"}
                policy = action.get(resource.deletion_policy, "Delete")
                self._plan.changes.append(Change("Remove", name, resource.type, resource.physical_id, None, policy))
        self._plan.outputs = evaluated_outputs(template, evaluator)
        return self._plan

    def _add(self, declared: Resource) -> None:
        name = declared.logical_id
        self._surroundings.unknown.add(name)
        if declared.type == NESTED and self._look:
            properties = self._evaluator.value(dict(declared.properties))
            child = self._stack.reserved.get(name) or Stack("", self._region.nested_name(self._stack, name), "")
            self._plan_nested(name, child, properties)
        else:
            self._evaluator.value(dict(declared.properties))
        self._plan.changes.append(Change("Add", name, declared.type))

    def _modify(self, declared: Resource, there: StackResource) -> None:
        name, kind, region = declared.logical_id, declared.type, self._region.region
        properties = self._evaluator.value(dict(declared.properties))
        details = [
            self._detail(declared, there, properties, key)
            for key in registry_schemas.changed_properties(there.properties, properties)
        ]
        metadata = self._evaluator.value(declared.metadata) if declared.metadata is not None else None
        for attribute, old, new in (
            ("Metadata", there.metadata, metadata),
            ("DeletionPolicy", there.deletion_policy, declared.deletion_policy),
            ("UpdateReplacePolicy", there.update_replace_policy, declared.update_replace_policy),
        ):
            if canonical(old) != canonical(new):
                details.append(Detail(attribute, None, "Never", "DirectModification", None, dynamic=False))
        if self._plan.definition.tags != self._stack.tags and registry_schemas.tag_property(kind, region):
            details.append(Detail("Tags", None, "Never", "DirectModification", None, dynamic=False))
        if there.status == "UPDATE_FAILED" and not details:
            details.append(Detail("Properties", None, "Never", "DirectModification", None, dynamic=True))
        if kind == NESTED and not self._foresee_nested(name, there, properties, details):
            return
        if not details:
            return
        replacement = "False"
        if any(detail.recreation == "Always" and not detail.dynamic for detail in details):
            replacement = "True"
            self._surroundings.unknown.add(name)
        elif any(detail.recreation != "Never" for detail in details):
            replacement = "Conditional"
        self._modified.add(name)
        policy = None
        if replacement == "True":
            policy = {"Retain": "ReplaceAndRetain", "Snapshot": "ReplaceAndSnapshot"}.get(
                declared.update_replace_policy, "ReplaceAndDelete"
            )
        self._plan.changes.append(Change("Modify", name, kind, there.physical_id, replacement, policy, tuple(details)))

    def _foresee_nested(
        self, name: str, there: StackResource, properties: Mapping[str, Any], details: list[Detail]
    ) -> bool:
        """Look into a nested stack, or take it for changed; return whether it is."""
        if not self._look:
            details.append(Detail("Properties", None, "Never", "Automatic", None, dynamic=True))
            self._surroundings.unknown_attributes.add(name)
            return True
        changed = self._plan_nested(name, self._nested.child(there), properties)
        if not changed:
            # Another address for the same content changes nothing but the record.
            details[:] = [detail for detail in details if detail.dynamic is False and detail.name != "TemplateURL"]
        elif not details:
            details.append(Detail("Properties", None, "Never", "Automatic", None, dynamic=True))
        return changed or bool(details)

    def _plan_nested(self, name: str, child: Stack, properties: Mapping[str, Any]) -> bool:
        definition = self._nested.definition(child, properties, self._plan.definition)
        foreseen = plan(self._region, child, definition, look_into_nested=True)
        self._surroundings.outputs[name] = foreseen.outputs
        if foreseen.is_empty and child.id:
            return False
        self._plan.nested[name] = foreseen
        return True

    def _detail(self, declared: Resource, there: StackResource, properties: Mapping[str, Any], key: str) -> Detail:
        new = properties.get(key)
        dynamic = UNKNOWN_MARK in str(new)
        recreation = registry_schemas.recreation(declared.type, self._region.region, key, there.properties, properties)
        source, entity = self._cause(declared.properties.get(key))
        tag = registry_schemas.tag_property(declared.type, self._region.region)
        return Detail(
            "Tags" if key == tag else "Properties", None if key == tag else key, recreation, source, entity, dynamic
        )

    def _cause(self, expression: Any) -> tuple[str, str | None]:
        for reference in references(expression):
            if reference.name in self._template.resources:
                if reference.name in self._surroundings.unknown | self._modified:
                    if reference.attribute is None:
                        return "ResourceReference", reference.name
                    return "ResourceAttribute", f"{reference.name}.{reference.attribute}"
            elif reference.name in self._template.parameters:
                old = self._stack.parameters.get(reference.name)
                if old is None or old.value != self._plan.definition.parameters[reference.name].value:
                    return "ParameterReference", reference.name
        return "DirectModification", None
