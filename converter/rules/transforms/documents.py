"""Transforms of JSON text: policy documents, free JSON, and JSON whose keys the registry schema spells."""

from __future__ import annotations

import json
from decimal import Decimal

from converter.rules.inexpressible import InexpressibleError
from converter.rules.ledger import Verdict
from converter.rules.properties import Branch, Conditional, Fixed, Guarded, Items, Leaf, Tree
from converter.rules.selection import parent_of
from converter.rules.shapes import Shapes
from converter.rules.transforms.registry import TransformContext, Transformed, transform
from converter.terraform.addresses import InstanceKey
from converter.terraform.values import (
    Attribute,
    Bool,
    Choice,
    Json,
    Mapping,
    Null,
    Number,
    ObjectView,
    Sequence,
    String,
    Value,
)
from converter.terraform.walking import walk

_STATEMENT_ORDER = (
    "Version", "Id", "Statement", "Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource",
    "NotResource", "Condition",
)  # fmt: skip
"""IAM's usual order of keys ("IAM JSON policy elements reference")."""


def parsed(value: Value) -> Value | None:
    """The value behind JSON text: an encoded value, or known text parsed; None where the text is not known."""
    match value:
        case Json(inner):
            return inner
        case String(text):
            try:
                return from_plain(json.loads(text, parse_float=Decimal, parse_int=Decimal))
            except ValueError:
                return None
        case Attribute() if value.value is not None:
            return parsed(value.value)
        case _:
            return None


def from_plain(data: object) -> Value:
    """A value from parsed JSON."""
    match data:
        case None:
            return Null()
        case bool():
            return Bool(data)
        case Decimal():
            return Number(data)
        case str():
            return String(data)
        case list():
            return Sequence.of([from_plain(item) for item in data])
        case dict():
            return Mapping.of({str(k): from_plain(v) for k, v in data.items()})
        case _:
            raise TypeError(f"not a JSON value: {data!r}")


def _has_residual_keys(content: Value) -> bool:
    return any(isinstance(v, Mapping) and any(e.key_value is not None for e in v.entries) for v in walk(content))


def _is_readable(value: Value) -> bool:
    """Whether every branch of the value is null, or JSON text whose keys are known."""
    if isinstance(value, Choice):
        return _is_readable(value.then) and _is_readable(value.otherwise)
    content = parsed(value)
    return isinstance(value, Null) or (content is not None and not _has_residual_keys(content))


def _each(context: TransformContext, value: Value, make: object) -> Transformed:
    """Apply ``make`` to the parsed value of each branch; text that cannot be parsed stays as it is."""
    assert callable(make)

    def visit(inner: Value) -> Tree:
        if isinstance(inner, Choice):
            return Conditional(inner.condition, visit(inner.then), visit(inner.otherwise))
        if isinstance(inner, Null):
            return Leaf(inner)
        content = parsed(inner)
        if content is None or _has_residual_keys(content):  # only text can have a key that a parameter is in
            return Leaf(inner)
        tree: Tree = make(content)
        return tree

    _ = context
    return Transformed(visit(value))


@transform("document")
def document(context: TransformContext, value: Value) -> Transformed:
    """A policy document as an object, keys in the usual order; references back to the parent are rewritten."""
    return _each(context, value, lambda content: policy_tree(content, context.self_reference, context.target))


def policy_tree(value: Value, self_reference: str | None, target: InstanceKey) -> Tree:
    """A policy document's tree."""
    if isinstance(value, ObjectView):
        value = value.expand()
    match value:
        case Choice(condition, then, otherwise):
            return Conditional(
                condition,
                policy_tree(then, self_reference, target),
                policy_tree(otherwise, self_reference, target),
            )
        case Mapping(entries=entries):
            order = {key: n for n, key in enumerate(_STATEMENT_ORDER)}
            ordered = sorted(entries, key=lambda e: order.get(e.key, len(order)))
            return Branch(
                {
                    e.key: Guarded(policy_tree(e.value, self_reference, target), e.guard)
                    for e in ordered
                    if not isinstance(e.value, Null)
                },
                free=True,
            )
        case Sequence(items=items):
            return Items([Guarded(policy_tree(i.value, self_reference, target), i.guard) for i in items])
        case _:
            if self_reference is not None and parent_of(value) == target:
                return Fixed(self_reference)
            return Leaf(value)


def free_tree(value: Value) -> Tree:
    """Any JSON value as a tree, keys kept."""
    if isinstance(value, ObjectView):
        value = value.expand()
    match value:
        case Choice(condition, then, otherwise):
            return Conditional(condition, free_tree(then), free_tree(otherwise))
        case Mapping(entries=entries):
            return Branch({e.key: Guarded(free_tree(e.value), e.guard) for e in entries}, free=True)
        case Sequence(items=items):
            return Items([Guarded(free_tree(i.value), i.guard) for i in items])
        case _:
            return Leaf(value)


@transform("json")
def json_object(context: TransformContext, value: Value) -> Transformed:
    """JSON text as an object, keys kept."""
    return _each(context, value, free_tree)


@transform("json_text")
def json_text(context: TransformContext, value: Value) -> Transformed:
    """JSON text, kept as text."""
    _ = context
    return Transformed(Leaf(value))


@transform("json_by_schema")
def json_by_schema(context: TransformContext, value: Value) -> Transformed:
    """JSON text whose camelCase keys become the properties that the registry schema spells."""
    unknown: list[str] = []
    if context.shapes.kind(context.path) in {"object", "array"} and not _is_readable(value):
        raise InexpressibleError("CloudFormation wants the properties themselves, and the text is not known")
    result = _each(context, value, lambda content: schema_tree(content, context.shapes, context.path, unknown))
    if unknown:
        return Transformed(
            result.tree, Verdict.EQUIVALENT, f"left out, as CloudFormation has no such properties: {', '.join(unknown)}"
        )
    return result


def schema_tree(value: Value, shapes: Shapes, path: tuple[str, ...], unknown: list[str]) -> Tree:
    """A tree with property names for keys, null members left out; ``unknown`` gets what the schema lacks."""
    if isinstance(value, ObjectView):
        value = value.expand()
    match value:
        case Choice(condition, then, otherwise):
            return Conditional(
                condition, schema_tree(then, shapes, path, unknown), schema_tree(otherwise, shapes, path, unknown)
            )
        case Sequence(items=items):
            return Items([Guarded(schema_tree(i.value, shapes, path, unknown), i.guard) for i in items])
        case Mapping(entries=entries):
            if shapes.is_free_map(path):
                return free_tree(value)
            branch = Branch()
            for entry in entries:
                if isinstance(entry.value, Null):
                    continue
                name = shapes.spelling(path, entry.key)
                if name is None:
                    unknown.append(entry.key)
                    continue
                tree = schema_tree(entry.value, shapes, (*path, name), unknown)
                branch.entries[name] = Guarded(tree, entry.guard)
            return branch
        case _:
            return Leaf(value)
