"""Finds what a template's expressions refer to, in both branches of every condition."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .errors import TemplateError
from .template import Resource, Template

SUB_VARIABLE = re.compile(r"\$\{([^!}][^}]*)\}")


@dataclass(frozen=True)
class Reference:
    """``Ref`` (no attribute) or ``Fn::GetAtt``."""

    name: str
    attribute: str | None = None


def attribute_of(argument: Any) -> tuple[str, Any]:
    """Return logical ID and attribute of Fn::GetAtt's argument; the attribute of the list form may be a function."""
    if isinstance(argument, str) and "." in argument:
        name, attribute = argument.split(".", 1)
        return name, attribute
    if isinstance(argument, list) and len(argument) >= 2 and isinstance(argument[0], str):
        return argument[0], argument[1] if len(argument) == 2 else ".".join(str(part) for part in argument[1:])
    raise TemplateError(
        "Template error: every Fn::GetAtt object requires two non-empty parameters, "
        "the resource name and the resource attribute"
    )


def references(value: Any) -> Iterator[Reference]:
    """Yield every Ref and Fn::GetAtt in ``value``, those inside Fn::Sub's text included."""
    if isinstance(value, list):
        for member in value:
            yield from references(member)
    elif isinstance(value, dict):
        if len(value) == 1:
            ((key, argument),) = value.items()
            if key == "Ref":
                yield Reference(str(argument))
                return
            if key == "Fn::GetAtt":
                name, attribute = attribute_of(argument)
                yield Reference(name, attribute if isinstance(attribute, str) else "")
                yield from references(attribute)
                return
            if key == "Fn::Sub":
                yield from _sub_references(argument)
                return
        for member in value.values():
            yield from references(member)


def conditions_named(value: Any) -> Iterator[str]:
    """Yield the names of the conditions that ``value`` uses."""
    if isinstance(value, list):
        for member in value:
            yield from conditions_named(member)
    elif isinstance(value, dict):
        if len(value) == 1:
            ((key, argument),) = value.items()
            if key == "Condition" and isinstance(argument, str):
                yield argument
                return
            if key == "Fn::If" and isinstance(argument, list) and argument and isinstance(argument[0], str):
                yield argument[0]
        for member in value.values():
            yield from conditions_named(member)


def resource_references(resource: Resource) -> Iterator[Reference]:
    """Yield what a resource needs to be there before it: by reference or by DependsOn."""
    yield from references(dict(resource.properties))
    for name in resource.depends_on:
        yield Reference(name)


def creation_order(template: Template) -> list[str]:
    """Return the logical IDs so that each comes after what it needs; TemplateError where they go in a circle.

    Among those that are ready the template's order decides, so that two runs agree.
    """
    waits = dependencies(template)
    order: list[str] = []
    left = list(template.resources)
    while left:
        ready = [name for name in left if not waits[name] - set(order)]
        if not ready:
            raise TemplateError(f"Circular dependency between resources: [{', '.join(sorted(_circle(left, waits)))}]")
        order += ready
        left = [name for name in left if name not in ready]
    return order


def dependencies(template: Template) -> dict[str, set[str]]:
    """Return for each resource the logical IDs that it needs."""
    return {
        name: {reference.name for reference in resource_references(resource)} & (set(template.resources))
        for name, resource in template.resources.items()
    }


def _circle(left: list[str], waits: Mapping[str, set[str]]) -> set[str]:
    """Leave only what is on a circle or between two: nobody's need is taken away too."""
    members = set(left)
    while True:
        needed = {other for name in members for other in waits[name]} & members
        if needed == members:
            return members
        members = needed


def _sub_references(argument: Any) -> Iterator[Reference]:
    text, own = (argument, {}) if isinstance(argument, str) else _sub_parts(argument)
    for match in SUB_VARIABLE.finditer(text):
        name = match.group(1).strip()
        if name in own:
            continue
        head, _, attribute = name.partition(".")
        yield Reference(head, attribute) if attribute else Reference(name)
    yield from references(list(own.values()))


def _sub_parts(argument: Any) -> tuple[str, Mapping[str, Any]]:
    if (
        isinstance(argument, list)
        and len(argument) == 2
        and isinstance(argument[0], str)
        and isinstance(argument[1], dict)
    ):
        return argument[0], argument[1]
    raise TemplateError(
        "Template error: One or more Fn::Sub intrinsic functions don't specify expected arguments. "
        "Specify a string as first argument, and an optional second argument to specify a mapping of values to replace "
        "in the string"
    )
