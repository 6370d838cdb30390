"""What every request that changes a stack needs: its definition checked, its operation started in the background."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable, Mapping
from typing import Any

from . import change_sets, template_source
from .account_region import AccountRegion
from .change_sets import ChangeSet
from .creating import Creation
from .definition import Definition, define
from .deleting import Deletion
from .errors import ValidationError
from .importing import Import
from .parameters import text
from .stacks import Stack, now
from .updating import Update, carry_out

Request = Mapping[str, Any]
Answer = dict[str, Any]

_LOG = logging.getLogger(__name__)
NAME = re.compile(r"[a-zA-Z][-a-zA-Z0-9]{0,127}")
_UPDATABLE = frozenset(
    {
        "CREATE_COMPLETE",
        "CREATE_FAILED",
        "IMPORT_COMPLETE",
        "IMPORT_ROLLBACK_COMPLETE",
        "UPDATE_COMPLETE",
        "UPDATE_FAILED",
        "UPDATE_ROLLBACK_COMPLETE",
    }
)


class RequestHandling:
    """Serves one account's region."""

    def __init__(self, region: AccountRegion) -> None:
        """Prepare only."""
        self.region = region

    def definition(self, request: Request, stack: Stack, previous: Stack | None, *, expands: bool = True) -> Definition:
        if request.get("UsePreviousTemplate"):
            if previous is None or previous.template is None:
                raise ValidationError("Template can not be used from a stack that does not exist")
            body = previous.template.body
        else:
            body = template_source.fetch(request.get("TemplateBody"), request.get("TemplateURL"), self.region.clients)
        tags = {tag["Key"]: tag["Value"] for tag in request.get("Tags", [])}
        if previous is not None and "Tags" not in request:
            tags = dict(previous.tags)
        for key in tags:
            if key.startswith("aws:"):
                raise ValidationError("aws: prefixed tag key names are not allowed for external use.")
        arns = request.get("NotificationARNs", previous.notification_arns if previous else [])
        return define(
            self.region,
            stack,
            body,
            request.get("Parameters", []),
            previous=previous.parameters if previous else None,
            tags=tags,
            capabilities=request.get("Capabilities", []),
            notification_arns=arns,
            expands=expands,
        )

    def create(self, stack: Stack, definition: Definition, change_set: ChangeSet | None = None) -> None:
        """Create a new stack in the background."""
        creation = Creation(self.region, stack, definition)
        stack.set_status("CREATE_IN_PROGRESS", "User Initiated")
        self.start(stack, creation.run, change_set)

    def update(
        self,
        stack: Stack,
        definition: Definition,
        *,
        keep_on_failure: bool,
        change_set: ChangeSet | None = None,
    ) -> None:
        stack.updated = now()
        stack.cancelled.clear()
        update = Update(self.region, stack, definition, keep_on_failure=keep_on_failure)
        stack.set_status("UPDATE_IN_PROGRESS", "User Initiated")
        self.start(stack, lambda: carry_out(update, stack), change_set)

    def adopt(self, stack: Stack, change_set: ChangeSet) -> None:
        """Import resources into a stack in the background."""
        new = stack.status == "REVIEW_IN_PROGRESS"
        work = Import(self.region, stack, change_set.definition, change_set.imports, new=new)
        stack.set_status("IMPORT_IN_PROGRESS", "User Initiated")
        self.start(stack, work.run, change_set)

    def delete(self, stack: Stack, retain: list[str]) -> None:
        """Delete in the background, after a creation that runs has stopped."""
        region, before = self.region, (stack.status, stack.reason)
        running = stack.done if stack.busy else None
        if running is not None:
            stack.cancelled.set()
        stack.set_status("DELETE_IN_PROGRESS", "User Initiated")
        for change_set in [entry for entry in region.change_sets.values() if entry.stack is stack]:
            if change_set.parent is None:
                change_sets.delete(region, change_set)

        def work() -> None:
            if running is not None:
                running.wait()
                stack.cancelled.clear()
            deletion = Deletion(region, stack)
            blocked = deletion.blocking_export()
            if blocked:
                stack.set_status(before[0], blocked)
            else:
                deletion.run(retain)

        stack.done = threading.Event()
        self.start(stack, work)

    def start(self, stack: Stack, work: Callable[[], None], change_set: ChangeSet | None = None) -> None:
        """Run an operation in the background; the stack's ``done`` tells its end."""
        done = stack.done
        done.clear()

        def run() -> None:
            try:
                work()
            except Exception:  # noqa: BLE001  (as above)
                _LOG.exception("the emulated CloudFormation broke while it worked on %s", stack.name)
                failed = stack.status.replace("_COMPLETE_CLEANUP", "").replace("_IN_PROGRESS", "_FAILED")
                stack.set_status(failed, "the emulator broke, see its log")
            finally:
                if change_set is not None:
                    good = {"CREATE_COMPLETE", "IMPORT_COMPLETE", "UPDATE_COMPLETE"}
                    change_set.execution_status = "EXECUTE_COMPLETE" if stack.status in good else "EXECUTE_FAILED"
                done.set()

        threading.Thread(target=run, name=f"cloudformation {stack.name}", daemon=True).start()

    def settle(self, stack: Stack) -> None:
        """Wait a little for the operation, where the settings say so."""
        if self.region.settings.settle:
            stack.done.wait(self.region.settings.settle)

    def live(self, name: str, message: str) -> Stack:
        """Return the stack that a request names; ValidationError where it is not there."""
        stack = self.region.find(name)
        if stack is None or stack.status == "DELETE_COMPLETE":
            raise ValidationError(message.format(name))
        return stack

    def check_updatable(self, stack: Stack) -> None:
        """Raise ValidationError for a stack that cannot be updated now."""
        if stack.status not in _UPDATABLE:
            raise ValidationError(f"Stack:{stack.id} is in {stack.status} state and can not be updated.")

    def policy(self, request: Request) -> str | None:
        """Return the stack policy that a request brings."""
        if request.get("StackPolicyBody") is not None and request.get("StackPolicyURL") is not None:
            raise ValidationError("You cannot specify both StackPolicyBody and StackPolicyURL")
        if request.get("StackPolicyURL"):
            return template_source.fetch(None, request["StackPolicyURL"], self.region.clients)
        body = request.get("StackPolicyBody")
        return None if body is None else text(body)

    @staticmethod
    def note(stack: Stack, request: Request) -> None:
        """Keep what the request says beside template and parameters."""
        stack.token = request.get("ClientRequestToken")
        if request.get("RoleARN"):
            stack.role_arn = request["RoleARN"]
        if request.get("RetainExceptOnCreate") is not None:
            stack.retain_except_on_create = bool(request["RetainExceptOnCreate"])


def check_name(name: str) -> None:
    if not NAME.fullmatch(name):
        raise ValidationError(
            f"1 validation error detected: Value '{name}' at 'stackName' failed to satisfy constraint: Member must "
            "satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*"
        )
