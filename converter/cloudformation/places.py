"""Every node of a template with the path at which it stands, spelled as in the long form of its text."""

from __future__ import annotations

from collections.abc import Iterator

from converter.cloudformation.model import (
    And,
    Base64,
    Cidr,
    ConditionExpression,
    ConditionRef,
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

Path = tuple[str | int, ...]
Placed = tuple[Path, Node | ConditionExpression]


def steps_below(node: Node | ConditionExpression) -> Iterator[tuple[Path, Node | ConditionExpression]]:
    """The nodes directly below a node, each with the steps that lead to it."""
    match node:
        case Object():
            yield from (((key,), value) for key, value in node)
        case tuple():
            yield from (((i,), item) for i, item in enumerate(node))
        case Sub(parts):
            yield from ((("Fn::Sub",), part) for part in parts if not isinstance(part, str))
        case Join(_, items):
            yield ("Fn::Join", 1), items
        case Split(_, source):
            yield ("Fn::Split", 1), source
        case If(_, then, otherwise):
            yield ("Fn::If", 1), then
            yield ("Fn::If", 2), otherwise
        case Base64(inner) | GetAZs(inner) | ImportValue(inner) | ToJsonString(inner) | Length(inner):
            yield (f"Fn::{type(node).__name__}",), inner
        case Not(operand):
            yield ("Fn::Not", 0), operand
        case And(operands) | Or(operands):
            yield from (((f"Fn::{type(node).__name__}", i), o) for i, o in enumerate(operands))
        case RuleContains(values, value):
            yield ("Fn::Contains", 0), values
            yield ("Fn::Contains", 1), value
        case RuleEachMember(function, values, wanted):
            yield (f"Fn::{function}", 0), values
            yield (f"Fn::{function}", 1), wanted
        case Select(a, b) | Equals(a, b):
            name = f"Fn::{type(node).__name__}"
            yield (name, 0), a
            yield (name, 1), b
        case FindInMap(a, b, c) | Cidr(a, b, c):
            name = f"Fn::{type(node).__name__}"
            yield from (((name, i), item) for i, item in enumerate((a, b, c)))
        case _:
            return


def placed(node: Node | ConditionExpression, path: Path) -> Iterator[Placed]:
    """A node and everything below it, parents first."""
    yield path, node
    for steps, inner in steps_below(node):
        yield from placed(inner, (*path, *steps))


def resource_nodes(template: Template, name: str) -> Iterator[Placed]:
    """Every node of one resource: properties, policies and metadata."""
    resource = template.resources[name]
    sections = {
        "Properties": resource.properties,
        "CreationPolicy": resource.creation_policy,
        "UpdatePolicy": resource.update_policy,
        "Metadata": resource.metadata,
    }
    for key, node in sections.items():
        yield from placed(node, ("Resources", name, key))


def all_nodes(template: Template) -> Iterator[Placed]:
    """Every node of a template that can refer to something, conditions and rules included."""
    for name, condition in template.conditions.items():
        yield from placed(condition, ("Conditions", name))
    for name, rule in template.rules.items():
        if rule.condition is not None:
            yield from placed(rule.condition, ("Rules", name, "RuleCondition"))
        for i, assertion in enumerate(rule.assertions):
            yield from placed(assertion.test, ("Rules", name, "Assertions", i, "Assert"))
    for name in template.resources:
        yield from resource_nodes(template, name)
    for name, output in template.outputs.items():
        yield from placed(output.value, ("Outputs", name, "Value"))
        if output.export_name is not None:
            yield from placed(output.export_name, ("Outputs", name, "Export", "Name"))


def conditions_used(template: Template) -> Iterator[tuple[Path, str]]:
    """Every use of a condition by name."""
    for path, node in all_nodes(template):
        if isinstance(node, If):
            yield (*path, "Fn::If", 0), node.condition
        elif isinstance(node, ConditionRef):
            yield path, node.name
    for name, resource in template.resources.items():
        if resource.condition is not None:
            yield ("Resources", name, "Condition"), resource.condition
    for name, output in template.outputs.items():
        if output.condition is not None:
            yield ("Outputs", name, "Condition"), output.condition
