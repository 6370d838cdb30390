"""Rewriting nodes: every reference, or every whole sub-node, replaced by what a function gives for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

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
    Select,
    Split,
    Sub,
    ToJsonString,
    walk,
)

Rewrite = Callable[[Node], Node | None]
"""Gives the node that takes the place of another one, or None to go on inside it."""


def rewrite(node: Node, replacement: Rewrite) -> Node:
    """The node with every sub-node for which ``replacement`` gives something replaced by it, outermost first."""
    found = replacement(node)
    if found is not None:
        return found

    def inner(child: Node) -> Node:
        return rewrite(child, replacement)

    match node:
        case tuple():
            return tuple(inner(child) for child in node)
        case Object(entries):
            return Object(tuple((k, inner(v)) for k, v in entries))
        case Sub(parts):
            return _flat_sub(tuple(p if isinstance(p, str) else inner(p) for p in parts))
        case Join(separator, items):
            return Join(separator, inner(items))
        case Select(index, source):
            return Select(index if isinstance(index, int) else inner(index), inner(source))
        case Split(separator, source):
            return Split(separator, inner(source))
        case If(condition, then, otherwise):
            return If(condition, inner(then), inner(otherwise))
        case FindInMap(map_, first, second):
            return FindInMap(inner(map_), inner(first), inner(second))
        case GetAZs(region):
            return GetAZs(inner(region))
        case Cidr(block, count, bits):
            return Cidr(
                inner(block),
                count if isinstance(count, int) else inner(count),
                bits if isinstance(bits, int) else inner(bits),
            )
        case Base64() | ToJsonString() | Length():
            return replace(node, value=inner(node.value))
        case ImportValue(name):
            return ImportValue(inner(name))
        case _:
            return node


def _flat_sub(parts: tuple[str | Node, ...]) -> Node:
    flat: list[str | Node] = []
    for part in parts:
        for piece in part.parts if isinstance(part, Sub) else (part,):
            if isinstance(piece, str) and flat and isinstance(flat[-1], str):
                flat[-1] += piece
            else:
                flat.append(piece)
    return flat[0] if len(flat) == 1 else Sub(tuple(flat))


def rewrite_condition(expression: ConditionExpression, replacement: Rewrite) -> ConditionExpression:
    """A condition with the nodes inside its comparisons rewritten."""
    match expression:
        case Equals(left, right):
            return Equals(rewrite(left, replacement), rewrite(right, replacement))
        case And(operands):
            return And(tuple(rewrite_condition(o, replacement) for o in operands))
        case Or(operands):
            return Or(tuple(rewrite_condition(o, replacement) for o in operands))
        case Not(operand):
            return Not(rewrite_condition(operand, replacement))
        case _:
            return expression


def condition_nodes(expression: ConditionExpression) -> tuple[Node, ...]:
    """The nodes compared inside a condition."""
    match expression:
        case Equals(left, right):
            return (left, right)
        case And(operands) | Or(operands):
            return tuple(n for o in operands for n in condition_nodes(o))
        case Not(operand):
            return condition_nodes(operand)
        case _:
            return ()


def condition_names(expression: ConditionExpression) -> tuple[str, ...]:
    """The names of the conditions that a condition refers to, those of an ``Fn::If`` in what it compares included."""
    match expression:
        case Equals(left, right):
            return (*conditions_in(left), *conditions_in(right))
        case ConditionRef(name):
            return (name,)
        case And(operands) | Or(operands):
            return tuple(n for o in operands for n in condition_names(o))
        case Not(operand):
            return condition_names(operand)
        case _:
            return ()


def conditions_in(node: Node) -> tuple[str, ...]:
    """The names of the conditions that a node's ``Fn::If`` use."""
    return tuple(n.condition for n in walk(node) if isinstance(n, If))
