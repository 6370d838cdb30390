"""A resolved tree of stacks as JSON data; what only a deployment knows is spelled as CloudFormation's functions are.

A resource of a nested stack is named by its path: ``{"Ref": "Vpc/Subnet"}``, ``{"Fn::GetAtt": ["Vpc/Subnet", "Arn"]}``.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from converter.cloudformation.resolved import ResolvedOutput, ResolvedResource, ResolvedStack
from converter.cloudformation.scalars import number_text
from converter.cloudformation.values import (
    Blocks,
    Encoded,
    Imported,
    Joined,
    Pieces,
    Selected,
    Stored,
    Text,
    Token,
    Value,
)

Json = Any


def stack_json(stack: ResolvedStack) -> dict[str, Json]:
    """The stack and its children; parameters come with their values, those with NoEcho too: mask before showing."""
    return {
        "path": list(stack.path),
        "file": stack.file,
        "parameters": {name: value_json(value) for name, value in stack.parameters.items()},
        "conditions": dict(stack.conditions),
        "resources": {name: _resource(resource) for name, resource in stack.resources.items()},
        "outputs": {name: _output(output) for name, output in stack.outputs.items()},
        "children": {name: stack_json(child) for name, child in stack.children.items()},
    }


def _resource(resource: ResolvedResource) -> dict[str, Json]:
    rows: dict[str, Json] = {
        "type": resource.type,
        "condition": resource.condition,
        "depends_on": list(resource.depends_on),
        "references": list(resource.references),
        "deletion_policy": resource.deletion_policy,
        "update_replace_policy": resource.update_replace_policy,
        "creation_policy": value_json(resource.creation_policy),
        "update_policy": value_json(resource.update_policy),
    }
    present = {key: value for key, value in rows.items() if value}
    return present | {"properties": value_json(resource.properties)}


def _output(output: ResolvedOutput) -> dict[str, Json]:
    out = {"value": value_json(output.value)}
    if output.export_name is not None:
        out["export"] = value_json(output.export_name)
    return out


def value_json(value: Value) -> Json:
    """One value; a decimal is text, as JSON readers would round it."""
    match value:
        case str() | bool() | int():
            return value
        case Decimal():
            return number_text(value)
        case tuple():
            return [value_json(item) for item in value]
        case Mapping():
            return {key: value_json(item) for key, item in value.items()}
        case _:
            return _symbol(value)


def _symbol(value: Value) -> Json:
    match value:
        case Token(stack, logical_id, attribute):
            name = "/".join((*stack, logical_id))
            return {"Ref": name} if attribute is None else {"Fn::GetAtt": [name, attribute]}
        case Text(parts):
            return {"Fn::Join": ["", [value_json(part) for part in parts]]}
        case Selected(source, index):
            return {"Fn::Select": [index, value_json(source)]}
        case Pieces(source, separator):
            return {"Fn::Split": [separator, value_json(source)]}
        case Joined(source, separator):
            return {"Fn::Join": [separator, value_json(source)]}
        case Encoded(source):
            return {"Fn::Base64": value_json(source)}
        case Blocks(source, count, bits):
            return {"Fn::Cidr": [value_json(source), count, bits]}
        case Imported(name):
            return {"Fn::ImportValue": value_json(name)}
        case Stored(name):
            return {"AWS::SSM::Parameter::Value": value_json(name)}
        case _:
            return {"Unresolved": True}
