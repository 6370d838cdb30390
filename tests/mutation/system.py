"""The templates under mutation, and what a reference in one of them leads to through parameters and outputs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path as FilePath

from converter.cloudformation.model import GetAtt, Object, Ref, Resource, Template
from converter.cloudformation.yaml_reader import read
from tests.mutation.sites import AnyNode

NESTED_STACK = "AWS::CloudFormation::Stack"
MAIN = "main-stack.yaml"
OUTPUTS = "Outputs."


@dataclass(frozen=True)
class Origin:
    """What a reference finally names: a resource with an attribute (``Ref`` for its Ref value), or a root parameter."""

    file: str
    name: str
    attribute: str
    type: str
    """The resource's type; empty for a parameter."""


@dataclass(frozen=True)
class NestedStack:
    """A nested stack resource: the file it stands in, its logical ID, and the file it instantiates."""

    parent: str
    logical_id: str
    resource: Resource
    file: str


@dataclass(frozen=True)
class TemplateSet:
    """Templates by file name."""

    templates: Mapping[str, Template]

    @classmethod
    def load(cls, folder: FilePath) -> TemplateSet:
        """The templates in a folder."""
        files = sorted(folder.glob("*.yaml"))
        return cls({file.name: read(file.read_text(encoding="utf-8"), file.name) for file in files})

    def __iter__(self) -> Iterator[tuple[str, Template]]:
        return iter(self.templates.items())

    @cached_property
    def nested(self) -> tuple[NestedStack, ...]:
        """Every nested stack."""
        return tuple(
            NestedStack(file, name, resource, nested_file(resource))
            for file, template in self
            for name, resource in template.resources.items()
            if resource.type == NESTED_STACK
        )

    def instances(self, file: str) -> Iterator[NestedStack]:
        """The nested stacks that instantiate a file."""
        return (stack for stack in self.nested if stack.file == file)

    def origin(self, file: str, node: AnyNode) -> Origin | None:
        """What a reference names; None where it is no reference, or several stacks give it different meanings."""
        template = self.templates[file]
        if isinstance(node, Ref):
            if node.name in template.resources:
                return Origin(file, node.name, "Ref", template.resources[node.name].type)
            if node.name not in template.parameters:
                return None
            found = {
                self.origin(stack.parent, value)
                for stack in self.instances(file)
                if (value := arguments(stack.resource).get(node.name)) is not None
            }
            if file == MAIN:
                return Origin(file, node.name, "", "")
            return found.pop() if len(found) == 1 else None
        if isinstance(node, GetAtt) and node.resource in template.resources:
            resource = template.resources[node.resource]
            if resource.type != NESTED_STACK:
                return Origin(file, node.resource, node.attribute, resource.type)
            output = self.templates[nested_file(resource)].outputs.get(node.attribute.removeprefix(OUTPUTS))
            return self.origin(nested_file(resource), output.value) if output is not None else None
        return None


def nested_file(stack: Resource) -> str:
    """The file that a nested stack instantiates."""
    url = stack.properties.get("TemplateURL")
    assert isinstance(url, str)
    return url.removeprefix("./")


def arguments(stack: Resource) -> Mapping[str, AnyNode]:
    """The parameters that a nested stack is given."""
    given = stack.properties.get("Parameters")
    return dict(given.entries) if isinstance(given, Object) else {}
