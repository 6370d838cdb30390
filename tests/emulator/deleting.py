"""Deletes a stack's resources, the dependent ones first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from .account_region import AccountRegion
from .making import Maker, ResourceFailed
from .nesting import NestedStacks
from .stacks import Stack, StackResource


class Deletion:
    """The deletion of a stack; its status is DELETE_IN_PROGRESS already."""

    def __init__(self, region: AccountRegion, stack: Stack) -> None:
        """Prepare only."""
        self._region = region
        self._stack = stack
        self._maker = Maker(region, stack, NestedStacks(region, stack))

    def blocking_export(self) -> str | None:
        """Return why the stack must stay: another one uses an export of it."""
        for output in self._stack.outputs.values():
            if output.export_name:
                users = sorted(stack.name for stack in self._region.importers(output.export_name))
                if users:
                    return f"Export {output.export_name} cannot be deleted as it is in use by {' and '.join(users)}"
        return None

    def run(self, retain: Collection[str] = (), *, on_create: bool = False) -> None:
        """Delete every resource but ``retain``; the stack's status tells the outcome."""
        stack = self._stack
        for name in retain:
            if name in stack.resources:
                self._maker.skip(stack.resources[name])
        failed = self.remove(
            [*stack.leftovers, *stack.resources.values()],
            lambda resource: stays_by_policy(stack, resource, on_create=on_create),
        )
        if failed:
            stack.set_status("DELETE_FAILED", f"The following resource(s) failed to delete: [{', '.join(failed)}]. ")
            return
        stack.outputs, stack.imports = {}, frozenset()
        for child in stack.reserved.values():
            child.set_status("DELETE_COMPLETE")
        stack.set_status("DELETE_COMPLETE")

    def remove(self, resources: Sequence[StackResource], stays: Callable[[StackResource], bool]) -> list[str]:
        """Delete the resources but those that stay; return the logical IDs of those that could not be deleted."""
        pending = [resource for resource in resources if is_there(resource)]
        failed: list[StackResource] = []
        while pending:
            needed = {name for resource in (*pending, *failed) for name in resource.needs - {resource.logical_id}}
            ready = [resource for resource in pending if resource.logical_id not in needed]
            if not ready:  # what is left is needed by what could not be deleted
                break
            for resource in reversed(ready):
                pending.remove(resource)
                if stays(resource):
                    self._maker.skip(resource)
                    continue
                try:
                    self._maker.delete(resource)
                except ResourceFailed:
                    failed.append(resource)
        return sorted({resource.logical_id for resource in failed})


def stays_by_policy(stack: Stack, resource: StackResource, *, on_create: bool) -> bool:
    """Whether the resource's DeletionPolicy leaves it behind.

    ``on_create``: the operation that made it is being taken back, where RetainExceptOnCreate is no reason to stay.
    """
    if on_create and (resource.deletion_policy == "RetainExceptOnCreate" or stack.retain_except_on_create):
        return False
    return resource.deletion_policy in {"Retain", "RetainExceptOnCreate"}


def is_there(resource: StackResource) -> bool:
    """Whether the stack has still to delete the resource."""
    return resource.physical_id is not None and resource.status not in {"DELETE_COMPLETE", "DELETE_SKIPPED"}
