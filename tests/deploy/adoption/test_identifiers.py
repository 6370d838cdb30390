"""What an import asks for, for every type with a table, held against the registry's schemas and the provider's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from converter.deploy.adoption.identifiers import HOLE, Importable, import_table, importable, schema_of, variants
from converter.rules.loader import load_tables
from converter.rules.model import ResourceRule, TypeChoice
from converter.terraform.provider_schema import BlockSchema, ProviderSchema

GOLDEN = Path(__file__).with_name("importable.txt")


@cache
def everything() -> dict[tuple[str, str, str], Importable]:
    """How each resource that a table makes is imported, by CloudFormation type, Terraform type and part."""
    found: dict[tuple[str, str, str], Importable] = {}
    for name, whole in load_tables().resources.items():
        if name != whole.terraform_type:
            continue  # an alias
        for rule in variants(whole):
            for part, type_name in parts(rule):
                found.setdefault((type_name, name, part), importable(type_name, rule, part))
    return found


def parts(rule: ResourceRule) -> Iterator[tuple[str, str]]:
    types = rule.type.values.values() if isinstance(rule.type, TypeChoice) else [rule.type] if rule.type else []
    yield from (("", type_name) for type_name in types)
    yield from ((f"{also.name}{'1' if also.each else ''}", also.type) for also in rule.also.values())


def test_identifiers_are_the_primary_identifier_and_nothing_else() -> None:
    for (type_name, _, _), how in everything().items():
        schema = schema_of(type_name)
        if how.sources and schema is not None:
            assert tuple(source.property for source in how.sources) == schema.primary_identifier
            assert not any(source.texts and source.unknown for source in how.sources)
            assert all(source.texts or source.unknown for source in how.sources)


def test_nothing_without_a_read_handler_is_imported() -> None:
    handlers = {name: (schema_of(name) or pytest.fail(name)).raw.get("handlers", {}) for name, _, _ in everything()}
    for (type_name, _, _), how in everything().items():
        assert how.problem or "read" in handlers[type_name], type_name


def test_sources_are_attributes_of_the_provider_or_properties_of_the_type() -> None:
    provider = ProviderSchema.load()
    for (type_name, terraform_type, _), how in everything().items():
        schema, block = schema_of(type_name), provider.resource(terraform_type)
        assert schema is not None
        assert block is not None
        for source in how.sources:
            for hole in (hole for text in source.texts for hole in HOLE.finditer(text)):
                if hole["property"]:
                    assert schema.property(hole["name"]) is not None, (type_name, hole["name"])
                else:
                    assert is_attribute(block, hole["name"]), (terraform_type, hole["name"])


def is_attribute(block: BlockSchema, path: str) -> bool:
    name, _, rest = re.sub(r"\[\d+\]", "", path).partition(".")
    if rest:
        return name in block.blocks and is_attribute(block.blocks[name].block, rest)
    return name in block.attributes


def test_what_is_stated_is_of_use() -> None:
    found = everything()
    for type_name, by_terraform in import_table().identifiers.items():
        for terraform_type, rows in by_terraform.items():
            used = [how for (t, name, _), how in found.items() if (t, name) == (type_name, terraform_type)]
            assert used, (type_name, terraform_type)
            schema = schema_of(type_name)
            assert schema is not None
            assert set(rows) <= set(schema.primary_identifier)
    for type_name, optional in import_table().optional.items():
        schema = schema_of(type_name)
        assert schema is not None
        assert set(optional) < set(schema.primary_identifier)
        assert not set(optional) & set(schema.required)
    known = {type_name for type_name, _, _ in found}
    assert import_table().put_over <= known


def test_which_are_importable_and_from_what(update_goldens: bool) -> None:
    lines = []
    for (type_name, terraform_type, part), how in sorted(everything().items()):
        name = f"{type_name} < {terraform_type}{'.' + part if part else ''}"
        if how.problem:
            lines.append(f"{name}: NOT: {how.problem}")
            continue
        sources = (f"{s.property}={' or '.join(s.texts)}{' (if set)' if s.optional else ''}" for s in how.sources)
        lines.append(f"{name}: {', '.join(sources)}")
    text = "\n".join(lines) + "\n"
    if update_goldens:
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")
