"""Nodes of a template as YAML lines: block style, with short-form intrinsic functions.

A short form takes one line in flow style where that is short and holds no mapping, else a block. YAML cannot put two
tags on one node, so ``!GetAZs !Ref X`` becomes ``Fn::GetAZs: !Ref X``. Facts: "Intrinsic function reference", AWS
CloudFormation User Guide.
"""

from __future__ import annotations

from decimal import Decimal

from converter.cloudformation.model import (
    And,
    Base64,
    Cidr,
    ConditionExpression,
    ConditionRef,
    Equals,
    FindInMap,
    GetAtt,
    GetAZs,
    If,
    ImportValue,
    Join,
    Length,
    Node,
    Not,
    Object,
    Or,
    Ref,
    RuleContains,
    RuleEachMember,
    Select,
    Split,
    Sub,
    ToJsonString,
)
from converter.cloudformation.scalars import literal_block, quoted, scalar, string
from converter.cloudformation.substitution import normal, render

Writable = Node | ConditionExpression

MAX_FLOW_WIDTH = 100
MAX_OPERANDS = 10
"""Fn::And and Fn::Or take two to ten conditions ("Condition functions", AWS CloudFormation User Guide)."""

_SINGLE = {
    Base64: "Base64",
    GetAZs: "GetAZs",
    ImportValue: "ImportValue",
    ToJsonString: "ToJsonString",
    Length: "Length",
}


def _nested(expression: And | Or) -> Writable:
    """And/Or as CloudFormation takes them: one operand unwrapped, more than ten in groups."""
    kind = type(expression)
    operands = expression.operands
    if not operands:
        raise ValueError(f"Fn::{kind.__name__} without operands cannot be written")
    while len(operands) > MAX_OPERANDS:
        groups = [operands[i : i + MAX_OPERANDS] for i in range(0, len(operands), MAX_OPERANDS)]
        operands = tuple(g[0] if len(g) == 1 else kind(g) for g in groups)
    return operands[0] if len(operands) == 1 else kind(operands)


def _simple(node: Writable) -> Writable:
    """The node, rewritten to what has a spelling of its own."""
    match node:
        case And() | Or():
            nested = _nested(node)
            return nested if isinstance(nested, (And, Or)) else _simple(nested)
        case Sub():
            return normal(node)
        case _:
            return node


def _arguments(node: Writable) -> tuple[str, tuple[Writable, ...]] | None:
    """Name and argument list of the functions that take a list."""
    match node:
        case Join(separator, items):
            return "Join", (separator, items)
        case Select(index, source):
            return "Select", (index, source)
        case Split(separator, source):
            return "Split", (separator, source)
        case If(condition, then, otherwise):
            return "If", (condition, then, otherwise)
        case FindInMap(map_, first, second):
            return "FindInMap", (map_, first, second)
        case Cidr(block, count, bits):
            return "Cidr", (block, count, bits)
        case Equals(left, right):
            return "Equals", (left, right)
        case And(operands):
            return "And", tuple(operands)
        case Or(operands):
            return "Or", tuple(operands)
        case Not(operand):
            return "Not", (operand,)
        case Sub():
            text, variables = render(node)
            return ("Sub", (text, Object.of(variables))) if variables else None
        case _:
            return None


def _single(node: Writable) -> tuple[str, Node] | None:
    """Name and argument of the functions that take one value."""
    match node:
        case Base64(value) | ToJsonString(value) | Length(value):
            return _SINGLE[type(node)], value
        case GetAZs(region):
            return "GetAZs", region
        case ImportValue(name):
            return "ImportValue", name
        case _:
            return None


def _reference(node: Writable, *, flow: bool) -> str | None:
    """The functions that are always one line: Ref, GetAtt, Condition, Sub with one argument."""
    match node:
        case Ref(name):
            return f"!Ref {string(name, flow=flow)}"
        case GetAtt(resource, attribute):
            return f"!GetAtt {string(f'{resource}.{attribute}', flow=flow)}"
        case ConditionRef(name):
            return f"!Condition {string(name, flow=flow)}"
        case Sub():
            text, variables = render(node)
            return None if variables else f"!Sub {quoted(text)}"
        case _:
            return None


