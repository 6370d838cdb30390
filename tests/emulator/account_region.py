"""The stacks of one account in one region, and what they share: exports, clients, faults."""

from __future__ import annotations

import secrets
import string
import threading
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from moto.utilities.utils import get_partition

from .clients import clients_of
from .faults import Faults
from .resource_types import Context, Registry
from .stacks import FINAL_DELETE, Stack, StackOutput

if TYPE_CHECKING:
    from .change_sets import ChangeSet


@dataclass
class Settings:
    """What holds for the whole emulator."""

    registry: Registry
    faults: Faults = field(default_factory=Faults)
    settle: float = 0
    """Seconds that a request waits for the operation that it started; spares a caller's first round of polling."""
    pace: float = 0
    """Seconds that every operation on a resource takes."""


class AccountRegion:
    """One account's stacks in one region."""

    def __init__(self, account_id: str, region: str, settings: Settings) -> None:
        """Begin without a stack."""
        self.account_id = account_id
        self.region = region
        self.partition = get_partition(region)
        self.settings = settings
        self.clients = clients_of(account_id, region)
        self.stacks: dict[str, Stack] = {}
        """By id, oldest first; deleted ones too."""
        self.change_sets: dict[str, ChangeSet] = {}
        """By id, oldest first."""
        self.lock = threading.RLock()

    def find(self, name_or_id: str) -> Stack | None:
        """Return the live stack of a name, or the stack of an id even if it is deleted."""
        if name_or_id in self.stacks:
            return self.stacks[name_or_id]
        for stack in reversed(self.stacks.values()):
            if stack.name == name_or_id and stack.status != FINAL_DELETE:
                return stack
        return None

    def new_stack(self, name: str, status: str, parent: Stack | None = None) -> Stack:
        """Add a stack without an event."""
        stack = Stack(self._arn(f"stack/{name}/{uuid.uuid4()}"), name, status)
        stack.done.set()
        if parent is not None:
            stack.parent_id, stack.root_id = parent.id, parent.root_id or parent.id
        with self.lock:
            self.stacks[stack.id] = stack
        return stack

    def nested_name(self, parent: Stack, logical_id: str) -> str:
        """Return a name as CloudFormation makes it up for a nested stack (128 characters at most)."""
        suffix = "".join(secrets.choice(string.ascii_uppercase + string.digits) for _ in range(12))
        return f"{parent.name[:60]}-{logical_id[:54]}-{suffix}"

    def change_set_id(self, name: str) -> str:
        """Return the id of a new change set."""
        return self._arn(f"changeSet/{name}/{uuid.uuid4()}")

    def exports(self) -> dict[str, tuple[Stack, StackOutput]]:
        """Return the exported outputs of live stacks by the export's name."""
        return {
            output.export_name: (stack, output)
            for stack in list(self.stacks.values())
            if stack.status != FINAL_DELETE
            for output in list(stack.outputs.values())
            if output.export_name
        }

    def importers(self, name: str) -> Iterator[Stack]:
        """Yield the live stacks that use an export."""
        for stack in list(self.stacks.values()):
            if stack.status != FINAL_DELETE and name in stack.imports:
                yield stack

    def children(self, stack: Stack) -> Iterator[Stack]:
        """Yield the live stacks that are nested directly in a stack."""
        for other in list(self.stacks.values()):
            if other.parent_id == stack.id and other.status != FINAL_DELETE:
                yield other

    def context(self, stack: Stack, previous_tags: Mapping[str, str] | None = None, generation: int = 0) -> Context:
        """Return what handlers know of a stack."""
        return Context(
            account_id=self.account_id,
            region=self.region,
            partition=self.partition,
            stack_id=stack.id,
            stack_name=stack.name,
            clients=self.clients,
            tags=dict(stack.tags),
            previous_tags=dict(stack.tags if previous_tags is None else previous_tags),
            generation=generation,
        )

    def _arn(self, resource: str) -> str:
        return f"arn:{self.partition}:cloudformation:{self.region}:{self.account_id}:{resource}"
