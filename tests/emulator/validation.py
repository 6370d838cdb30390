"""Checks a template before anything is made: types, references, conditions, capabilities."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from . import registry_schemas
from .errors import ApiError, TemplateError
from .parameters import check_declarations
from .references import Reference, conditions_named, creation_order, references, resource_references
from .resource_types import Registry
from .template import LANGUAGE_EXTENSIONS, Template

PSEUDO_PARAMETERS = frozenset(
    {
        "AWS::AccountId",
        "AWS::NoValue",
        "AWS::NotificationARNs",
        "AWS::Partition",
        "AWS::Region",
        "AWS::StackId",
        "AWS::StackName",
        "AWS::URLSuffix",
    }
)
_IAM_NAMES = {
    "AWS::IAM::AccessKey": None,
    "AWS::IAM::Group": "GroupName",
    "AWS::IAM::GroupPolicy": None,
    "AWS::IAM::InstanceProfile": "InstanceProfileName",
    "AWS::IAM::ManagedPolicy": "ManagedPolicyName",
    "AWS::IAM::Policy": None,
    "AWS::IAM::Role": "RoleName",
    "AWS::IAM::RolePolicy": None,
    "AWS::IAM::User": "UserName",
    "AWS::IAM::UserPolicy": None,
    "AWS::IAM::UserToGroupAddition": None,
}
"""The IAM types that need an acknowledgement, and the property that makes it the stronger one.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/control-access-with-iam.html
"""


def check(template: Template, registry: Registry, region: str) -> None:
    """Raise TemplateError for a template that could never be a stack."""
    check_declarations(template.parameters)
    unsupported = [name for name in template.transforms if name != LANGUAGE_EXTENSIONS]
    if unsupported:
        raise TemplateError(f"No transform named {unsupported[0]} found. (the emulated CloudFormation runs no macros)")
    _check_types(template, registry, region)
    _check_references(template)
    _check_conditions(template)
    _check_attributes(template, region)
    creation_order(template)


def capabilities(template: Template) -> tuple[list[str], str]:
    """Return the capabilities that a template needs, and why."""
    iam = sorted({resource.type for resource in template.resources.values() if resource.type in _IAM_NAMES})
    named = any(
        _IAM_NAMES.get(resource.type) in resource.properties
        for resource in template.resources.values()
        if _IAM_NAMES.get(resource.type)
    )
    needed = [("CAPABILITY_NAMED_IAM" if named else "CAPABILITY_IAM")] if iam else []
    reason = f"The following resource(s) require capabilities: [{', '.join(iam)}]" if iam else ""
    if template.transforms:
        needed.append("CAPABILITY_AUTO_EXPAND")
        reason = reason or f"The following transform(s) require capabilities: [{', '.join(template.transforms)}]"
    return needed, reason


def check_capabilities(template: Template, given: Collection[str], *, expands: bool = True) -> None:
    """Raise InsufficientCapabilitiesException.

    ``expands``: false for a change set, which may show what a macro makes.
    """
    for needed in capabilities(template)[0]:
        if needed == "CAPABILITY_AUTO_EXPAND" and not expands:
            continue
        enough = {needed, "CAPABILITY_NAMED_IAM"} if needed == "CAPABILITY_IAM" else {needed}
        if not enough & set(given):
            raise ApiError("InsufficientCapabilitiesException", f"Requires capabilities : [{needed}]")


def _check_types(template: Template, registry: Registry, region: str) -> None:
    types = sorted({resource.type for resource in template.resources.values()})
    unrecognized = [name for name in types if not _is_recognized(name, region)]
    if unrecognized:
        raise TemplateError(f"Template format error: Unrecognized resource types: [{', '.join(unrecognized)}]")
    without = [name for name in types if name not in registry]
    if without:
        raise TemplateError(f"the emulated CloudFormation has no handler for the resource types [{', '.join(without)}]")


def _is_recognized(name: str, region: str) -> bool:
    try:
        registry_schemas.schema(name, region)
    except registry_schemas.UnrecognizedTypeError:
        return False
    return True


def _check_references(template: Template) -> None:
    known = PSEUDO_PARAMETERS | set(template.parameters) | set(template.resources)
    for block, found in (
        ("Resources", [item for resource in template.resources.values() for item in resource_references(resource)]),
        ("Outputs", [item for output in template.outputs.values() for item in _of_output(template, output.key)]),
    ):
        attributed = sorted(
            {item.name for item in found if item.attribute is not None and item.name not in template.resources}
        )
        if attributed:
            raise TemplateError(f"Template error: instance of Fn::GetAtt references undefined resource {attributed[0]}")
        unresolved = sorted({item.name for item in found if item.name not in known})
        if unresolved:
            raise TemplateError(
                f"Template format error: Unresolved resource dependencies [{', '.join(unresolved)}] "
                f"in the {block} block of the template"
            )
    early = [*references(dict(template.conditions)), *references(dict(template.rules))]
    wrong = sorted({item.name for item in early if item.name not in PSEUDO_PARAMETERS | set(template.parameters)})
    if wrong:
        raise TemplateError(
            f"Template format error: Unresolved dependencies [{', '.join(wrong)}]. "
            "Cannot reference resources in the Conditions block of the template"
        )


def _of_output(template: Template, key: str) -> Iterator[Reference]:
    output = template.outputs[key]
    yield from references([output.value, output.export_name])


def _check_conditions(template: Template) -> None:
    for block, used in (
        ("Conditions", set(conditions_named(dict(template.conditions)))),
        (
            "Resources",
            {name for resource in template.resources.values() for name in conditions_named(dict(resource.properties))}
            | {resource.condition for resource in template.resources.values() if resource.condition},
        ),
        (
            "Outputs",
            {
                name
                for output in template.outputs.values()
                for name in conditions_named([output.value, output.export_name])
            }
            | {output.condition for output in template.outputs.values() if output.condition},
        ),
    ):
        missing = sorted(used - set(template.conditions))
        if missing:
            raise TemplateError(
                f"Template format error: Unresolved condition dependency {missing[0]} "
                f"in the {block} block of the template"
            )


def _check_attributes(template: Template, region: str) -> None:
    found = [item for resource in template.resources.values() for item in resource_references(resource)]
    found += [item for output in template.outputs.values() for item in _of_output(template, output.key)]
    for item in found:
        if item.attribute:
            kind = template.resources[item.name].type
            if not registry_schemas.has_attribute(kind, region, item.attribute):
                raise TemplateError(
                    f"Template error: resource {item.name} does not support attribute type "
                    f"{item.attribute} in Fn::GetAtt"
                )