def flow(node: Writable) -> str:
    """The node in flow style, on one line."""
    node = _simple(node)
    if isinstance(node, (str, int, Decimal)):
        return scalar(node, flow=True)
    if (one_line := _reference(node, flow=True)) is not None:
        return one_line
    if isinstance(node, tuple):
        return "[" + ", ".join(flow(item) for item in node) + "]"
    if isinstance(node, Object):
        return "{" + ", ".join(f"{string(k, flow=True)}: {flow(v)}" for k, v in node) + "}"
    if isinstance(node, RuleContains):
        return f'{{"Fn::Contains": {flow_list((node.values, node.value))}}}'
    if isinstance(node, RuleEachMember):
        return f'{{"Fn::{node.function}": {flow_list((node.values, node.wanted))}}}'
    if (listed := _arguments(node)) is not None:
        return f"!{listed[0]} {flow_list(listed[1])}"
    if (single := _single(node)) is not None:
        name, value = single
        if isinstance(_simple(value), str):
            return f"!{name} {flow(value)}"
        return f'{{"Fn::{name}": {flow(value)}}}'
    raise TypeError(f"{type(node).__name__} is not a template node")


def flow_list(items: tuple[Writable, ...]) -> str:
    """Nodes as a flow sequence."""
    return "[" + ", ".join(flow(item) for item in items) + "]"


def _flow_friendly(node: Writable) -> bool:
    """Whether flow style reads well: no mapping, no text of several lines."""
    node = _simple(node)
    match node:
        case str():
            return "\n" not in node
        case Object():
            return not node.entries
        case tuple():
            return all(_flow_friendly(item) for item in node)
        case RuleContains() | RuleEachMember():
            return False
    if _reference(node, flow=True) is not None:
        return not (isinstance(node, Sub) and any("\n" in p for p in node.parts if isinstance(p, str)))
    if (listed := _arguments(node)) is not None:
        return all(_flow_friendly(item) for item in listed[1])
    if (single := _single(node)) is not None:
        return isinstance(_simple(single[1]), str) and _flow_friendly(single[1])
    return True


def block(node: Writable, indent: int) -> tuple[str, list[str]]:
    """The node in block style: what stands on the line of its key or dash, and the lines below at ``indent``."""
    node = _simple(node)
    if isinstance(node, str):
        return literal_block(node, indent) or (string(node), [])
    if isinstance(node, (int, Decimal)):
        return scalar(node), []
    if isinstance(node, tuple):
        return ("", _sequence(node, indent)) if node else ("[]", [])
    if isinstance(node, Object):
        return ("", mapping(node.entries, indent)) if node.entries else ("{}", [])
    if isinstance(node, RuleContains):
        return "", mapping((("Fn::Contains", (node.values, node.value)),), indent)
    if isinstance(node, RuleEachMember):
        return "", mapping(((f"Fn::{node.function}", (node.values, node.wanted)),), indent)
    if isinstance(node, Sub):
        text, variables = render(node)
        if not variables and (literal := literal_block(text, indent)) is not None:
            return f"!Sub {literal[0]}", literal[1]
    if (one_line := _reference(node, flow=False)) is not None:
        return one_line, []
    if (listed := _arguments(node)) is not None:
        return _listed(node, listed, indent)
    if (single := _single(node)) is not None:
        name, value = single
        if isinstance(_simple(value), str):
            head, lines = block(value, indent)
            return f"!{name} {head}", lines
        return "", mapping(((f"Fn::{name}", value),), indent)
    raise TypeError(f"{type(node).__name__} is not a template node")


def _listed(node: Writable, listed: tuple[str, tuple[Writable, ...]], indent: int) -> tuple[str, list[str]]:
    name, arguments = listed
    if _flow_friendly(node):
        one_line = f"!{name} {flow_list(arguments)}"
        if indent + len(one_line) <= MAX_FLOW_WIDTH:
            return one_line, []
    if name == "Sub":
        text, variables = arguments
        assert isinstance(text, str)
        head, lines = literal_block(text, indent + 2) or (quoted(text), [])
        return "!Sub", [f"{' ' * indent}- {head}", *lines, *_sequence((variables,), indent)]
    return f"!{name}", _sequence(arguments, indent)


def entry(key: str, node: Writable, indent: int) -> list[str]:
    """``key: node`` as lines at ``indent``."""
    head, lines = block(node, indent + 2)
    return [f"{' ' * indent}{string(key)}:{' ' + head if head else ''}", *lines]


def mapping(entries: tuple[tuple[str, Writable], ...], indent: int) -> list[str]:
    """Entries of a mapping as lines at ``indent``."""
    return [line for key, value in entries for line in entry(key, value, indent)]


def _sequence(items: tuple[Writable, ...], indent: int) -> list[str]:
    dash = " " * indent + "- "
    out: list[str] = []
    for item in items:
        head, lines = block(item, indent + 2)
        if head:
            out += [dash + head, *lines]
        else:
            out += [dash + lines[0].lstrip(" "), *lines[1:]]
    return out
