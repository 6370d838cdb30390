"""Every node of a template together with a way to put another node in its place, or to take it out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from converter.cloudformation.model import (
    And,
    Base64,
    Cidr,
    ConditionExpression,
    Equals,
    FindInMap,
    GetAZs,
    If,
    ImportValue,
    Join,
    Length,
    Node,
    Not,
    Object,
    Or,
    RuleContains,
    RuleEachMember,
    Select,
    Split,
    Sub,
    Template,
    ToJsonString,
)
from converter.cloudformation.places import Path

AnyNode = Node | ConditionExpression
Put = Callable[[Any], Template]

GONE = object()
"""Put in an entry's place, takes the entry out."""

_NESTED_STACK = "AWS::CloudFormation::Stack"


@dataclass(frozen=True, slots=True)
class Site:
    """A node, its path in long form, and ``put``, which gives the template with another node there.

    ``removable`` says whether ``put`` takes GONE: for the entries of objects and the elements of lists.
    """

    path: Path
    node: AnyNode
    put: Put
    removable: bool = False

    @property
    def key(self) -> str | int:
        """The last step of the path."""
        return self.path[-1]


def template_sites(template: Template) -> Iterator[Site]:
    """Every node of a template that has an effect: conditions, rules, resources' sections and outputs."""
    for name, condition in template.conditions.items():
        yield from _sites(condition, ("Conditions", name), _condition_put(template, name))
    for name, rule in template.rules.items():
        for index, assertion in enumerate(rule.assertions):
            path: Path = ("Rules", name, "Assertions", index, "Assert")
            yield from _sites(assertion.test, path, _assertion_put(template, name, index))
    for name in template.resources:
        yield from resource_sites(template, name)
    for name, output in template.outputs.items():
        yield from _sites(output.value, ("Outputs", name, "Value"), _output_put(template, name, "value"))
        if output.export_name is not None:
            export: Path = ("Outputs", name, "Export", "Name")
            yield from _sites(output.export_name, export, _output_put(template, name, "export_name"))


def resource_sites(template: Template, name: str) -> Iterator[Site]:
    """Every node of one resource's properties and policies."""
    resource = template.resources[name]
    sections = {"Properties": "properties", "CreationPolicy": "creation_policy", "UpdatePolicy": "update_policy"}
    for key, attribute in sections.items():
        inner = _sites(getattr(resource, attribute), ("Resources", name, key), _resource_put(template, name, attribute))
        next(inner)  # the section as a whole is no place to put something else
        yield from inner


def property_sites(template: Template) -> Iterator[Site]:
    """Every node of the properties of the resources that are no nested stacks."""
    for name, resource in template.resources.items():
        if resource.type != _NESTED_STACK:
            yield from resource_sites(template, name)


def _condition_put(template: Template, name: str) -> Put:
    return lambda new: replace(template, conditions={**template.conditions, name: new})


def _assertion_put(template: Template, name: str, index: int) -> Put:
    def put(new: Any) -> Template:
        rule = template.rules[name]
        changed = tuple(replace(a, test=new) if i == index else a for i, a in enumerate(rule.assertions))
        return replace(template, rules={**template.rules, name: replace(rule, assertions=changed)})

    return put


def _output_put(template: Template, name: str, attribute: str) -> Put:
    def put(new: Any) -> Template:
        changed = replace(template.outputs[name], **{attribute: new})
        return replace(template, outputs={**template.outputs, name: changed})

    return put


def _resource_put(template: Template, name: str, attribute: str) -> Put:
    def put(new: Any) -> Template:
        changed = replace(template.resources[name], **{attribute: new})
        return replace(template, resources={**template.resources, name: changed})

    return put


def _sites(node: AnyNode, path: Path, put: Put, removable: bool = False) -> Iterator[Site]:
    yield Site(path, node, put, removable)
    for steps, inner, put_inner, inner_removable in _below(node):
        yield from _sites(inner, (*path, *steps), _composed(put, put_inner), inner_removable)


def _composed(outer: Put, inner: Callable[[Any], Any]) -> Put:
    return lambda new: outer(inner(new))


def _below(node: AnyNode) -> Iterator[tuple[Path, AnyNode, Callable[[Any], Any], bool]]:
    """The nodes directly below a node: steps, node, how to replace it, and whether it can go."""
    match node:
        case Object(entries):
            for position, (key, value) in enumerate(entries):
                yield (key,), value, _entry_put(node, position), True
        case tuple():
            for position, value in enumerate(node):
                yield (position,), value, _item_put(node, position), True
        case Sub(parts):
            for position, part in enumerate(parts):
                if not isinstance(part, str):
                    yield ("Fn::Sub",), part, _in_tuple(node, "parts", position), False
        case And(operands) | Or(operands):
            for position, operand in enumerate(operands):
                yield (f"Fn::{type(node).__name__}", position), operand, _in_tuple(node, "operands", position), False
        case RuleContains(values):
            for position, value in enumerate(values):
                yield ("Fn::Contains", 0, position), value, _in_tuple(node, "values", position), False
            yield ("Fn::Contains", 1), node.value, _in_field(node, "value"), False
        case RuleEachMember(function):
            yield (f"Fn::{function}", 0), node.values, _in_field(node, "values"), False
            yield (f"Fn::{function}", 1), node.wanted, _in_field(node, "wanted"), False
        case _:
            for field, steps in _FIELDS.get(type(node), ()):
                yield steps, getattr(node, field), _in_field(node, field), False


_FIELDS: dict[type, tuple[tuple[str, Path], ...]] = {
    Join: (("items", ("Fn::Join", 1)),),
    Split: (("source", ("Fn::Split", 1)),),
    Select: (("index", ("Fn::Select", 0)), ("source", ("Fn::Select", 1))),
    If: (("then", ("Fn::If", 1)), ("otherwise", ("Fn::If", 2))),
    FindInMap: (("map", ("Fn::FindInMap", 0)), ("first", ("Fn::FindInMap", 1)), ("second", ("Fn::FindInMap", 2))),
    Cidr: (("block", ("Fn::Cidr", 0)), ("count", ("Fn::Cidr", 1)), ("bits", ("Fn::Cidr", 2))),
    GetAZs: (("region", ("Fn::GetAZs",)),),
    Base64: (("value", ("Fn::Base64",)),),
    ToJsonString: (("value", ("Fn::ToJsonString",)),),
    Length: (("value", ("Fn::Length",)),),
    ImportValue: (("name", ("Fn::ImportValue",)),),
    Not: (("operand", ("Fn::Not", 0)),),
    Equals: (("left", ("Fn::Equals", 0)), ("right", ("Fn::Equals", 1))),
}


def _entry_put(node: Object, position: int) -> Callable[[Any], Object]:
    def put(new: Any) -> Object:
        before, (key, _), after = node.entries[:position], node.entries[position], node.entries[position + 1 :]
        return Object((*before, *(() if new is GONE else ((key, new),)), *after))

    return put


def _item_put(node: tuple[Any, ...], position: int) -> Callable[[Any], tuple[Any, ...]]:
    def put(new: Any) -> tuple[Any, ...]:
        return (*node[:position], *(() if new is GONE else (new,)), *node[position + 1 :])

    return put


def _in_tuple(node: Any, field: str, position: int) -> Callable[[Any], Any]:
    return lambda new: replace(node, **{field: _item_put(getattr(node, field), position)(new)})


def _in_field(node: Any, field: str) -> Callable[[Any], Any]:
    return lambda new: replace(node, **{field: new})
