"""Evaluating the body of a resource, data source or nested block against the provider's schema."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from converter.findings import Finding, FindingError, Severity, Span
from converter.hcl.json_syntax import blocks_of
from converter.hcl.syntax import Attribute, Block, Body, Expression
from converter.terraform.configuration import META_ARGUMENTS, META_BLOCKS, traversal_text
from converter.terraform.convert import ValueTypeError, convert
from converter.terraform.formulas import NEVER, Formula, both, negate
from converter.terraform.instances import Argument, BodyValue, NestedBlockValue
from converter.terraform.narrowing import failures, narrow
from converter.terraform.provider_schema import AttributeSchema, BlockSchema
from converter.terraform.scope import RepetitionView, Scope, error
from converter.terraform.types import ListType, ObjectType, SetType, Type, from_json, to_json
from converter.terraform.values import Choice, Unknown, Value

if TYPE_CHECKING:
    from converter.terraform.evaluator import Evaluator


def evaluate_body(evaluator: Evaluator, body: Body, schema: BlockSchema, scope: Scope) -> BodyValue:
    """The body's arguments and nested blocks. Raises FindingError with everything that is wrong in it."""
    problems: list[Finding] = []
    arguments: dict[str, Argument] = {}
    blocks: dict[str, list[NestedBlockValue]] = {}
    for attribute in body.attributes:
        if attribute.name in META_ARGUMENTS:
            continue
        try:
            if attribute.name in schema.attributes:
                arguments[attribute.name] = argument(evaluator, attribute, schema.attributes[attribute.name], scope)
            elif body.json and (attribute.name in schema.blocks or attribute.name == "dynamic"):
                for block in blocks_of(attribute):
                    for value in nested(evaluator, block, schema, scope):
                        blocks.setdefault(value.type, []).append(value)
            elif not (body.json and attribute.name in META_BLOCKS):
                raise _unsupported("argument", attribute.name, attribute.name_span, schema)
        except FindingError as problem:
            problems.extend(problem.findings)
    for block in body.blocks:
        if block.type in META_BLOCKS:
            continue
        try:
            for value in nested(evaluator, block, schema, scope):
                blocks.setdefault(value.type, []).append(value)
        except FindingError as problem:
            problems.extend(problem.findings)
    written = {a.name for a in body.attributes} | set(blocks)
    problems.extend(_missing(written, blocks, schema, body.span))
    if problems:
        raise FindingError(*problems)
    return BodyValue(arguments, {name: tuple(found) for name, found in blocks.items()})


def argument(evaluator: Evaluator, attribute: Attribute, schema: AttributeSchema, scope: Scope) -> Argument:
    """One argument, evaluated and converted to its type."""
    value = evaluator.expressions.evaluate(attribute.expression, scope)
    value = converted(value, from_json(schema.type), attribute.expression.span, attribute.name)
    value = narrow(value, scope.assumption)
    left = failures(value)
    if left:
        raise FindingError(left[0].finding)
    return Argument(attribute.name, value, attribute.span, attribute.comment)


def converted(value: Value, type_: Type, span: Span, name: str) -> Value:
    """The value in the schema's type; a set keeps the order that the source wrote."""
    try:
        return convert(value, type_)
    except ValueTypeError as problem:
        raise error(
            "incorrect attribute value type", f"inappropriate value for attribute {name!r}: {problem}", span
        ) from None


def nested_schema(schema: BlockSchema, name: str) -> BlockSchema | None:
    """The schema of a nested block type; an argument that is a list of objects may be written as blocks too.

    Facts: "Attributes as Blocks", Terraform documentation.
    """
    if name in schema.blocks:
        return schema.blocks[name].block
    attribute = schema.attributes.get(name)
    if attribute is None or not attribute.is_argument:
        return None
    kind = from_json(attribute.type)
    if isinstance(kind, ListType | SetType) and isinstance(kind.element, ObjectType):
        return BlockSchema({n: AttributeSchema(to_json(t), optional=True) for n, t in kind.element.attributes})
    return None


