"""What the emulator remembers of a stack."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from .parameters import Parameter
from .template import Template

if TYPE_CHECKING:
    from .updating import Update

NESTED = "AWS::CloudFormation::Stack"
FINAL_DELETE = "DELETE_COMPLETE"


def now() -> datetime:
    """The time, without a zone: moto's serialisers take it for UTC."""
    return datetime.now(UTC).replace(tzinfo=None)


@dataclass
class StackResource:
    """A resource of a stack. Its mappings are replaced, never changed, so that a copy is a snapshot."""

    logical_id: str
    type: str
    needs: frozenset[str] = frozenset()
    """Logical IDs that must be there before it, and are deleted after it."""
    physical_id: str | None = None
    """None until it was created."""
    properties: Mapping[str, Any] = field(default_factory=dict)
    """Evaluated, dynamic references still as text."""
    attributes: Mapping[str, Any] = field(default_factory=dict)
    deletion_policy: str = "Delete"
    update_replace_policy: str = "Delete"
    metadata: Any = None
    status: str = ""
    reason: str | None = None
    timestamp: datetime = field(default_factory=now)
    generation: int = 0
    """Counts the replacements: a new resource gets a new generated name."""

    def copy(self) -> StackResource:
        return replace(self)


@dataclass(frozen=True)
class Event:
    """One line of DescribeStackEvents."""

    id: str
    stack_id: str
    stack_name: str
    logical_id: str
    physical_id: str
    type: str
    status: str
    reason: str | None
    timestamp: datetime
    token: str | None


@dataclass(frozen=True)
class StackOutput:
    """An output's value."""

    key: str
    value: str
    description: str | None
    export_name: str | None


@dataclass
class Stack:
    """A stack, also after it was deleted."""

    id: str
    name: str
    status: str
    template: Template | None = None
    parameters: dict[str, Parameter] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    capabilities: list[str] = field(default_factory=list)
    notification_arns: list[str] = field(default_factory=list)
    role_arn: str | None = None
    outputs: dict[str, StackOutput] = field(default_factory=dict)
    imports: frozenset[str] = frozenset()
    """Names of the exports that its template uses."""
    resources: dict[str, StackResource] = field(default_factory=dict)
    leftovers: list[StackResource] = field(default_factory=list)
    """Replaced resources that the clean-up has still to delete."""
    reserved: dict[str, Stack] = field(default_factory=dict)
    """Nested stacks in REVIEW_IN_PROGRESS that a change set made, by logical ID."""
    events: list[Event] = field(default_factory=list)
    """Oldest first."""
    parent_id: str | None = None
    root_id: str | None = None
    reason: str | None = None
    created: datetime = field(default_factory=now)
    updated: datetime | None = None
    deleted: datetime | None = None
    on_failure: str = "ROLLBACK"
    """ROLLBACK, DO_NOTHING or DELETE."""
    retain_except_on_create: bool = False
    termination_protection: bool = False
    policy: str | None = None
    change_set_id: str | None = None
    cancelled: threading.Event = field(default_factory=threading.Event)
    done: threading.Event = field(default_factory=threading.Event)
    """Set while no operation runs."""
    failed_update: Update | None = None
    """The update that waits for ContinueUpdateRollback, RollbackStack or another update."""
    token: str | None = None
    """ClientRequestToken of the running operation."""

    @property
    def busy(self) -> bool:
        """Whether an operation runs."""
        return self.status.endswith("_IN_PROGRESS") and self.status != "REVIEW_IN_PROGRESS"

    def set_status(self, status: str, reason: str | None = None) -> None:
        """Change the status, with the stack's own event."""
        self.status, self.reason = status, reason
        if status == FINAL_DELETE:
            self.deleted = now()
        self._event(self.name, self.id, NESTED, status, reason)

    def set_resource_status(self, resource: StackResource, status: str, reason: str | None = None) -> None:
        """Change a resource's status, with its event."""
        resource.status, resource.reason, resource.timestamp = status, reason, now()
        self._event(resource.logical_id, resource.physical_id or "", resource.type, status, reason)

    def snapshot(self) -> StackSnapshot:
        """Return what an update that fails goes back to."""
        return StackSnapshot(
            self.template,
            dict(self.parameters),
            dict(self.tags),
            list(self.capabilities),
            dict(self.outputs),
            self.imports,
            {name: resource.copy() for name, resource in self.resources.items()},
        )

    def _event(self, logical_id: str, physical_id: str, kind: str, status: str, reason: str | None) -> None:
        prefix = "" if logical_id == self.name else f"{logical_id}-{status}-"
        self.events.append(
            Event(
                f"{prefix}{uuid.uuid4()}",
                self.id,
                self.name,
                logical_id,
                physical_id,
                kind,
                status,
                reason,
                now(),
                self.token,
            )
        )


@dataclass(frozen=True)
class StackSnapshot:
    """A stack's description and resources at one time."""

    template: Template | None
    parameters: dict[str, Parameter]
    tags: dict[str, str]
    capabilities: list[str]
    outputs: dict[str, StackOutput]
    imports: frozenset[str]
    resources: dict[str, StackResource]
