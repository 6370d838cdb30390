"""Imports: resources that are there already become those of a stack, and nothing is made, changed or deleted.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/import-resources.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from . import registry_schemas, template_source
from .account_region import AccountRegion
from .definition import Definition
from .deleting import is_there
from .errors import ValidationError
from .failures import OperationFailed
from .intrinsics import Evaluator, canonical
from .making import Maker
from .parameters import text
from .planning import Change, plan
from .resource_types import FindingHandler, ResourceFailure
from .stack_operation import StackOperation, Work
from .stacks import NESTED, Stack, StackResource

MAX_RESOURCES = 200
"""Resources that one change set imports ("CreateChangeSet", ResourcesToImport)."""


@dataclass(frozen=True)
class Wanted:
    """A resource that is to be imported."""

    type: str
    identifiers: Mapping[str, str]


def wanted_in(request: Mapping[str, Any]) -> dict[str, Wanted]:
    """Return what a request imports by logical ID; ValidationError where it is in no right form."""
    given = request.get("ResourcesToImport", [])
    if not given:
        raise ValidationError("Provide at least one resource to import")
    if len(given) > MAX_RESOURCES:
        raise ValidationError(f"'resourcesToImport' must have length less than or equal to {MAX_RESOURCES}")
    return {each["LogicalResourceId"]: Wanted(each["ResourceType"], dict(each["ResourceIdentifier"])) for each in given}


def check(
    region: AccountRegion, stack: Stack, definition: Definition, wanted: Mapping[str, Wanted]
) -> tuple[Change, ...]:
    """Return the changes of an import; ValidationError where it does more, or what it names cannot be imported."""
    for name, each in wanted.items():
        _check_one(region, definition, name, each)
    foreseen = plan(region, stack, definition, look_into_nested=False)
    other = [change.logical_id for change in foreseen.changes if change.logical_id not in wanted and _changes(change)]
    if other:
        raise ValidationError(
            f"You have modified resources {sorted(other)} in your template that are not being imported. Update, create "
            "or delete operations cannot be executed during import operations."
        )
    there = {name for name, resource in stack.resources.items() if is_there(resource)}
    if again := sorted(there & set(wanted)):
        raise ValidationError(f"Resources {again} already exist in stack {stack.name}")
    if {key: output.value for key, output in foreseen.outputs.items()} != {
        key: output.value for key, output in stack.outputs.items()
    }:
        raise ValidationError("As part of the import operation, you cannot modify or add [Outputs]")
    return tuple(Change("Import", name, each.type) for name, each in wanted.items())


def _changes(change: Change) -> bool:
    """Whether a foreseen change is one; a nested stack that was not looked into is not."""
    return change.type != NESTED or any(detail.source != "Automatic" for detail in change.details)


def _check_one(region: AccountRegion, definition: Definition, name: str, wanted: Wanted) -> None:
    declared = definition.template.resources.get(name)
    if declared is None or declared.type != wanted.type:
        raise ValidationError(f"Resource [{name}] of type {wanted.type} is not in the template")
    if not declared.states_deletion_policy:
        raise ValidationError(f"Resources [{name}] must have DeletionPolicy attribute specified in the template")
    schema = registry_schemas.schema(wanted.type, region.region)
    if wanted.type != NESTED and "read" not in schema.get("handlers", {}):
        raise ValidationError(f"ResourceTypes [{wanted.type}] are not supported for Import")
    names = {path.rsplit("/", 1)[-1] for path in schema.get("primaryIdentifier", ())} - _left_out(schema, wanted)
    if wanted.type == NESTED:
        names = {"StackId"}
    if not names or set(wanted.identifiers) != names:
        raise ValidationError(
            f"Resource identifier {sorted(wanted.identifiers)} of [{name}] is not that of {wanted.type}: {names}"
        )


def _left_out(schema: Mapping[str, Any], wanted: Wanted) -> set[str]:
    """Identifiers that a resource of the type need not have."""
    writable = set(schema.get("properties", {})) - {
        path.rsplit("/", 1)[-1] for path in schema.get("readOnlyProperties", ())
    }
    return (writable - set(schema.get("required", ()))) - set(wanted.identifiers)


class Import:
    """The import of resources into a stack; its status is IMPORT_IN_PROGRESS already."""

    def __init__(
        self, region: AccountRegion, stack: Stack, definition: Definition, wanted: Mapping[str, Wanted], *, new: bool
    ) -> None:
        """``new``: the stack has nothing yet, and goes back to REVIEW_IN_PROGRESS where the import fails."""
        self._operation = StackOperation(region, stack)
        self._region = region
        self._stack = stack
        self._definition = definition
        self._wanted = wanted
        self._new = new

    def run(self) -> None:
        """Import all or nothing; the stack's status tells the outcome."""
        operation, stack, template = self._operation, self._stack, self._definition.template
        before = stack.snapshot()
        evaluator = operation.take(self._definition)
        try:
            active = operation.active(template, evaluator)
            self._check_active(active)
            operation.in_order(template, active, lambda name: self._begin(name, evaluator), "import")
        except OperationFailed as failed:
            stack.set_status("IMPORT_ROLLBACK_IN_PROGRESS", str(failed))
            stack.template, stack.parameters = before.template, dict(before.parameters)
            stack.tags, stack.capabilities = dict(before.tags), list(before.capabilities)
            stack.resources = dict(before.resources)
            stack.set_status("REVIEW_IN_PROGRESS" if self._new else "IMPORT_ROLLBACK_COMPLETE")
            return
        stack.set_status("IMPORT_COMPLETE")

    def _check_active(self, active: set[str]) -> None:
        if absent := sorted(set(self._wanted) - active):
            raise OperationFailed(f"The condition of {absent} does not hold")

    def _begin(self, name: str, evaluator: Evaluator) -> Work | None:
        operation, template = self._operation, self._definition.template
        if name not in self._wanted:
            return None
        resource = operation.declared(template, evaluator, name)
        self._stack.resources[name] = resource
        self._stack.set_resource_status(resource, "IMPORT_IN_PROGRESS", "Resource import started.")
        properties = operation.evaluate(resource, template.resources[name].properties, evaluator, "import")
        identifiers = self._wanted[name].identifiers
        return lambda: operation.maker.adopt(resource, lambda: self._take(resource, properties, identifiers))

    def _take(self, resource: StackResource, properties: Mapping[str, Any], identifiers: Mapping[str, str]) -> None:
        resource.properties = dict(properties)
        if resource.type == NESTED:
            self._take_nested(resource, properties, identifiers["StackId"])
            return
        handler = self._region.settings.registry.handler(resource.type)
        if not isinstance(handler, FindingHandler):
            raise ResourceFailure(f"nothing of the type {resource.type} is kept outside of stacks", "NotFound")
        complete = self._operation.maker.ready(resource, properties)
        for name, value in identifiers.items():
            if name in complete and canonical(complete[name]) != canonical(value):
                raise ResourceFailure(f"The identifier {name} is {value}, and the template says {complete[name]}")
        context = self._region.context(self._stack)
        found = handler.find(context, resource.type, resource.logical_id, identifiers, complete)
        for name, value in identifiers.items():
            if name not in complete and found.attributes.get(name, value) != value:
                raise ResourceFailure(f"{resource.type} has another {name} than {value}", "NotFound")
        self._check_free(resource, found.physical_id)
        Maker.take(resource, found)

    def _take_nested(self, resource: StackResource, properties: Mapping[str, Any], stack_id: str) -> None:
        """A stack that is nobody's becomes a nested one; its template must be the one that the parent names."""
        child = self._region.find(stack_id)
        if child is None or child.id != stack_id or child.status == "DELETE_COMPLETE" or child.template is None:
            raise ResourceFailure(f"Stack {stack_id} does not exist", "NotFound")
        if child.parent_id is not None or child.busy:
            raise ResourceFailure(f"Stack {stack_id} is nested in another stack, or in progress")
        if any(each.type == NESTED for each in child.resources.values()):
            raise ResourceFailure(f"Stack {stack_id} has nested stacks of its own")
        body = template_source.fetch(None, text(properties["TemplateURL"]), self._region.clients)
        if body != child.template.body:
            raise ResourceFailure(f"The template of {stack_id} is another one than TemplateURL names")
        given = {name: text(value) for name, value in properties.get("Parameters", {}).items()}
        if given != {name: value.given for name, value in child.parameters.items() if name in given}:
            raise ResourceFailure(f"The parameters of {stack_id} are others than those of the template")
        child.parent_id, child.root_id = self._stack.id, self._stack.root_id or self._stack.id
        resource.physical_id = child.id
        resource.attributes = {f"Outputs.{output.key}": output.value for output in child.outputs.values()}

    def _check_free(self, resource: StackResource, physical_id: str) -> None:
        if len(registry_schemas.schema(resource.type, self._region.region).get("primaryIdentifier", ())) > 1:
            return  # what Ref gives is not all that identifies it
        wanted = resource.type, physical_id
        for stack in list(self._region.stacks.values()):
            for other in list(stack.resources.values()):
                if other is not resource and is_there(other) and (other.type, other.physical_id) == wanted:
                    raise ResourceFailure(f"{physical_id} already exists in stack {stack.id}", "AlreadyExists")
