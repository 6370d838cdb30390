"""Makes, changes and deletes single resources, with their events."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from . import dynamic_references, registry_schemas
from .account_region import AccountRegion
from .errors import ValidationError
from .failures import Cancelled, reason_of
from .resource_types import Created, NotUpdatable, ResourceFailure
from .stacks import NESTED, Stack, StackResource

if TYPE_CHECKING:
    from .nesting import NestedStacks


class ResourceFailed(Exception):  # noqa: N818  (its event is written already)
    """A resource's operation failed."""

    def __init__(self, resource: StackResource, reason: str) -> None:
        super().__init__(reason)
        self.resource = resource


class Maker:
    """Carries out what a stack's operation asks of its resources."""

    def __init__(self, region: AccountRegion, stack: Stack, nested: NestedStacks) -> None:
        """``nested`` does the same for the resources that are stacks."""
        self._region = region
        self._stack = stack
        self._nested = nested
        self._previous_tags: Mapping[str, str] = dict(stack.tags)

    def use_previous_tags(self, tags: Mapping[str, str]) -> None:
        """Tell the handlers which tags the stack had before."""
        self._previous_tags = dict(tags)

    def create(self, resource: StackResource, properties: Mapping[str, Any], *, replaces: bool = False) -> None:
        """Create the resource; it is in progress already. ResourceFailed after an event that says so.

        ``replaces``: for CloudFormation it is an update then.
        """
        verb = "UPDATE" if replaces else "CREATE"
        self._attempt(resource, "create", f"{verb}_FAILED", lambda: self._create(resource, properties, verb))
        self._stack.set_resource_status(resource, f"{verb}_COMPLETE")

    def update(self, resource: StackResource, properties: Mapping[str, Any], rollback: bool = False) -> None:
        """Change the resource in place; NotUpdatable where that cannot be."""
        self._attempt(resource, "update", "UPDATE_FAILED", lambda: self._update(resource, properties, rollback))
        self._stack.set_resource_status(resource, "UPDATE_COMPLETE")

    def delete(self, resource: StackResource) -> None:
        """Delete the resource, whatever its policy; ResourceFailed after a DELETE_FAILED event."""
        self._stack.set_resource_status(resource, "DELETE_IN_PROGRESS")
        self._attempt(resource, "delete", "DELETE_FAILED", lambda: self._delete(resource))
        self._stack.set_resource_status(resource, "DELETE_COMPLETE")

    def adopt(self, resource: StackResource, work: Callable[[], None]) -> None:
        """Import the resource by ``work``; ResourceFailed after an IMPORT_FAILED event."""
        self._attempt(resource, "import", "IMPORT_FAILED", work)
        self._stack.set_resource_status(resource, "IMPORT_COMPLETE")

    def skip(self, resource: StackResource) -> None:
        """Leave the resource behind, as its policy says."""
        self._stack.set_resource_status(resource, "DELETE_SKIPPED")

    def _attempt(self, resource: StackResource, operation: str, failed: str, work: Any) -> None:
        try:
            if self._region.settings.pace:
                self._stack.cancelled.wait(self._region.settings.pace)
            self._region.settings.faults.strike(operation, self._stack.name, resource.logical_id, self._stack.cancelled)
            work()
        except (NotUpdatable, Cancelled):
            raise
        except Exception as error:  # a broken handler must fail its resource, not hang the stack
            reason = reason_of(error)
            self._stack.set_resource_status(resource, failed, reason)
            raise ResourceFailed(resource, reason) from error

    def _create(self, resource: StackResource, properties: Mapping[str, Any], verb: str) -> None:
        resource.properties = dict(properties)
        if resource.type == NESTED:
            self._check(resource, properties)
            self._nested.create(resource, properties)
            return
        created = self._handler(resource).create(
            self._context(resource),
            resource.type,
            resource.logical_id,
            self.ready(resource, properties),
        )
        self.take(resource, created)
        self._stack.set_resource_status(resource, f"{verb}_IN_PROGRESS", "Resource creation Initiated")

    def _update(self, resource: StackResource, properties: Mapping[str, Any], rollback: bool) -> None:
        assert resource.physical_id is not None
        if resource.type == NESTED:
            if rollback:
                self._nested.roll_back(resource)
            else:
                self._check(resource, properties)
                self._nested.update(resource, properties)
        else:
            old = dynamic_references.resolved(resource.type, dict(resource.properties), self._region.clients)
            created = self._handler(resource).update(
                self._context(resource),
                resource.type,
                resource.logical_id,
                resource.physical_id,
                old,
                self.ready(resource, properties),
            )
            if created.physical_id != resource.physical_id:
                raise ResourceFailure("an update in place must not change the physical id", "InternalFailure")
            self.take(resource, created)
        resource.properties = dict(properties)

    def _delete(self, resource: StackResource) -> None:
        assert resource.physical_id is not None
        if resource.type == NESTED:
            self._nested.delete(resource)
            return
        properties = dict(resource.properties)
        self._handler(resource).delete(self._context(resource), resource.type, resource.physical_id, properties)

    def ready(self, resource: StackResource, properties: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the properties as a service gets them; ValidationError where the type's schema refuses them."""
        complete = dynamic_references.resolved(resource.type, dict(properties), self._region.clients)
        self._check(resource, complete)
        return complete

    def _check(self, resource: StackResource, properties: Mapping[str, Any]) -> None:
        faults = registry_schemas.faults(resource.type, self._region.region, properties)
        if faults:
            lines = "\n".join(faults)
            raise ValidationError(
                f"Properties validation failed for resource {resource.logical_id} with message:\n{lines}"
            )

    def _handler(self, resource: StackResource) -> Any:
        return self._region.settings.registry.handler(resource.type)

    def _context(self, resource: StackResource) -> Any:
        return self._region.context(self._stack, self._previous_tags, resource.generation)

    @staticmethod
    def take(resource: StackResource, created: Created) -> None:
        """Note what a handler has made or found."""
        if not created.physical_id:
            raise ResourceFailure("a handler must give a physical id", "InternalFailure")
        resource.physical_id, resource.attributes = created.physical_id, dict(created.attributes)
