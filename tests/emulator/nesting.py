"""Resources of the type AWS::CloudFormation::Stack: each is a stack with an operation of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from . import template_source
from .account_region import AccountRegion
from .definition import Definition, define
from .failures import Cancelled, OperationFailed
from .parameters import text
from .resource_types import ResourceFailure
from .stacks import Stack, StackResource

if TYPE_CHECKING:
    from .updating import Update


class NestedStacks:
    """The nested stacks of one stack, as its operations see them."""

    def __init__(self, region: AccountRegion, parent: Stack) -> None:
        """Prepare only."""
        self._region = region
        self._parent = parent
        self.keep_on_failure = False
        """Whether a nested update that fails stays as it is, as its parent's does."""
        self._updates: dict[str, Update] = {}
        """The updates that wait for the parent's clean-up or rollback, by the child's id."""

    def create(self, resource: StackResource, properties: Mapping[str, Any]) -> None:
        """Create the nested stack, or go on with the one that a change set reserved."""
        from .creating import Creation  # noqa: PLC0415  (a stack's creation creates nested stacks)

        parent = self._parent
        child = parent.reserved.pop(resource.logical_id, None)
        if child is None:
            name = self._region.nested_name(parent, resource.logical_id)
            definition = self.definition(Stack("", name, ""), properties)
            child = self._region.new_stack(name, "", parent)
        else:
            definition = self.definition(child, properties)
        resource.physical_id = child.id
        parent.set_resource_status(resource, "CREATE_IN_PROGRESS", "Resource creation Initiated")
        child.on_failure, child.token, child.cancelled = "DO_NOTHING", parent.token, parent.cancelled
        child.retain_except_on_create = parent.retain_except_on_create
        child.set_status("CREATE_IN_PROGRESS", "User Initiated")
        Creation(self._region, child, definition).run()
        if child.status == "CREATE_IN_PROGRESS":
            child.set_status("CREATE_FAILED", "Resource creation cancelled")
            raise Cancelled("User Initiated")
        if child.status != "CREATE_COMPLETE":
            reason = child.reason or f"Currently in {child.status}"
            raise OperationFailed(f"Embedded stack {child.id} was not successfully created: {reason}")
        resource.attributes = self._attributes(child)

    def update(self, resource: StackResource, properties: Mapping[str, Any]) -> None:
        """Bring the nested stack to its new definition; its clean-up waits for the parent's."""
        from .planning import plan  # noqa: PLC0415  (a stack's update updates nested stacks)
        from .updating import Update  # noqa: PLC0415

        child = self.child(resource)
        definition = self.definition(child, properties)
        if plan(self._region, child, definition, look_into_nested=True).is_empty and child.failed_update is None:
            return
        child.token, child.cancelled = self._parent.token, self._parent.cancelled
        child.set_status("UPDATE_IN_PROGRESS", "User Initiated")
        update = Update(self._region, child, definition, keep_on_failure=self.keep_on_failure)
        self._updates[child.id] = update
        update.run()
        if child.status != "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS":
            raise OperationFailed(
                f"Embedded stack {child.id} was not successfully updated. "
                f"Currently in {child.status} with reason: {child.reason}"
            )
        resource.attributes = self._attributes(child)

    def roll_back(self, resource: StackResource) -> None:
        """Take the nested stack back to where it was before this operation."""
        child = self.child(resource)
        update = self._updates.get(child.id) or child.failed_update
        if update is not None:
            update.roll_back()
            if child.status == "UPDATE_ROLLBACK_FAILED":
                raise OperationFailed(f"Embedded stack {child.id} was not successfully rolled back: {child.reason}")
        resource.attributes = self._attributes(child)

    def clean_up(self) -> None:
        """Let every nested stack that was updated or rolled back delete what it needs no longer."""
        for update in self._updates.values():
            update.clean_up()
        self._updates.clear()

    def delete(self, resource: StackResource) -> None:
        """Delete the nested stack."""
        from .deleting import Deletion  # noqa: PLC0415  (a stack's deletion deletes nested stacks)

        child = self.child(resource)
        if child.status == "DELETE_COMPLETE":
            return
        child.token, child.cancelled = self._parent.token, self._parent.cancelled
        deletion = Deletion(self._region, child)
        blocked = deletion.blocking_export()
        if blocked:
            raise OperationFailed(f"Embedded stack {child.id} was not successfully deleted: {blocked}")
        child.set_status("DELETE_IN_PROGRESS", "User Initiated")
        deletion.run()
        if child.status != "DELETE_COMPLETE":
            raise OperationFailed(f"Embedded stack {child.id} was not successfully deleted: {child.reason}")

    def child(self, resource: StackResource) -> Stack:
        """Return the stack behind a resource."""
        assert resource.physical_id is not None
        return self._region.stacks[resource.physical_id]

    def definition(
        self, child: Stack, properties: Mapping[str, Any], inherited: Definition | None = None
    ) -> Definition:
        """Return what a nested stack's properties ask for; ApiError where they are refused.

        ``inherited``: whose tags and capabilities it gets where that is not the parent as it is now.
        """
        source = inherited or self._parent
        body = template_source.fetch(None, text(properties["TemplateURL"]), self._region.clients)
        given = properties.get("Parameters", {})
        if not isinstance(given, dict) or any(isinstance(value, dict | list) for value in given.values()):
            raise ResourceFailure(
                "Value of property Parameters must be an object with String (or simple type) properties"
            )
        own_tags = {tag["Key"]: text(tag["Value"]) for tag in properties.get("Tags", [])}
        return define(
            self._region,
            child,
            body,
            [{"ParameterKey": key, "ParameterValue": text(value)} for key, value in given.items()],
            previous=None,
            tags={**source.tags, **own_tags},
            capabilities=source.capabilities,
            notification_arns=properties.get("NotificationARNs", source.notification_arns),
        )

    @staticmethod
    def _attributes(child: Stack) -> dict[str, Any]:
        return {f"Outputs.{output.key}": output.value for output in child.outputs.values()}
