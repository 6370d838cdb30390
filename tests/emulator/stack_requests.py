"""The requests of CloudFormation's API that change stacks.

Each takes the request's parameters and returns the answer's members by the names of the service model; what AWS refuses
raises ApiError with AWS's code and message. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/
"""

from __future__ import annotations

from .creating import roll_back_creation
from .errors import ApiError, ValidationError
from .planning import plan
from .request_handling import Answer, Request, RequestHandling, check_name
from .stacks import Stack


class StackRequests(RequestHandling):
    """Creates, updates and deletes stacks."""

    def create_stack(self, request: Request) -> Answer:
        region, name = self.region, request["StackName"]
        check_name(name)
        with region.lock:
            if region.find(name) is not None:
                raise ApiError("AlreadyExistsException", f"Stack [{name}] already exists")
            draft = Stack("", name, "")
            definition = self.definition(request, draft, None)
            if "OnFailure" in request and "DisableRollback" in request:
                raise ValidationError("You can specify either OnFailure or DisableRollback, but not both")
            stack = region.new_stack(name, "")
            stack.on_failure = request.get("OnFailure") or (
                "DO_NOTHING" if request.get("DisableRollback") else "ROLLBACK"
            )
            stack.termination_protection = bool(request.get("EnableTerminationProtection"))
            stack.policy = self.policy(request)
            self.note(stack, request)
            self.create(stack, definition)
        self.settle(stack)
        return {"StackId": stack.id}

    def update_stack(self, request: Request) -> Answer:
        region = self.region
        with region.lock:
            stack = self.live(request["StackName"], "Stack [{}] does not exist")
            self.check_updatable(stack)
            definition = self.definition(request, stack, stack)
            if stack.failed_update is None and plan(region, stack, definition, look_into_nested=False).is_empty:
                raise ValidationError("No updates are to be performed.")
            policy = self.policy(request)
            stack.policy = policy or stack.policy
            self.note(stack, request)
            self.update(stack, definition, keep_on_failure=bool(request.get("DisableRollback")))
        self.settle(stack)
        return {"StackId": stack.id}

    def delete_stack(self, request: Request) -> Answer:
        region = self.region
        with region.lock:
            stack = region.find(request["StackName"])
            if stack is None or stack.status in {"DELETE_COMPLETE", "DELETE_IN_PROGRESS"}:
                return {}
            root = region.stacks[stack.root_id] if stack.root_id else stack
            if root.termination_protection:
                raise ValidationError(f"Stack [{stack.name}] cannot be deleted while TerminationProtection is enabled")
            if stack.busy and stack.status != "CREATE_IN_PROGRESS":
                raise ValidationError(f"Stack [{stack.name}] cannot be deleted while in status {stack.status}")
            retain = list(request.get("RetainResources", []))
            if retain and stack.status != "DELETE_FAILED":
                raise ValidationError(
                    f"Invalid operation on stack [{stack.id}]. RetainResources can only be specified for a stack in "
                    "DELETE_FAILED state"
                )
            self.note(stack, request)
            self.delete(stack, retain)
        self.settle(stack)
        return {}

    def cancel_update_stack(self, request: Request) -> Answer:
        stack = self.live(request["StackName"], "Stack [{}] does not exist")
        if stack.status != "UPDATE_IN_PROGRESS":
            raise ValidationError("CancelUpdateStack cannot be called from current stack status")
        stack.cancelled.set()
        return {}

    def continue_update_rollback(self, request: Request) -> Answer:
        with self.region.lock:
            stack = self.live(request["StackName"], "Stack [{}] does not exist")
            if stack.status != "UPDATE_ROLLBACK_FAILED" or stack.failed_update is None:
                raise ValidationError(
                    f"Stack:{stack.id} is in {stack.status} state and can not continue update rollback."
                )
            update, skip = stack.failed_update, list(request.get("ResourcesToSkip", []))
            stack.set_status("UPDATE_ROLLBACK_IN_PROGRESS", "User Initiated")

            def work() -> None:
                update.roll_back(skip)
                if stack.status.endswith("_CLEANUP_IN_PROGRESS"):
                    update.clean_up()

            self.start(stack, work)
        self.settle(stack)
        return {}

    def rollback_stack(self, request: Request) -> Answer:
        with self.region.lock:
            stack = self.live(request["StackName"], "Stack [{}] does not exist")
            if stack.status == "UPDATE_FAILED" and stack.failed_update is not None:
                update = stack.failed_update
                stack.set_status("UPDATE_ROLLBACK_IN_PROGRESS", "User Initiated")

                def work() -> None:
                    update.roll_back()
                    if stack.status.endswith("_CLEANUP_IN_PROGRESS"):
                        update.clean_up()

                self.start(stack, work)
            elif stack.status == "CREATE_FAILED":
                stack.set_status("ROLLBACK_IN_PROGRESS", "User Initiated")
                self.start(stack, lambda: roll_back_creation(self.region, stack))
            else:
                raise ValidationError(f"Stack [{stack.name}] is in {stack.status} state and can not be rolled back.")
        self.settle(stack)
        return {"StackId": stack.id}

    def set_stack_policy(self, request: Request) -> Answer:
        stack = self.live(request["StackName"], "Stack [{}] does not exist")
        stack.policy = self.policy(request)
        return {}

    def update_termination_protection(self, request: Request) -> Answer:
        stack = self.live(request["StackName"], "Stack [{}] does not exist")
        if stack.parent_id is not None:
            raise ValidationError(
                "Termination protection cannot be updated on nested stacks; update it on the root stack instead"
            )
        stack.termination_protection = bool(request["EnableTerminationProtection"])
        return {"StackId": stack.id}
