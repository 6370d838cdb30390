"""What the API tells of stacks, change sets and templates, by the member names of the service model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import change_sets, registry_schemas, template_source, validation
from .account_region import AccountRegion
from .change_sets import ChangeSet
from .errors import ValidationError
from .parameters import is_no_echo, text
from .stacks import Event, Stack, StackResource
from .template import Template, parse

Answer = dict[str, Any]
_PAGE = 100


class Descriptions:
    """The operations that only look."""

    def __init__(self, region: AccountRegion) -> None:
        """Look at one account's region."""
        self._region = region

    def describe_stacks(self, request: Mapping[str, Any]) -> Answer:
        if request.get("StackName"):
            return {"Stacks": [stack(self._stack(request["StackName"]))]}
        live = [entry for entry in reversed(self._region.stacks.values()) if entry.status != "DELETE_COMPLETE"]
        page, token = _page(live, request)
        return {"Stacks": [stack(entry) for entry in page], "NextToken": token}

    def list_stacks(self, request: Mapping[str, Any]) -> Answer:
        wanted = request.get("StackStatusFilter")
        found = [entry for entry in reversed(self._region.stacks.values()) if not wanted or entry.status in wanted]
        page, token = _page(found, request)
        return {"StackSummaries": [stack_summary(entry) for entry in page], "NextToken": token}

    def describe_stack_events(self, request: Mapping[str, Any]) -> Answer:
        name = request.get("StackName")
        found = self._region.find(name) if name else None
        if found is None:
            raise ValidationError(f"Stack [{name}] does not exist")
        page, token = _page(list(reversed(found.events)), request)
        return {"StackEvents": [event(entry) for entry in page], "NextToken": token}

    def describe_stack_resources(self, request: Mapping[str, Any]) -> Answer:
        physical_id = request.get("PhysicalResourceId")
        if physical_id:
            for entry in self._region.stacks.values():
                if any(resource.physical_id == physical_id for resource in entry.resources.values()):
                    found = entry
                    break
            else:
                raise ValidationError(f"Stack for {physical_id} does not exist")
        else:
            found = self._stack(request["StackName"])
        wanted = request.get("LogicalResourceId")
        resources = [
            resource
            for name, resource in list(found.resources.items())
            if (not wanted or name == wanted) and (not physical_id or resource.physical_id == physical_id)
        ]
        return {"StackResources": [_resource(found, entry, "Timestamp") for entry in resources]}

    def describe_stack_resource(self, request: Mapping[str, Any]) -> Answer:
        found, name = self._stack(request["StackName"]), request["LogicalResourceId"]
        if name not in found.resources:
            raise ValidationError(f"Resource {name} does not exist for stack {found.name}")
        return {"StackResourceDetail": _resource(found, found.resources[name], "LastUpdatedTimestamp")}

    def list_stack_resources(self, request: Mapping[str, Any]) -> Answer:
        found = self._stack(request["StackName"])
        page, token = _page(list(found.resources.values()), request)
        summaries = [_resource(found, entry, "LastUpdatedTimestamp", whole=False) for entry in page]
        return {"StackResourceSummaries": summaries, "NextToken": token}

    def get_template(self, request: Mapping[str, Any]) -> Answer:
        if request.get("ChangeSetName"):
            from .change_set_requests import find_change_set  # noqa: PLC0415  (it describes by this module)

            template = find_change_set(self._region, request).definition.template
        else:
            known = self._stack(request["StackName"]).template
            if known is None:
                return {"TemplateBody": "", "StagesAvailable": []}
            template = known
        return {"TemplateBody": template.body, "StagesAvailable": ["Original", "Processed"]}

    def get_stack_policy(self, request: Mapping[str, Any]) -> Answer:
        return {"StackPolicyBody": self._stack(request["StackName"]).policy}

    def list_change_sets(self, request: Mapping[str, Any]) -> Answer:
        found = self._stack(request["StackName"])
        entries = [entry for entry in self._region.change_sets.values() if entry.stack is found]
        page, token = _page(entries, request)
        return {"Summaries": [change_set_summary(entry) for entry in page], "NextToken": token}

    def list_exports(self, request: Mapping[str, Any]) -> Answer:
        found = sorted(self._region.exports().items())
        page, token = _page(found, request)
        exports = [
            {"ExportingStackId": owner.id, "Name": name, "Value": output.value} for name, (owner, output) in page
        ]
        return {"Exports": exports, "NextToken": token}

    def list_imports(self, request: Mapping[str, Any]) -> Answer:
        name = request["ExportName"]
        names = sorted(entry.name for entry in self._region.importers(name))
        if not names:
            raise ValidationError(f"Export '{name}' is not imported by any stack.")
        page, token = _page(names, request)
        return {"Imports": page, "NextToken": token}

    def validate_template(self, request: Mapping[str, Any]) -> Answer:
        template = parse(self._template_of(request))
        validation.check(template, self._region.settings.registry, self._region.region)
        return validated(template)

    def get_template_summary(self, request: Mapping[str, Any]) -> Answer:
        return summary(parse(self._template_of(request)), self._region.region)

    def _template_of(self, request: Mapping[str, Any]) -> str:
        if request.get("StackName"):
            known = self._stack(request["StackName"]).template
            assert known is not None
            return known.body
        return template_source.fetch(request.get("TemplateBody"), request.get("TemplateURL"), self._region.clients)

    def _stack(self, name: str) -> Stack:
        found = self._region.find(name)
        if found is None:
            raise ValidationError(f"Stack with id {name} does not exist")
        return found


