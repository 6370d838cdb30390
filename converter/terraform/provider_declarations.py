"""What can be said of provider configurations: ``provider`` blocks, references to them, ``providers`` of a module.

Facts: "Provider Configuration", "The Module providers Meta-Argument", Terraform language documentation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from converter.findings import FindingError
from converter.hcl import parse_expression
from converter.hcl.syntax import Block, Expression, GetAttr, Literal, ObjectExpression, Variable
from converter.terraform.block_reader import BlockReader
from converter.terraform.constants import constant
from converter.terraform.values import String

_LOCAL_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
_ALIAS = re.compile(r"[^\W\d][\w-]*")
_RESERVED_ARGUMENTS = frozenset({"count", "for_each", "depends_on", "source"})
_RESERVED_BLOCKS = frozenset({"lifecycle", "locals"})


def provider_blocks(reader: BlockReader, blocks: Iterable[Block]) -> None:
    """Report what is wrong with the ``provider`` blocks of a module."""
    known: dict[tuple[str, str], Block] = {}
    for block in blocks:
        name = block.labels[0]
        if not _LOCAL_NAME.fullmatch(name):
            detail = f"{name!r} is no name of a provider: lower case letters, digits and dashes"
            reader.error("invalid provider local name", detail, block.header)
            continue
        _check_reserved(reader, block)
        alias = _alias(reader, block)
        if alias is None:
            continue
        before = known.setdefault((name, alias), block)
        if before is not block:
            other = f"with the alias {alias!r}" if alias else "without an alias"
            detail = f"line {before.header.start.line} has a configuration of {name} {other}; give one another alias"
            reader.error("duplicate provider configuration", detail, block.header)


def _check_reserved(reader: BlockReader, block: Block) -> None:
    for attribute in block.body.attributes:
        if attribute.name in _RESERVED_ARGUMENTS:
            detail = f"the language keeps {attribute.name} for its own use, and provider blocks do not have it"
            reader.error("reserved argument name in provider block", detail, attribute.name_span)
    for inner in block.body.blocks:
        if inner.type in _RESERVED_BLOCKS:
            detail = f"the language keeps {inner.type} for its own use, and provider blocks do not have it"
            reader.error("reserved block type name in provider block", detail, inner.header)


def _alias(reader: BlockReader, block: Block) -> str | None:
    """The alias of a provider block, empty without one; None where it is not valid, which is reported."""
    attribute = block.body.attribute("alias")
    if attribute is None:
        return ""
    try:
        value = constant(attribute.expression)
    except FindingError:
        value = None
    if isinstance(value, String) and _ALIAS.fullmatch(value.text):
        return value.text
    detail = "an alias is a name in quotes: letters, digits, underscores and dashes"
    reader.error("invalid provider configuration alias", detail, attribute.expression.span)
    return None


def provider_reference(expression: Expression) -> str | None:
    """The provider configuration that an expression names (``aws``, ``aws.west``); None where it names none."""
    match expression:
        case Literal(value=None):
            return "null"  # read as a name
        case Variable(name=name):
            return name
        case GetAttr(source=Variable(name=name), name=alias):
            return f"{name}.{alias}"
        case Literal(value=str() as text):  # as Terraform 0.11 wanted it
            try:
                inner = parse_expression(text)
            except FindingError:
                return None
            return None if isinstance(inner, Literal) else provider_reference(inner)
        case _:
            return None


def check_provider_reference(reader: BlockReader, expression: Expression) -> bool:
    """Whether an expression names a provider configuration; one that does not is reported."""
    if provider_reference(expression) is not None:
        return True
    detail = "it is the local name of a provider, and after a dot the alias of one of its configurations"
    reader.error("invalid provider configuration reference", detail, expression.span)
    return False


def passed_providers(reader: BlockReader, expression: Expression) -> None:
    """Report what is wrong with the ``providers`` of a module block."""
    if not isinstance(expression, ObjectExpression):
        detail = "providers is an object: its keys name the module's provider configurations, its values ours"
        reader.error("invalid expression", detail, expression.span)
        return
    known: set[str] = set()
    for item in expression.items:
        if not check_provider_reference(reader, item.key) or not check_provider_reference(reader, item.value):
            continue
        name = provider_reference(item.key) or ""
        if name in known:
            reader.error("duplicate provider address", f"{name} is passed twice; remove one", item.key.span)
        known.add(name)
