"""What creating and updating a stack have in common: the order of work, and the outputs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .account_region import AccountRegion
from .definition import Definition
from .errors import ApiError, TemplateError
from .failures import Cancelled, OperationFailed, sentence
from .intrinsics import Evaluator
from .making import Maker, ResourceFailed
from .nesting import NestedStacks
from .references import creation_order, dependencies
from .stacks import Stack, StackOutput, StackResource
from .surroundings import StackSurroundings
from .template import Template

Work = Callable[[], None]


class StackOperation:
    """One operation on one stack."""

    def __init__(self, region: AccountRegion, stack: Stack) -> None:
        """Prepare only."""
        self.region = region
        self.stack = stack
        self.nested = NestedStacks(region, stack)
        self.maker = Maker(region, stack, self.nested)
        self.surroundings = StackSurroundings(region, stack)

    def take(self, definition: Definition) -> Evaluator:
        """Make the stack what the definition says, but for its resources and outputs."""
        stack = self.stack
        stack.template, stack.parameters = definition.template, definition.parameters
        stack.tags, stack.capabilities = definition.tags, definition.capabilities
        stack.notification_arns = definition.notification_arns
        return Evaluator(definition.template, definition.parameters, self.surroundings)

    def declared(self, template: Template, evaluator: Evaluator, logical_id: str) -> StackResource:
        """Return the record of a resource that is not made yet."""
        declaration = template.resources[logical_id]
        return StackResource(
            logical_id,
            declaration.type,
            frozenset(dependencies(template)[logical_id]),
            deletion_policy=declaration.deletion_policy,
            update_replace_policy=declaration.update_replace_policy,
            metadata=evaluator.value(declaration.metadata) if declaration.metadata is not None else None,
        )

    def in_order(self, template: Template, active: set[str], begin: Callable[[str], Work | None], verb: str) -> None:
        """Work through the resources, each after what it needs; OperationFailed at the first that fails.

        ``begin`` marks a resource as in progress and returns what is to be done; none where nothing is. All that are
        ready begin together, as in CloudFormation; where one fails, the others that have begun are cancelled.
        """
        waits = dependencies(template)
        left = [name for name in creation_order(template) if name in active]
        done: set[str] = set()
        while left:
            self.check_cancelled()
            ready = [name for name in left if not (waits[name] & active) - done]
            begun: list[tuple[str, Work]] = []
            try:
                for name in ready:
                    work = begin(name)
                    if work is not None:
                        begun.append((name, work))
                while begun:
                    self.check_cancelled()
                    begun.pop(0)[1]()
            except ResourceFailed as failed:
                names = [failed.resource.logical_id, *self._cancel([name for name, _ in begun])]
                raise OperationFailed(sentence(**{verb: names})) from failed
            except Cancelled:
                self._cancel([name for name, _ in begun])
                raise
            done |= set(ready)
            left = [name for name in left if name not in ready]

    def check_cancelled(self) -> None:
        """Raise Cancelled where somebody asked for it."""
        if self.stack.cancelled.is_set():
            raise Cancelled("User Initiated")

    def active(self, template: Template, evaluator: Evaluator) -> set[str]:
        """Return the resources whose condition holds."""
        return {
            name
            for name, resource in template.resources.items()
            if resource.condition is None or evaluator.condition(resource.condition)
        }

    def evaluate(self, resource: StackResource, expression: Mapping[str, Any], evaluator: Evaluator, verb: str) -> Any:
        """Return a resource's properties; ResourceFailed with its event where they cannot be evaluated."""
        try:
            return evaluator.value(dict(expression))
        except ApiError as error:
            self.stack.set_resource_status(resource, f"{verb.upper()}_FAILED", error.message)
            raise ResourceFailed(resource, error.message) from error

    def finish_outputs(self, template: Template, evaluator: Evaluator) -> None:
        """Evaluate the outputs; OperationFailed where one cannot be, or an export stands in the way."""
        try:
            outputs = evaluated_outputs(template, evaluator)
        except TemplateError as error:
            raise OperationFailed(error.message) from error
        taken = self.region.exports()
        for output in outputs.values():
            if output.export_name in taken and taken[output.export_name][0] is not self.stack:
                other = taken[output.export_name][0].name
                raise OperationFailed(f"Export with name {output.export_name} is already exported by stack {other}")
        names = [output.export_name for output in outputs.values() if output.export_name]
        if len(names) != len(set(names)):
            raise OperationFailed("Template format error: Duplicate Export names in the Outputs block of the template")
        new = {output.export_name: output.value for output in outputs.values()}
        for old in self.stack.outputs.values():
            if old.export_name and new.get(old.export_name) != old.value:
                users = sorted(stack.name for stack in self.region.importers(old.export_name))
                if users:
                    verb = "updated" if old.export_name in new else "deleted"
                    raise OperationFailed(
                        f"Export {old.export_name} cannot be {verb} as it is in use by {' and '.join(users)}"
                    )
        self.stack.outputs = outputs
        self.stack.imports = frozenset(self.surroundings.imports)

    def _cancel(self, names: list[str]) -> list[str]:
        for name in names:
            resource = self.stack.resources[name]
            kind = "creation" if resource.status == "CREATE_IN_PROGRESS" else "update"
            status = resource.status.replace("_IN_PROGRESS", "_FAILED")
            self.stack.set_resource_status(resource, status, f"Resource {kind} cancelled")
        return names


def evaluated_outputs(template: Template, evaluator: Evaluator) -> dict[str, StackOutput]:
    """Return the outputs whose condition holds; TemplateError for one that is no text."""
    outputs = {}
    for key, output in template.outputs.items():
        if output.condition is not None and not evaluator.condition(output.condition):
            continue
        value = evaluator.value(output.value)
        if isinstance(value, bool | int | float):
            value = str(value).lower() if isinstance(value, bool) else str(value)
        if not isinstance(value, str):
            raise TemplateError("Template format error: Output " + key + " is malformed. The value must be a string.")
        name = evaluator.value(output.export_name) if output.export_name is not None else None
        outputs[key] = StackOutput(key, value, output.description, name)
    return outputs
