"""Reads a template body, YAML with short and long forms or JSON, into its sections.

What is checked here is the form of the document; references between its parts are ``validation``'s business.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from .errors import TemplateError

LANGUAGE_EXTENSIONS = "AWS::LanguageExtensions"
BODY_LIMIT = 51_200
URL_LIMIT = 1_000_000
_SECTION_LIMITS = {"Resources": 500, "Parameters": 200, "Outputs": 200, "Mappings": 200}
_SECTIONS = frozenset(
    {
        "AWSTemplateFormatVersion",
        "Conditions",
        "Description",
        "Mappings",
        "Metadata",
        "Outputs",
        "Parameters",
        "Resources",
        "Rules",
        "Transform",
    }
)
_RESOURCE_KEYS = frozenset(
    {
        "Condition",
        "CreationPolicy",
        "DeletionPolicy",
        "DependsOn",
        "Description",
        "Metadata",
        "Properties",
        "Type",
        "UpdatePolicy",
        "UpdateReplacePolicy",
    }
)
_OUTPUT_KEYS = frozenset({"Condition", "Description", "Export", "Value"})
_POLICIES = {
    "DeletionPolicy": ("Delete", "Retain", "RetainExceptOnCreate", "Snapshot"),
    "UpdateReplacePolicy": ("Delete", "Retain", "Snapshot"),
}
_LOGICAL_ID = re.compile(r"[A-Za-z0-9]{1,255}")


@dataclass(frozen=True)
class Resource:
    """A resource as the template declares it; its properties still hold functions."""

    logical_id: str
    type: str
    properties: Mapping[str, Any]
    condition: str | None
    depends_on: tuple[str, ...]
    deletion_policy: str
    update_replace_policy: str
    metadata: Any
    states_deletion_policy: bool = False


@dataclass(frozen=True)
class Output:
    """An output as the template declares it."""

    key: str
    value: Any
    description: str | None
    export_name: Any
    condition: str | None


@dataclass(frozen=True)
class Template:
    """A template's sections; everything but resources and outputs is as it was written."""

    body: str
    description: str | None
    metadata: Mapping[str, Any]
    transforms: tuple[str, ...]
    parameters: Mapping[str, Mapping[str, Any]]
    mappings: Mapping[str, Mapping[str, Mapping[str, Any]]]
    conditions: Mapping[str, Any]
    rules: Mapping[str, Mapping[str, Any]]
    resources: Mapping[str, Resource]
    outputs: Mapping[str, Output]

    @property
    def extended(self) -> bool:
        """Whether the functions of AWS::LanguageExtensions may be used."""
        return LANGUAGE_EXTENSIONS in self.transforms


def parse(body: str) -> Template:
    """Return the template; TemplateError with CloudFormation's words where its form is wrong."""
    document = _load(body)
    if not isinstance(document, dict):
        raise TemplateError("Template format error: unsupported structure.")
    unknown = sorted(str(key) for key in document if key not in _SECTIONS)
    if unknown:
        raise TemplateError(f"Invalid template property or properties [{', '.join(unknown)}]")
    if document.get("AWSTemplateFormatVersion", "2010-09-09") != "2010-09-09":
        raise TemplateError("Template format error: unsupported value for AWSTemplateFormatVersion.")
    for path in _nulls(document, ""):
        raise TemplateError(f"Template format error: [{path}] 'null' values are not allowed in templates")
    _check_sections(document)
    transforms = document.get("Transform", [])
    return Template(
        body=body,
        description=document.get("Description"),
        metadata=document.get("Metadata", {}),
        transforms=tuple([transforms] if isinstance(transforms, str) else transforms),
        parameters=document.get("Parameters", {}),
        mappings=document.get("Mappings", {}),
        conditions=document.get("Conditions", {}),
        rules=document.get("Rules", {}),
        resources={name: _resource(name, value) for name, value in document["Resources"].items()},
        outputs={name: _output(name, value) for name, value in document.get("Outputs", {}).items()},
    )


