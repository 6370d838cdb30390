"""Blocks that a transform turns into objects by the registry schema: every name that the provider has must be found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from converter.rules.loader import load_tables
from converter.rules.model import ArgumentRow
from converter.rules.paths import registry_type
from converter.rules.shapes import Shapes
from converter.rules.transforms.blocks import property_name
from converter.terraform.provider_schema import BlockSchema, ProviderSchema

Row = tuple[str, str, tuple[str, ...], BlockSchema]


def rows() -> Iterator[Row]:
    """Every row of every table with the transform: its type's target, its place, its property path, its block."""
    schema = ProviderSchema.load()
    for name, rule in load_tables().resources.items():
        block = schema.resource(name)
        if block is not None and isinstance(rule.type, str):
            yield from _below(rule.type, name, (), rule.arguments.values(), block)


def _below(
    target: str, place: str, path: tuple[str, ...], found: Iterable[ArgumentRow], block: BlockSchema
) -> Iterator[Row]:
    for row in found:
        inner = block.blocks.get(row.name)
        if inner is None:
            continue
        here = (*path, *(step.name for step in row.to.steps)) if row.to is not None else path
        if row.transform is not None and row.transform.name == "by_schema":
            yield target, f"{place}.{row.name}", here, inner.block
        else:
            yield from _below(target, f"{place}.{row.name}", here, row.rows.values(), inner.block)


def unknown(shapes: Shapes, path: tuple[str, ...], block: BlockSchema, place: str) -> Iterator[str]:
    """The arguments below a block for which there is no property."""
    for name in block.arguments:
        found = property_name(shapes, path, name)
        if found is None and property_name(shapes, path, name.removesuffix("s")) is None:
            yield f"{place}.{name}"
        elif found is not None and name in block.blocks:
            yield from unknown(shapes, (*path, found), block.blocks[name].block, f"{place}.{name}")


@pytest.mark.parametrize("row", list(rows()), ids=lambda row: row[1])
def test_every_argument_has_a_property(row: Row) -> None:
    target, place, path, block = row
    shapes = Shapes(registry_type(target))
    assert list(unknown(shapes, path, block, place)) == []


def test_an_argument_without_a_property_is_seen() -> None:
    shapes = Shapes(registry_type("AWS::WAFv2::WebACL"))
    assert property_name(shapes, ("Rules", "Statement"), "rate_based_statement") == "RateBasedStatement"
    assert property_name(shapes, ("Rules", "Statement", "AndStatement"), "statement") == "Statements"
    assert property_name(shapes, ("Rules", "Statement"), "price_based_statement") is None


def test_there_are_rows_to_look_at() -> None:
    assert "aws_wafv2_web_acl.rule.statement" in {row[1] for row in rows()}
