"""Updates a stack: changes in place, replacements, the clean-up afterwards, and the way back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Literal

from . import registry_schemas
from .account_region import AccountRegion
from .definition import Definition
from .deleting import Deletion, is_there, stays_by_policy
from .failures import OperationFailed, sentence
from .intrinsics import Evaluator
from .making import ResourceFailed
from .resource_types import NotUpdatable
from .stack_operation import StackOperation, Work
from .stacks import NESTED, Stack, StackResource


@dataclass(frozen=True)
class Step:
    """What the update did (or tried to do) to a resource."""

    kind: Literal["created", "updated", "replaced"]
    resource: StackResource
    """The record as it is now."""


class Update:
    """The update of a stack; its status is UPDATE_IN_PROGRESS already."""

    def __init__(
        self, region: AccountRegion, stack: Stack, definition: Definition, *, keep_on_failure: bool = False
    ) -> None:
        """``keep_on_failure``: no rollback; the stack stays UPDATE_FAILED for another attempt."""
        self._operation = StackOperation(region, stack)
        self._operation.nested.keep_on_failure = keep_on_failure
        self._operation.maker.use_previous_tags(stack.tags)
        self._region = region
        self._stack = stack
        self._definition = definition
        self._keep = keep_on_failure
        self._before = stack.snapshot()
        self._steps: list[Step] = []
        self._obsolete: list[StackResource] = []
        """What a rollback has to delete in its clean-up."""
        self._active: set[str] = set()
        self._rolled_back: set[str] = set()

    def run(self) -> None:
        """Carry the update out; its clean-up is the caller's. The stack's status tells the outcome.

        UPDATE_COMPLETE_CLEANUP_IN_PROGRESS, UPDATE_ROLLBACK_IN_PROGRESS (``roll_back`` is to follow) or UPDATE_FAILED.
        """
        operation, stack, template = self._operation, self._stack, self._definition.template
        stack.failed_update = None
        evaluator = operation.take(self._definition)
        try:
            self._active = operation.active(template, evaluator)
            operation.in_order(template, self._active, lambda name: self._begin(name, evaluator), "update")
            operation.finish_outputs(template, evaluator)
            operation.check_cancelled()
        except OperationFailed as failed:
            stack.cancelled.clear()
            stack.failed_update = self
            reason = self._reason() or str(failed)
            stack.set_status("UPDATE_FAILED" if self._keep else "UPDATE_ROLLBACK_IN_PROGRESS", reason)
            return
        stack.set_status("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")

    def clean_up(self) -> None:
        """Delete what the stack needs no longer, after the update or after its rollback."""
        stack = self._stack
        rolled_back = stack.status.startswith("UPDATE_ROLLBACK")
        removed = [resource for name, resource in stack.resources.items() if name not in self._active]
        gone = self._obsolete if rolled_back else [*stack.leftovers, *removed]
        replaced = {id(resource) for resource in stack.leftovers}

        def stays(resource: StackResource) -> bool:
            if id(resource) in replaced:
                return resource.update_replace_policy == "Retain"
            return stays_by_policy(stack, resource, on_create=rolled_back)

        failed = Deletion(self._region, stack).remove(gone, stays)
        for resource in gone:
            if stack.resources.get(resource.logical_id) is resource:
                del stack.resources[resource.logical_id]
        stack.leftovers.clear()
        self._operation.nested.clean_up()
        stack.failed_update = None
        stack.set_status(
            "UPDATE_ROLLBACK_COMPLETE" if rolled_back else "UPDATE_COMPLETE",
            "One or more resources could not be deleted." if failed else None,
        )

    def roll_back(self, skip: Collection[str] = ()) -> None:
        """Take every change back, up to UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS or UPDATE_ROLLBACK_FAILED."""
        stack = self._stack
        if stack.status != "UPDATE_ROLLBACK_IN_PROGRESS":
            stack.set_status("UPDATE_ROLLBACK_IN_PROGRESS", "User Initiated" if stack.parent_id is None else None)
        self._operation.maker.use_previous_tags(stack.tags)
        before = self._before
        stack.tags = dict(before.tags)
        failed = []
        for step in self._steps:
            name = step.resource.logical_id
            if name in self._rolled_back:
                continue
            try:
                self._take_back(step, skipped=name in skip)
            except ResourceFailed:
                failed.append(name)
            else:
                self._rolled_back.add(name)
        if failed:
            stack.failed_update = self
            stack.set_status("UPDATE_ROLLBACK_FAILED", sentence(update=failed))
            return
        for name in list(stack.resources):
            if name not in before.resources:
                del stack.resources[name]
            elif name not in self._rolled_back:
                stack.resources[name] = before.resources[name].copy()
        stack.template, stack.parameters = before.template, dict(before.parameters)
        stack.capabilities, stack.outputs = list(before.capabilities), dict(before.outputs)
        stack.imports = before.imports
        stack.set_status("UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS")

    def _begin(self, name: str, evaluator: Evaluator) -> Work | None:
        operation, stack, template = self._operation, self._stack, self._definition.template
        declared = operation.declared(template, evaluator, name)
        there = stack.resources.get(name)
        if there is None or not is_there(there):
            stack.resources[name] = declared
            return self._start_creation(declared, evaluator)
        resource = there.copy()
        properties = operation.evaluate(resource, template.resources[name].properties, evaluator, "update")
        changed = registry_schemas.changed_properties(there.properties, properties)
        stack.resources[name] = resource
        resource.needs, resource.metadata = declared.needs, declared.metadata
        resource.deletion_policy = declared.deletion_policy
        resource.update_replace_policy = declared.update_replace_policy
        tags_changed = stack.tags != self._before.tags and registry_schemas.tag_property(
            resource.type, self._region.region
        )
        if not changed and not tags_changed and resource.type != NESTED and there.status != "UPDATE_FAILED":
            return None
        needs = {
            registry_schemas.recreation(resource.type, self._region.region, key, there.properties, properties)
            for key in changed
        }
        if "Always" in needs:
            return self._start_replacement(there, resource, properties)
        stack.set_resource_status(resource, "UPDATE_IN_PROGRESS")
        return lambda: self._update(there, resource, properties)

    def _start_creation(self, resource: StackResource, evaluator: Evaluator) -> Work:
        operation = self._operation
        self._stack.set_resource_status(resource, "CREATE_IN_PROGRESS")
        self._steps.append(Step("created", resource))
        declaration = self._definition.template.resources[resource.logical_id]
        properties = operation.evaluate(resource, declaration.properties, evaluator, "create")
        return lambda: operation.maker.create(resource, properties)

    def _start_replacement(self, there: StackResource, resource: StackResource, properties: dict[str, Any]) -> Work:
        reason = "Requested update requires the creation of a new physical resource; hence creating one."
        self._stack.set_resource_status(resource, "UPDATE_IN_PROGRESS", reason)
        return lambda: self._replace(there, resource, properties)

    def _update(self, there: StackResource, resource: StackResource, properties: dict[str, Any]) -> None:
        self._steps.append(Step("updated", resource))
        try:
            self._operation.maker.update(resource, properties)
        except NotUpdatable:
            self._steps.pop()
            self._start_replacement(there, resource, properties)()

    def _replace(self, there: StackResource, resource: StackResource, properties: dict[str, Any]) -> None:
        if _has_custom_name(resource.type, self._region.region, there.properties, properties):
            self._steps.append(Step("replaced", resource))
            name = ", ".join(_names(resource.type, self._region.region, properties))
            reason = (
                "CloudFormation cannot update a stack when a custom-named resource requires replacing. "
                f"Rename {name} and update the stack again."
            )
            resource.physical_id = None
            self._stack.set_resource_status(resource, "UPDATE_FAILED", reason)
            raise ResourceFailed(resource, reason)
        resource.physical_id, resource.attributes = None, {}
        resource.generation = there.generation + 1
        self._steps.append(Step("replaced", resource))
        self._operation.maker.create(resource, properties, replaces=True)
        self._stack.leftovers.append(there)

    def _take_back(self, step: Step, *, skipped: bool) -> None:
        resource, stack = step.resource, self._stack
        name = resource.logical_id
        old = self._before.resources.get(name)
        if step.kind == "created":
            if is_there(resource):
                self._obsolete.append(resource)
            if old is not None:
                stack.resources[name] = old
            return
        assert old is not None
        if step.kind == "replaced":
            if is_there(resource):
                self._obsolete.append(resource)
            stack.leftovers = [other for other in stack.leftovers if other.logical_id != name]
            stack.resources[name] = old.copy()
            stack.set_resource_status(stack.resources[name], "UPDATE_COMPLETE")
            return
        if skipped:
            stack.set_resource_status(resource, "UPDATE_COMPLETE", "Resource was skipped in the rollback")
            return
        stack.set_resource_status(resource, "UPDATE_IN_PROGRESS")
        try:
            self._operation.maker.update(resource, old.properties, rollback=True)
        except NotUpdatable as error:
            reason = "the resource cannot be changed back in place"
            stack.set_resource_status(resource, "UPDATE_FAILED", reason)
            raise ResourceFailed(resource, reason) from error
        back = old.copy()
        back.attributes, back.status, back.timestamp = resource.attributes, resource.status, resource.timestamp
        stack.resources[name] = back

    def _reason(self) -> str:
        failed: dict[str, list[str]] = {"create": [], "update": []}
        for resource in self._stack.resources.values():
            if resource.status == "CREATE_FAILED":
                failed["create"].append(resource.logical_id)
            elif resource.status == "UPDATE_FAILED":
                failed["update"].append(resource.logical_id)
        return sentence(**failed)


def _names(type_name: str, region: str, properties: Any) -> list[str]:
    schema = registry_schemas.schema(type_name, region)
    keys = [path.rsplit("/", 1)[-1] for path in schema.get("primaryIdentifier", ())]
    if keys and all(key in properties for key in keys):
        return [str(properties[key]) for key in keys]
    return []


def _has_custom_name(type_name: str, region: str, old: Any, new: Any) -> bool:
    names = _names(type_name, region, new)
    return bool(names) and names == _names(type_name, region, old)


def carry_out(update: Update, stack: Stack) -> None:
    """Run an update of a stack that is nobody's nested one, with its rollback where it fails, and its clean-up."""
    update.run()
    if stack.status == "UPDATE_ROLLBACK_IN_PROGRESS":
        update.roll_back()
    if stack.status.endswith("_CLEANUP_IN_PROGRESS"):
        update.clean_up()