def stack(entry: Stack) -> Answer:
    """Return the entry of DescribeStacks."""
    return {
        "StackId": entry.id,
        "StackName": entry.name,
        "ChangeSetId": entry.change_set_id,
        "Description": entry.template.description if entry.template else None,
        "Parameters": [parameter.shown for parameter in entry.parameters.values()],
        "CreationTime": entry.created,
        "DeletionTime": entry.deleted,
        "LastUpdatedTime": entry.updated,
        "RollbackConfiguration": {},
        "StackStatus": entry.status,
        "StackStatusReason": entry.reason,
        "DisableRollback": entry.on_failure == "DO_NOTHING",
        "NotificationARNs": entry.notification_arns,
        "Capabilities": entry.capabilities,
        "Outputs": [
            {
                "OutputKey": output.key,
                "OutputValue": output.value,
                "Description": output.description,
                "ExportName": output.export_name,
            }
            for output in entry.outputs.values()
        ],
        "RoleARN": entry.role_arn,
        "Tags": _tags(entry.tags),
        "EnableTerminationProtection": entry.termination_protection,
        "ParentId": entry.parent_id,
        "RootId": entry.root_id,
        "DriftInformation": {"StackDriftStatus": "NOT_CHECKED"},
        "RetainExceptOnCreate": entry.retain_except_on_create,
    }


def stack_summary(entry: Stack) -> Answer:
    """Return the entry of ListStacks."""
    return {
        "StackId": entry.id,
        "StackName": entry.name,
        "TemplateDescription": entry.template.description if entry.template else None,
        "CreationTime": entry.created,
        "LastUpdatedTime": entry.updated,
        "DeletionTime": entry.deleted,
        "StackStatus": entry.status,
        "StackStatusReason": entry.reason,
        "ParentId": entry.parent_id,
        "RootId": entry.root_id,
        "DriftInformation": {"StackDriftStatus": "NOT_CHECKED"},
    }


def event(entry: Event) -> Answer:
    """Return the entry of DescribeStackEvents."""
    return {
        "StackId": entry.stack_id,
        "EventId": entry.id,
        "StackName": entry.stack_name,
        "LogicalResourceId": entry.logical_id,
        "PhysicalResourceId": entry.physical_id,
        "ResourceType": entry.type,
        "Timestamp": entry.timestamp,
        "ResourceStatus": entry.status,
        "ResourceStatusReason": entry.reason,
        "ClientRequestToken": entry.token,
    }


