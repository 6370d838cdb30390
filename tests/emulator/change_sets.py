"""Change sets, also those over nested stacks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .account_region import AccountRegion
from .definition import Definition
from .errors import ApiError
from .importing import Wanted
from .planning import Change, Plan, plan
from .resource_types import ResourceFailure
from .stacks import Stack, now

NO_CHANGES = "The submitted information didn't contain changes. Submit different information to create a change set."


@dataclass
class ChangeSet:
    """A change set of one stack; one over nested stacks is a tree of them."""

    id: str
    name: str
    stack: Stack
    type: str
    """CREATE, UPDATE or IMPORT."""
    definition: Definition
    description: str | None
    include_nested: bool
    on_failure: str | None = None
    status: str = "CREATE_PENDING"
    execution_status: str = "UNAVAILABLE"
    reason: str | None = None
    changes: list[Change] = field(default_factory=list)
    nested: dict[str, ChangeSet] = field(default_factory=dict)
    """By logical ID."""
    imports: Mapping[str, Wanted] = field(default_factory=dict)
    """What a change set of the type IMPORT imports, by logical ID."""
    parent: ChangeSet | None = None
    created: datetime = field(default_factory=now)

    @property
    def root(self) -> ChangeSet:
        """The change set that was asked for."""
        return self if self.parent is None else self.parent.root

    def tree(self) -> Iterator[ChangeSet]:
        """Yield this change set and those below it."""
        yield self
        for child in self.nested.values():
            yield from child.tree()


def compute(region: AccountRegion, change_set: ChangeSet) -> None:
    """Find the changes; the status tells whether the change set can be executed."""
    change_set.status = "CREATE_IN_PROGRESS"
    try:
        region.settings.faults.strike("change-set", change_set.stack.name, change_set.stack.name)
        if change_set.type == "IMPORT":  # its changes are those that were asked for
            change_set.status, change_set.execution_status = "CREATE_COMPLETE", "AVAILABLE"
            return
        foreseen = plan(region, change_set.stack, change_set.definition, look_into_nested=change_set.include_nested)
        _take(region, change_set, foreseen)
    except (ApiError, ResourceFailure) as error:
        _fail(change_set, str(error))


def _take(region: AccountRegion, change_set: ChangeSet, foreseen: Plan) -> None:
    if change_set.type == "UPDATE" and foreseen.is_empty:
        _fail(change_set, NO_CHANGES)
        return
    change_set.changes = foreseen.changes
    for logical_id, below in foreseen.nested.items():
        child = _nested(region, change_set, logical_id, below)
        change_set.nested[logical_id] = child
        try:
            region.settings.faults.strike("change-set", child.stack.name, logical_id)
            _take(region, child, below)
        except ResourceFailure as error:
            _fail(child, str(error))
        if child.status == "FAILED":
            _fail(change_set, f"Nested change set {child.id} was not successfully created: Currently in FAILED.")
            return
    change_set.status = "CREATE_COMPLETE"
    change_set.execution_status = "AVAILABLE"


def _nested(region: AccountRegion, parent: ChangeSet, logical_id: str, below: Plan) -> ChangeSet:
    stack, kind = below.stack, "UPDATE"
    if not stack.id:
        kind = "CREATE"
        stack = region.new_stack(stack.name, "", parent.stack)
        stack.set_status("REVIEW_IN_PROGRESS", "User Initiated")
        parent.stack.reserved[logical_id] = stack
    elif stack.status == "REVIEW_IN_PROGRESS":
        kind = "CREATE"
    name = f"{parent.name[:60]}-{logical_id[:40]}-{stack.id.rsplit('/', 1)[-1][:12]}"
    child = ChangeSet(
        region.change_set_id(name), name, stack, kind, below.definition, None, include_nested=True, parent=parent
    )
    region.change_sets[child.id] = child
    return child


def _fail(change_set: ChangeSet, reason: str) -> None:
    change_set.status, change_set.execution_status, change_set.reason = "FAILED", "UNAVAILABLE", reason


def delete(region: AccountRegion, change_set: ChangeSet) -> None:
    """Delete a change set with those below it, and the stacks that it reserved for nested ones."""
    for member in change_set.tree():
        region.change_sets.pop(member.id, None)
        for logical_id in member.nested:
            reserved = member.stack.reserved.pop(logical_id, None)
            if reserved is not None:
                reserved.set_status("DELETE_COMPLETE")


def described_changes(change_set: ChangeSet) -> list[dict[str, Any]]:
    """Return the changes as DescribeChangeSet gives them."""
    return [{"Type": "Resource", "ResourceChange": _described(change, change_set)} for change in change_set.changes]


def _described(change: Change, change_set: ChangeSet) -> dict[str, Any]:
    nested = change_set.nested.get(change.logical_id)
    physical_id = change.physical_id
    if nested is not None:
        physical_id = nested.stack.id
    shown: dict[str, Any] = {
        "Action": change.action,
        "LogicalResourceId": change.logical_id,
        "ResourceType": change.type,
        "Scope": sorted({detail.attribute for detail in change.details}),
        "Details": [
            {
                "Target": {"Attribute": detail.attribute, "Name": detail.name, "RequiresRecreation": detail.recreation},
                "Evaluation": "Dynamic" if detail.dynamic else "Static",
                "ChangeSource": detail.source,
                "CausingEntity": detail.entity,
            }
            for detail in change.details
        ],
        "PhysicalResourceId": physical_id,
        "Replacement": change.replacement,
        "PolicyAction": change.policy_action,
        "ChangeSetId": nested.id if nested is not None else None,
    }
    return {key: value for key, value in shown.items() if value is not None}