def nested(evaluator: Evaluator, block: Block, schema: BlockSchema, scope: Scope) -> Iterator[NestedBlockValue]:
    """The nested blocks that a block (or ``dynamic`` block) stands for."""
    if block.type == "dynamic" and block.labels:
        yield from dynamic(evaluator, block, schema, scope)
        return
    inner = nested_schema(schema, block.type)
    if inner is None:
        attribute = schema.attributes.get(block.type)
        if attribute is not None and attribute.is_argument:
            raise error(
                f"unsupported block type {block.type!r}",
                f"{block.type} is an argument, not a block: write {block.type} = …",
                block.header,
            )
        raise _unsupported("block type", block.type, block.header, schema)
    value = evaluate_body(evaluator, block.body, inner, scope)
    yield NestedBlockValue(block.type, value, block.span, comment=block.comment)


def dynamic(evaluator: Evaluator, block: Block, schema: BlockSchema, scope: Scope) -> Iterator[NestedBlockValue]:
    """The blocks of ``dynamic "type" { for_each, iterator, content }``."""
    kind = block.labels[0]
    inner = nested_schema(schema, kind)
    if inner is None:
        raise _unsupported("block type", kind, block.header, schema)
    for_each, iterator = block.body.attribute("for_each"), block.body.attribute("iterator")
    contents = block.body.blocks_of_type("content")
    if block.body.json:
        written = block.body.attribute("content")
        contents = blocks_of(written) if written is not None else ()
    if for_each is None or len(contents) != 1:
        raise error(
            "incomplete dynamic block", "a dynamic block needs for_each and exactly one content block", block.header
        )
    name = traversal_text(iterator.expression) if iterator else kind
    collection = evaluator.expressions.evaluate(for_each.expression, scope)
    for key, value, guard in _iterations(evaluator, collection, for_each.expression, scope):
        symbols = {name: RepetitionView(name, {"key": key, "value": value})}
        body = evaluate_body(evaluator, contents[0].body, inner, scope.assuming(guard).binding(symbols))
        yield NestedBlockValue(kind, body, contents[0].span, guard, block.comment)


def _iterations(
    evaluator: Evaluator, collection: Value, expression: Expression, scope: Scope
) -> Iterator[tuple[Value, Value, Formula]]:
    if isinstance(collection, Choice):
        then = list(_iterations(evaluator, collection.then, expression, scope))
        otherwise = list(_iterations(evaluator, collection.otherwise, expression, scope))
        for key, value, guard in then:
            yield key, value, both(collection.condition, guard)
        for key, value, guard in otherwise:
            yield key, value, both(negate(collection.condition), guard)
        return
    found = evaluator.expressions.elements(collection, expression.span, scope, "a dynamic block's value")
    if isinstance(found, list):
        for element in found:
            if element.guard != NEVER:
                yield element.key, element.value, element.guard
        return
    if isinstance(found, Unknown):
        raise error(
            "unknown dynamic blocks",
            "the number of nested blocks depends on resource attributes that are known only after the deployment",
            expression.span,
        )
    raise FindingError(found.finding)


def _unsupported(kind: str, name: str, span: Span, schema: BlockSchema) -> FindingError:
    names = schema.arguments
    close = difflib.get_close_matches(name, names, 1)
    hint = f"; did you mean {close[0]!r}?" if close else ""
    return error(
        f"unsupported {kind} {name!r}", f"an {kind} named {name!r} is not expected here{hint}", span, "terraform-argument"
    )


def _missing(
    written: set[str], blocks: dict[str, list[NestedBlockValue]], schema: BlockSchema, span: Span
) -> Iterator[Finding]:
    for name, attribute in schema.attributes.items():
        if attribute.required and name not in written:
            yield Finding(
                "terraform-argument",
                Severity.ERROR,
                f"missing required argument {name!r}",
                f"the argument {name!r} is required here, but no definition was found",
                span,
            )
    for name, block in schema.blocks.items():
        if block.min_items > 0 and len(blocks.get(name, ())) < block.min_items:
            yield Finding(
                "terraform-argument",
                Severity.ERROR,
                f"too few {name!r} blocks",
                f"at least {block.min_items} {name!r} block(s) are required here",
                span,
            )


