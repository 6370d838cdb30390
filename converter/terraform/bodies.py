"""Evaluating the body of a resource, data source or nested block against the provider's schema.

What does not fit the schema is passed over here: :mod:`converter.terraform.structure` tells it. A body without a
schema (of a type that nobody knows) is evaluated as it is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from converter.findings import Finding, FindingError, Span
from converter.hcl.syntax import Attribute, Block, Body, Expression
from converter.terraform.configuration import META_ARGUMENTS
from converter.terraform.convert import ValueTypeError, convert
from converter.terraform.formulas import NEVER, Formula, both, negate
from converter.terraform.instances import Argument, BodyValue, NestedBlockValue
from converter.terraform.late_branches import without_late_branches
from converter.terraform.narrowing import narrow
from converter.terraform.partial_failures import without_failures
from converter.terraform.provider_schema import AttributeSchema, BlockSchema
from converter.terraform.scope import RepetitionView, Scope, error
from converter.terraform.structure import is_json_block, nested_blocks, nested_schema, too_few
from converter.terraform.traversals import traversal_text
from converter.terraform.types import DYNAMIC, from_json
from converter.terraform.values import Choice, Null, Unknown, Value

if TYPE_CHECKING:
    from converter.terraform.evaluator import Evaluator


def evaluate_body(
    evaluator: Evaluator, body: Body, schema: BlockSchema | None, scope: Scope, span: Span, *, top: bool = False
) -> BodyValue:
    """The arguments and nested blocks of a body; ``span`` is its block's header, ``top`` that it is a resource's own.

    Raises FindingError with everything that is wrong in it.
    """
    problems: list[Finding] = []
    arguments: dict[str, Argument] = {}
    blocks: dict[str, list[NestedBlockValue]] = {}
    for attribute in body.attributes:
        known = schema.attributes.get(attribute.name) if schema is not None else None
        if (top and attribute.name in META_ARGUMENTS) or is_json_block(attribute, body, schema):
            continue
        if schema is not None and (known is None or not known.is_argument):
            continue
        name = known.renamed_to if known is not None and known.renamed_to else attribute.name
        try:
            arguments[name] = replace(argument(evaluator, attribute, known, scope), name=name)
        except FindingError as problem:
            problems.extend(problem.findings)
    try:
        written = list(nested_blocks(body, schema, top=top))
    except FindingError:
        written = []
    for block in written:
        try:
            for value in nested(evaluator, block, schema, scope):
                blocks.setdefault(value.type, []).append(value)
        except FindingError as problem:
            problems.extend(problem.findings)
    if schema is not None and not problems:
        problems.extend(_too_few(written, blocks, schema, span))
    if problems:
        raise FindingError(*problems)
    return BodyValue(arguments, {name: tuple(found) for name, found in blocks.items()})


def _too_few(
    written: list[Block], blocks: dict[str, list[NestedBlockValue]], schema: BlockSchema, span: Span
) -> Iterator[Finding]:
    """Required nested blocks of which the ``dynamic`` ones that are written make too few."""
    dynamic = {block.labels[0] for block in written if block.type == "dynamic" and block.labels}
    for name in sorted(dynamic.intersection(schema.blocks)):
        least = schema.blocks[name].min_items
        if len(blocks.get(name, ())) < least:
            yield too_few(name, least, span)


def argument(evaluator: Evaluator, attribute: Attribute, schema: AttributeSchema | None, scope: Scope) -> Argument:
    """One argument, evaluated and converted to its type."""
    span = attribute.expression.span
    value = evaluator.expressions.evaluate(attribute.expression, scope)
    kind = from_json(schema.type) if schema is not None else DYNAMIC
    try:
        value = convert(value, kind)
    except ValueTypeError as problem:
        raise error(
            "incorrect attribute value type",
            f"inappropriate value for attribute {attribute.name!r}: {problem}",
            span,
        ) from None
    value = narrow(value, scope.assumption)
    if schema is not None and not schema.is_argument and not isinstance(value, Null | Unknown):
        detail = f"the provider decides {attribute.name!r} itself; it can be read, but not set"
        raise error(f"unsupported argument {attribute.name!r}", detail, attribute.name_span)
    value = without_failures(evaluator, value, scope, span)
    return Argument(attribute.name, value, attribute.span, attribute.comment)


def nested(evaluator: Evaluator, block: Block, schema: BlockSchema | None, scope: Scope) -> Iterator[NestedBlockValue]:
    """The nested blocks that a block (or ``dynamic`` block) stands for; none where the schema has no such block."""
    dynamic = block.type == "dynamic" and bool(block.labels)
    kind = block.labels[0] if dynamic else block.type
    inner = nested_schema(schema, kind) if schema is not None else None
    if schema is not None and inner is None:
        return
    if dynamic:
        yield from _dynamic(evaluator, block, inner, scope)
        return
    value = evaluate_body(evaluator, block.body, inner, scope, block.header)
    yield NestedBlockValue(kind, value, block.span, comment=block.comment)


def _dynamic(evaluator: Evaluator, block: Block, inner: BlockSchema | None, scope: Scope) -> Iterator[NestedBlockValue]:
    """The blocks of ``dynamic "type" { for_each, iterator, content }``."""
    for_each, iterator = block.body.attribute("for_each"), block.body.attribute("iterator")
    contents = block.body.blocks_of_type("content")
    if for_each is None or len(contents) != 1:
        return
    name = traversal_text(iterator.expression) if iterator else block.labels[0]
    collection = evaluator.expressions.evaluate(for_each.expression, scope)
    collection = without_failures(evaluator, collection, scope, for_each.expression.span)
    why = "it decides how many nested blocks there are"
    collection = without_late_branches(evaluator.in_force, collection, for_each.expression.span, why)
    for key, value, guard in _iterations(evaluator, collection, for_each.expression, scope):
        symbols = {name: RepetitionView(name, {"key": key, "value": value})}
        inside = scope.assuming(guard).binding(symbols)
        body = evaluate_body(evaluator, contents[0].body, inner, inside, contents[0].header)
        yield NestedBlockValue(block.labels[0], body, contents[0].span, guard, block.comment)


def _iterations(
    evaluator: Evaluator, collection: Value, expression: Expression, scope: Scope
) -> Iterator[tuple[Value, Value, Formula]]:
    if isinstance(collection, Choice):
        for branch, condition in (
            (collection.then, collection.condition),
            (collection.otherwise, negate(collection.condition)),
        ):
            for key, value, guard in _iterations(evaluator, branch, expression, scope.assuming(condition)):
                yield key, value, both(condition, guard)
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
