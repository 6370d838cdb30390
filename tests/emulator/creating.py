"""Creates a stack, and takes it back where that fails."""

from __future__ import annotations

from .account_region import AccountRegion
from .definition import Definition
from .deleting import Deletion, stays_by_policy
from .failures import OperationFailed
from .intrinsics import Evaluator
from .stack_operation import StackOperation, Work
from .stacks import Stack


class Creation:
    """The creation of a stack; its status is CREATE_IN_PROGRESS already."""

    def __init__(self, region: AccountRegion, stack: Stack, definition: Definition) -> None:
        """Prepare only."""
        self._operation = StackOperation(region, stack)
        self._region = region
        self._stack = stack
        self._definition = definition

    def run(self) -> None:
        """Create every resource; the stack's status tells the outcome."""
        operation, stack, template = self._operation, self._stack, self._definition.template
        evaluator = operation.take(self._definition)
        status: str
        reason: str | None
        try:
            active = operation.active(template, evaluator)
            operation.in_order(template, active, lambda name: self._begin(name, evaluator), "create")
            operation.finish_outputs(template, evaluator)
        except OperationFailed as failed:
            status, reason = self._after_failure(str(failed))
        else:
            status, reason = "CREATE_COMPLETE", None
        with self._region.lock:  # a deletion must come before or after, not in between
            if stack.cancelled.is_set():
                return  # whoever cancelled goes on with the deletion
            stack.set_status(status, reason)
        if status == "DELETE_IN_PROGRESS":
            Deletion(self._region, stack).run(on_create=True)
        elif status == "ROLLBACK_IN_PROGRESS":
            roll_back_creation(self._region, stack)

    def _begin(self, name: str, evaluator: Evaluator) -> Work:
        operation, template = self._operation, self._definition.template
        resource = operation.declared(template, evaluator, name)
        self._stack.resources[name] = resource
        self._stack.set_resource_status(resource, "CREATE_IN_PROGRESS")
        properties = operation.evaluate(resource, template.resources[name].properties, evaluator, "create")
        return lambda: operation.maker.create(resource, properties)

    def _after_failure(self, reason: str) -> tuple[str, str]:
        stack = self._stack
        if stack.parent_id is not None or stack.on_failure == "DO_NOTHING":
            return "CREATE_FAILED", reason
        if stack.on_failure == "DELETE":
            return "DELETE_IN_PROGRESS", f"{reason}Delete requested by user."
        return "ROLLBACK_IN_PROGRESS", f"{reason}Rollback requested by user."


def roll_back_creation(region: AccountRegion, stack: Stack) -> None:
    """Delete what a failed creation made; the stack's status is ROLLBACK_IN_PROGRESS already."""
    failed = Deletion(region, stack).remove(
        list(stack.resources.values()), lambda resource: stays_by_policy(stack, resource, on_create=True)
    )
    if failed:
        stack.set_status("ROLLBACK_FAILED", f"The following resource(s) failed to delete: [{', '.join(failed)}]. ")
        return
    stack.outputs = {}
    stack.set_status("ROLLBACK_COMPLETE")
