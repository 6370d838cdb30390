"""Whether the body of a block has the arguments and nested blocks that the provider's schema gives it."""

from __future__ import annotations

from collections.abc import Iterator

from converter.findings import Finding, FindingError, Severity, Span
from converter.hcl.json_syntax import blocks_of
from converter.hcl.syntax import Attribute, Block, Body, Literal, Variable
from converter.terraform.configuration import META_ARGUMENTS, META_BLOCKS, ResourceConfig
from converter.terraform.provider_schema import AttributeSchema, BlockSchema, CtyType
from converter.terraform.suggestions import did_you_mean
from converter.terraform.types import ListType, ObjectType, SetType, Type, from_json, to_json


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
        return BlockSchema({n: AttributeSchema(_written(t), optional=True) for n, t in kind.element.attributes})
    return None


def _written(type_: Type) -> CtyType:
    text = to_json(type_)
    assert not isinstance(text, dict)  # only what stands inside an object type's brackets is one
    return text


def nested_blocks(body: Body, schema: BlockSchema | None, *, top: bool) -> Iterator[Block]:
    """The nested blocks of a body, ``dynamic`` ones included; in JSON also those that look like arguments.

    ``top`` says that it is a resource's own body, where some blocks belong to the language. Raises FindingError for a
    JSON value that is no block.
    """
    for attribute in body.attributes:
        if is_json_block(attribute, body, schema):
            yield from blocks_of(attribute)
    yield from (block for block in body.blocks if not (top and block.type in META_BLOCKS))


def is_json_block(attribute: Attribute, body: Body, schema: BlockSchema | None) -> bool:
    """Whether an argument of a JSON body is a nested block in truth."""
    return body.json and schema is not None and attribute.name in schema.blocks


def check_body(body: Body, schema: BlockSchema, span: Span, *, top: bool = False) -> Iterator[Finding]:
    """What does not fit: unknown arguments and blocks, and required ones that are missing (told at ``span``)."""
    for attribute in body.attributes:
        if not (top and attribute.name in META_ARGUMENTS) and not is_json_block(attribute, body, schema):
            yield from _check_argument(attribute, schema)
    try:
        blocks = list(nested_blocks(body, schema, top=top))
    except FindingError as problem:
        yield from problem.findings
        return
    for block in blocks:
        yield from _check_block(block, schema)
    yield from _check_required(body, blocks, schema, span)


def check_ignored(config: ResourceConfig, schema: BlockSchema) -> Iterator[Finding]:
    """The paths of ``ignore_changes`` that the resource does not have."""
    if config.mode != "managed":
        return
    for path in config.lifecycle.ignore_changes:
        name = path.partition(".")[0].partition("[")[0]
        if not (path == "all" and _all_ignored(config)) and name not in schema.attributes and name not in schema.blocks:
            assert config.lifecycle.block is not None  # the path stands in it
            yield Finding(
                "terraform-argument",
                Severity.ERROR,
                f"no attribute {name!r} to ignore changes of",
                f"{config.type} has no argument of that name{did_you_mean(name, schema.arguments)}",
                _ignored_span(config.lifecycle.block),
                terraform_summary="Unsupported attribute",
            )


def _all_ignored(config: ResourceConfig) -> bool:
    """Whether ignore_changes is the word ``all`` and no list."""
    block = config.lifecycle.block
    attribute = block.body.attribute("ignore_changes") if block is not None else None
    return attribute is not None and isinstance(attribute.expression, Variable)


def _ignored_span(block: Block) -> Span:
    attribute = block.body.attribute("ignore_changes")
    assert attribute is not None  # it names the path
    return attribute.expression.span


def _check_argument(attribute: Attribute, schema: BlockSchema) -> Iterator[Finding]:
    name = attribute.name
    known = schema.attributes.get(name)
    if known is not None and (known.is_argument or not isinstance(attribute.expression, Literal)):
        return  # what is no literal may be null, which counts as not set: its value is judged when it is known
    if known is not None:
        detail = f"the provider decides {name!r} itself; it can be read, but not set"
    elif name in schema.blocks:
        detail = f"{name} is a nested block, not an argument: write {name} {{ … }} without ="
    else:
        detail = f"an argument of that name is not expected here{did_you_mean(name, schema.arguments)}"
    yield _finding(f"unsupported argument {name!r}", detail, attribute.name_span)


def _check_block(block: Block, schema: BlockSchema) -> Iterator[Finding]:
    dynamic = block.type == "dynamic" and bool(block.labels)
    name = block.labels[0] if dynamic else block.type
    inner = nested_schema(schema, name)
    if inner is None:
        known = schema.attributes.get(name)
        if known is not None and known.is_argument:
            detail = f"{name} is an argument, not a block: write {name} = …"
        else:
            detail = f"a block of that type is not expected here{did_you_mean(name, schema.arguments)}"
        yield _finding(f"unsupported block type {name!r}", detail, block.header)
        return
    if not dynamic:
        yield from check_body(block.body, inner, block.header)
        return
    contents = block.body.blocks_of_type("content")
    if block.body.attribute("for_each") is None or len(contents) != 1:
        yield _finding(
            "incomplete dynamic block", "a dynamic block needs for_each and exactly one content block", block.header
        )
    for content in contents:
        yield from check_body(content.body, inner, content.header)


def _check_required(body: Body, blocks: list[Block], schema: BlockSchema, span: Span) -> Iterator[Finding]:
    written = {a.name for a in body.attributes} | {
        b.labels[0] if b.type == "dynamic" and b.labels else b.type for b in blocks
    }
    for name, attribute in schema.attributes.items():
        if attribute.required and name not in written:
            yield _finding(f"missing required argument {name!r}", f"add {name} = … to this block", span)
    for name, nested in schema.blocks.items():
        count = sum(block.type == name for block in blocks)
        if nested.min_items > 0 and name not in written:
            yield too_few(name, nested.min_items, span)
        if 0 < nested.max_items < count:
            last = [block for block in blocks if block.type == name][-1]
            detail = f"no more than {nested.max_items} {name!r} block(s) are allowed here; remove the others"
            yield _finding(f"too many {name!r} blocks", detail, last.header)


def too_few(name: str, least: int, span: Span) -> Finding:
    """The finding about nested blocks that are missing."""
    return _finding(f"too few {name!r} blocks", f"at least {least} {name!r} block(s) are required here", span)


def _finding(summary: str, detail: str, span: Span) -> Finding:
    return Finding("terraform-argument", Severity.ERROR, summary, detail, span)