def _check_sections(document: Mapping[str, Any]) -> None:
    if not document.get("Resources"):
        raise TemplateError("Template format error: At least one Resources member must be defined.")
    for section in ("Conditions", "Mappings", "Metadata", "Outputs", "Parameters", "Resources", "Rules"):
        members = document.get(section, {})
        if not isinstance(members, dict):
            raise TemplateError(f"Template format error: [/{section}] value must be an object.")
        limit = _SECTION_LIMITS.get(section)
        if limit and len(members) > limit:
            raise TemplateError(
                f"Template format error: Number of {section.lower()}, {len(members)}, "
                f"is greater than maximum allowed, {limit}"
            )
    for section, singular in (("Parameters", "Parameter"), ("Resources", "Resource"), ("Outputs", "Output")):
        for name, value in document.get(section, {}).items():
            if not isinstance(name, str) or not _LOGICAL_ID.fullmatch(name):
                raise TemplateError(f"Template format error: {singular} name {name} is non alphanumeric.")
            if not isinstance(value, dict):
                raise TemplateError(f"Template format error: [/{section}/{name}] value must be an object.")


def _resource(name: str, value: Mapping[str, Any]) -> Resource:
    unknown = sorted(key for key in value if key not in _RESOURCE_KEYS)
    if unknown:
        raise TemplateError(f"Invalid template resource property '{unknown[0]}'")
    if not isinstance(value.get("Type"), str):
        raise TemplateError(
            f"Template format error: [/Resources/{name}] Every Resources object must contain a Type member."
        )
    depends_on = value.get("DependsOn", [])
    depends_on = [depends_on] if isinstance(depends_on, str) else depends_on
    if not isinstance(depends_on, list) or not all(isinstance(other, str) for other in depends_on):
        raise TemplateError("Template format error: Every DependsOn value must be a string.")
    properties = value.get("Properties", {})
    if not isinstance(properties, dict):
        raise TemplateError(f"Template format error: [/Resources/{name}/Properties] value must be an object.")
    for key, allowed in _POLICIES.items():
        if key in value and value[key] not in allowed:
            raise TemplateError(f"Template format error: Unrecognized {key} {value[key]} for resource {name}")
    condition = value.get("Condition")
    if condition is not None and not isinstance(condition, str):
        raise TemplateError("Template format error: Every Condition member must be a string.")
    return Resource(
        name,
        value["Type"],
        properties,
        condition,
        tuple(depends_on),
        value.get("DeletionPolicy", "Delete"),
        value.get("UpdateReplacePolicy", "Delete"),
        value.get("Metadata"),
        "DeletionPolicy" in value,
    )


def _output(name: str, value: Mapping[str, Any]) -> Output:
    unknown = sorted(key for key in value if key not in _OUTPUT_KEYS)
    if unknown:
        raise TemplateError(f"Template format error: Output {name} has an unknown member {unknown[0]}")
    if "Value" not in value:
        raise TemplateError(f"Template format error: Output {name} is malformed. The Value attribute is required.")
    export = value.get("Export")
    if export is not None and (not isinstance(export, dict) or set(export) != {"Name"}):
        raise TemplateError(f"Template format error: Output {name} is malformed. Export must have a Name.")
    return Output(name, value["Value"], value.get("Description"), (export or {}).get("Name"), value.get("Condition"))


def _nulls(value: object, path: str) -> Iterator[str]:
    if value is None:
        yield path
    elif isinstance(value, dict):
        for key, member in value.items():
            yield from _nulls(member, f"{path}/{key}")
    elif isinstance(value, list):
        for number, member in enumerate(value):
            yield from _nulls(member, f"{path}/{number}")


def _load(body: str) -> Any:
    if body.lstrip().startswith("{"):
        try:
            return json.loads(body)
        except json.JSONDecodeError as error:
            raise TemplateError(
                f"Template format error: JSON not well-formed. (line {error.lineno}, column {error.colno})"
            ) from None
    try:
        return yaml.load(body, _Loader)  # noqa: S506  (a safe loader with the short forms of CloudFormation)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f" (line {mark.line + 1}, column {mark.column + 1})" if mark else ""
        raise TemplateError(f"Template format error: YAML not well-formed.{place} {error.problem}") from None
    except yaml.YAMLError:
        raise TemplateError("Template format error: YAML not well-formed.") from None


class _Loader(yaml.SafeLoader):
    """Dates stay text, as 2012-10-17 in a policy; a key that is there twice is an error."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key_node, _ in node.value:
            if key_node.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"duplicate key {key_node.value}", key_node.start_mark
                )
            seen.add(key_node.value)
        return super().construct_mapping(node, deep)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _short_form(loader: _Loader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    value: Any
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        assert isinstance(node, yaml.MappingNode)
        value = loader.construct_mapping(node, deep=True)
    if suffix in {"Ref", "Condition"}:
        return {suffix: value}
    return {f"Fn::{suffix}": value}


_Loader.add_multi_constructor("!", _short_form)