def change_set(entry: ChangeSet, start: int, limit: int) -> Answer:
    """Return the answer of DescribeChangeSet."""
    changes = change_sets.described_changes(entry)
    return {
        **change_set_summary(entry),
        "Parameters": [parameter.shown for parameter in entry.definition.parameters.values()],
        "NotificationARNs": entry.definition.notification_arns,
        "RollbackConfiguration": {},
        "Capabilities": entry.definition.capabilities,
        "Tags": _tags(entry.definition.tags),
        "Changes": changes[start : start + limit],
        "OnStackFailure": entry.on_failure,
        "NextToken": str(start + limit) if len(changes) > start + limit else None,
    }


def change_set_summary(entry: ChangeSet) -> Answer:
    """Return the entry of ListChangeSets."""
    return {
        "StackId": entry.stack.id,
        "StackName": entry.stack.name,
        "ChangeSetId": entry.id,
        "ChangeSetName": entry.name,
        "ExecutionStatus": entry.execution_status,
        "Status": entry.status,
        "StatusReason": entry.reason,
        "CreationTime": entry.created,
        "Description": entry.description,
        "IncludeNestedStacks": entry.include_nested,
        "ParentChangeSetId": entry.parent.id if entry.parent else None,
        "RootChangeSetId": entry.root.id if entry.parent else None,
    }


def validated(template: Template) -> Answer:
    """Return the answer of ValidateTemplate."""
    needed, reason = validation.capabilities(template)
    return {
        "Parameters": [
            {
                "ParameterKey": name,
                "DefaultValue": text(declaration["Default"]) if "Default" in declaration else None,
                "NoEcho": is_no_echo(declaration),
                "Description": declaration.get("Description"),
            }
            for name, declaration in template.parameters.items()
        ],
        "Description": template.description,
        "Capabilities": needed,
        "CapabilitiesReason": reason or None,
        "DeclaredTransforms": list(template.transforms),
    }


def summary(template: Template, region: str) -> Answer:
    """Return the answer of GetTemplateSummary."""
    answer = validated(template)
    for shown, declaration in zip(answer["Parameters"], template.parameters.values(), strict=True):
        shown["ParameterType"] = declaration.get("Type")
        allowed = declaration.get("AllowedValues")
        shown["ParameterConstraints"] = {"AllowedValues": [text(value) for value in allowed]} if allowed else {}
    answer["ResourceTypes"] = [resource.type for resource in template.resources.values()]
    answer["Version"] = "2010-09-09"
    identified: dict[str, list[str]] = {}
    for name, resource in template.resources.items():
        identified.setdefault(resource.type, []).append(name)
    answer["ResourceIdentifierSummaries"] = [
        {"ResourceType": kind, "LogicalResourceIds": names, "ResourceIdentifiers": _identifiers(kind, region)}
        for kind, names in identified.items()
    ]
    return answer


def _identifiers(kind: str, region: str) -> list[str]:
    try:
        schema = registry_schemas.schema(kind, region)
    except registry_schemas.UnrecognizedTypeError:
        return []
    return [path.removeprefix("/properties/") for path in schema.get("primaryIdentifier", ())]


def _resource(owner: Stack, entry: StackResource, time_member: str, *, whole: bool = True) -> Answer:
    answer = {
        "LogicalResourceId": entry.logical_id,
        "PhysicalResourceId": entry.physical_id,
        "ResourceType": entry.type,
        time_member: entry.timestamp,
        "ResourceStatus": entry.status,
        "ResourceStatusReason": entry.reason,
        "DriftInformation": {"StackResourceDriftStatus": "NOT_CHECKED"},
    }
    if whole:
        answer |= {"StackName": owner.name, "StackId": owner.id}
    return answer


def _tags(tags: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def _page(entries: list[Any], request: Mapping[str, Any]) -> tuple[list[Any], str | None]:
    start = int(request.get("NextToken") or 0)
    end = start + _PAGE
    return entries[start:end], str(end) if len(entries) > end else None
