"""What the syntax tree refers to, nothing evaluated: the references in an expression or body, by their names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

from converter.findings import Span
from converter.hcl.syntax import (
    Attribute,
    Block,
    Body,
    Call,
    Expression,
    ForExpression,
    GetAttr,
    Index,
    Literal,
    Node,
    Splat,
    SplatItem,
    TemplateFor,
    Variable,
)
from converter.terraform.traversals import traversal_text

Symbols = frozenset[str]
NO_SYMBOLS: Symbols = frozenset()


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a reference: an attribute's name, or None for an index or splat; ``span`` is the source up to here.

    ``key`` says that it is an index with a literal key.
    """

    name: str | None
    span: Span
    key: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """``root.step[…].step``."""

    root: str
    steps: tuple[Step, ...]
    span: Span

    def names(self) -> tuple[Step, ...]:
        """The steps that are names."""
        return tuple(s for s in self.steps if s.name is not None)


def references(node: Node, symbols: Symbols = NO_SYMBOLS) -> Iterator[Reference]:
    """The references in an expression; ``symbols`` are names that stand for something else there."""
    match node:
        case Variable() | GetAttr() | Index() | Splat():
            yield from _traversal(node, symbols)
        case ForExpression():
            yield from references(node.collection, symbols)
            inner = symbols | {node.value_name} | ({node.key_name} if node.key_name else set())
            for part in (node.key, node.value, node.condition):
                if part is not None:
                    yield from references(part, inner)
        case TemplateFor():
            yield from references(node.collection, symbols)
            inner = symbols | {node.value_name} | ({node.key_name} if node.key_name else set())
            for piece in node.body:
                yield from references(piece, inner)
        case _:
            for child in _children(node):
                yield from references(child, symbols)


def calls_in(node: Node) -> Iterator[Call]:
    """The function calls in an expression."""
    if isinstance(node, Call):
        yield node
    for child in _children(node):
        yield from calls_in(child)


def _children(node: Node) -> Iterator[Node]:
    for field in fields(node):
        value = getattr(node, field.name)
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, Node):
                yield part


def _traversal(node: Variable | GetAttr | Index | Splat, symbols: Symbols) -> Iterator[Reference]:
    steps: list[Step] = []
    here: Expression = node
    while not isinstance(here, Variable):
        match here:
            case GetAttr(span, source, name):
                steps.append(Step(name, span))
                here = source
            case Index(span, source, key):
                yield from references(key, symbols)
                steps.append(Step(None, span, key=isinstance(key, Literal)))
                here = source
            case Splat(span, source, each):
                steps.extend(_of_each(each))
                yield from references(each, symbols)
                steps.append(Step(None, span))
                here = source
            case _:
                yield from references(here, symbols)
                return
    if here.name not in symbols:
        found = tuple(reversed(steps))
        if here.name == "resource" and found and found[0].name is not None:  # resource.aws_vpc.main is aws_vpc.main
            yield Reference(found[0].name, found[1:], here.span)
        else:
            yield Reference(here.name, found, here.span)


def _of_each(each: Expression) -> list[Step]:
    """The steps that a splat applies to each element, last one first."""
    steps: list[Step] = []
    while isinstance(each, GetAttr | Index):
        steps.append(Step(each.name if isinstance(each, GetAttr) else None, each.span))
        each = each.source
    return steps if isinstance(each, SplatItem) else []


def body_references(body: Body, skipped: frozenset[str], symbols: Symbols = NO_SYMBOLS) -> Iterator[Reference]:
    """The references in a body and its nested blocks; arguments named in ``skipped`` hold none."""
    for attribute in body.attributes:
        if attribute.name not in skipped:
            yield from references(attribute.expression, symbols)
    for block in body.blocks:
        if block.type == "dynamic" and block.labels:
            yield from _dynamic_references(block, skipped, symbols)
        else:
            yield from body_references(block.body, skipped, symbols)


def _dynamic_references(block: Block, skipped: frozenset[str], symbols: Symbols) -> Iterator[Reference]:
    iterator: Attribute | None = block.body.attribute("iterator")
    name = traversal_text(iterator.expression) if iterator is not None else block.labels[0]
    for attribute in block.body.attributes:
        if attribute.name != "iterator":
            inner = symbols if attribute.name == "for_each" else symbols | {name}
            yield from references(attribute.expression, inner)
    for content in block.body.blocks:
        yield from body_references(content.body, skipped, symbols | {name})
