"""The requests of CloudFormation's API about change sets."""

from __future__ import annotations

import logging
import threading

from . import change_sets, describing, importing
from .account_region import AccountRegion
from .change_sets import ChangeSet
from .errors import ApiError, ValidationError
from .request_handling import NAME, Answer, Request, RequestHandling, check_name
from .stacks import Stack, now

_LOG = logging.getLogger(__name__)
_PAGE = 100


class ChangeSetRequests(RequestHandling):
    """Makes, shows, executes and deletes change sets."""

    def create_change_set(self, request: Request) -> Answer:
        region, name = self.region, request["ChangeSetName"]
        if not NAME.fullmatch(name):
            raise ValidationError(
                f"1 validation error detected: Value '{name}' at 'changeSetName' failed to satisfy constraint: "
                "Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*"
            )
        kind = request.get("ChangeSetType", "UPDATE")
        wanted = importing.wanted_in(request) if kind == "IMPORT" else {}
        with region.lock:
            stack = region.find(request["StackName"])
            if stack is not None and any(
                other.name == name and other.stack is stack for other in region.change_sets.values()
            ):
                raise ApiError(
                    "AlreadyExistsException",
                    f"ChangeSet {name} cannot be created due to a mismatch with existing attribute Name",
                )
            if kind == "CREATE" or (kind == "IMPORT" and (stack is None or stack.status == "REVIEW_IN_PROGRESS")):
                stack = self._reviewed(request, name, stack)
                previous = None
            else:
                stack = self.live(request["StackName"], "Stack [{}] does not exist")
                self.check_updatable(stack)
                previous = stack
            definition = self.definition(request, stack, previous, expands=False)
            imports = importing.check(region, stack, definition, wanted) if wanted else ()
            if not stack.id:
                stack = region.new_stack(stack.name, "")
                stack.set_status("REVIEW_IN_PROGRESS", "User Initiated")
            change_set = ChangeSet(
                region.change_set_id(name),
                name,
                stack,
                kind,
                definition,
                request.get("Description"),
                include_nested=bool(request.get("IncludeNestedStacks")),
                on_failure=request.get("OnStackFailure"),
                imports=wanted,
                changes=list(imports),
            )
            region.change_sets[change_set.id] = change_set
        finished = threading.Event()

        def work() -> None:
            try:
                change_sets.compute(region, change_set)
            except Exception:  # noqa: BLE001  (a thread's fault must show in the status)
                _LOG.exception("the emulated CloudFormation could not compute a change set")
                change_set.status, change_set.reason = "FAILED", "the emulator broke, see its log"
            finally:
                finished.set()

        threading.Thread(target=work, daemon=True).start()
        finished.wait(self.region.settings.settle)
        return {"Id": change_set.id, "StackId": stack.id}

    def execute_change_set(self, request: Request) -> Answer:
        region = self.region
        with region.lock:
            change_set = find_change_set(self.region, request)
            stack = change_set.stack
            if change_set.parent is not None:
                raise ValidationError("Execute the root change set instead of a nested one")
            if change_set.execution_status != "AVAILABLE":
                raise ApiError(
                    "InvalidChangeSetStatus",
                    f"ChangeSet [{change_set.id}] cannot be executed in its current status of [{change_set.status}]"
                    if change_set.status != "CREATE_COMPLETE"
                    else f"ChangeSet [{change_set.id}] cannot be executed in its current execution status of "
                    f"[{change_set.execution_status}]",
                )
            if stack.busy:
                raise ValidationError(f"Stack:{stack.id} is in {stack.status} state and can not be updated.")
            for other in list(region.change_sets.values()):
                if other.stack is stack and other is not change_set and other.root is not change_set:
                    other.execution_status = "OBSOLETE"
            change_set.execution_status = "EXECUTE_IN_PROGRESS"
            stack.change_set_id = change_set.id
            self.note(stack, request)
            keep = bool(request.get("DisableRollback")) or change_set.on_failure == "DO_NOTHING"
            if change_set.type == "CREATE":
                stack.on_failure = "DO_NOTHING" if keep else (change_set.on_failure or "ROLLBACK")
                stack.created = now()
                self.create(stack, change_set.definition, change_set)
            elif change_set.type == "IMPORT":
                self.adopt(stack, change_set)
            else:
                self.update(stack, change_set.definition, keep_on_failure=keep, change_set=change_set)
        self.settle(stack)
        return {}

    def delete_change_set(self, request: Request) -> Answer:
        try:
            change_set = find_change_set(self.region, request)
        except ApiError:
            if request.get("ChangeSetName", "").startswith("arn:"):
                return {}
            raise
        if change_set.parent is not None:
            raise ValidationError("Delete the root change set instead of a nested one")
        if change_set.execution_status == "EXECUTE_IN_PROGRESS" or change_set.status == "CREATE_IN_PROGRESS":
            raise ApiError("InvalidChangeSetStatus", f"ChangeSet [{change_set.id}] is in use and can not be deleted")
        change_sets.delete(self.region, change_set)
        return {}

    def describe_change_set(self, request: Request) -> Answer:
        change_set = find_change_set(self.region, request)
        start = int(request.get("NextToken") or 0)
        return describing.change_set(change_set, start, _PAGE)

    def _reviewed(self, request: Request, name: str, stack: Stack | None) -> Stack:
        """Return the stack of a change set of the type CREATE; one without an id is not there yet."""
        if stack is None:
            check_name(request["StackName"])
            return Stack("", request["StackName"], "")
        if stack.status != "REVIEW_IN_PROGRESS":
            raise ValidationError(
                f"Stack [{stack.name}] already exists and cannot be created again with the changeSet [{name}]."
            )
        return stack


def find_change_set(region: AccountRegion, request: Request) -> ChangeSet:
    """Return the change set of a request; ChangeSetNotFound without it."""
    name = request["ChangeSetName"]
    if name in region.change_sets:
        return region.change_sets[name]
    if name.startswith("arn:"):
        raise ApiError("ChangeSetNotFound", f"ChangeSet [{name}] does not exist")
    stack = region.find(request.get("StackName", ""))
    if stack is None:
        raise ValidationError(f"Stack [{request.get('StackName', '')}] does not exist")
    for change_set in reversed(region.change_sets.values()):
        if change_set.name == name and change_set.stack is stack:
            return change_set
    raise ApiError("ChangeSetNotFound", f"ChangeSet [{name}] does not exist")
