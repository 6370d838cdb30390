"""Nested blocks as the values that references and plans see: complete objects, as their schema has them."""

from __future__ import annotations

from collections.abc import Mapping as AbstractMapping, Sequence as AbstractSequence
from functools import cache

import yaml

from converter.mappings_folder import mappings_folder
from converter.terraform.addresses import InstanceKey
from converter.terraform.instances import BodyValue, NestedBlockValue
from converter.terraform.provider_schema import AttributeSchema, BlockSchema, NestedBlock
from converter.terraform.types import ListType, ObjectType, from_json
from converter.terraform.values import Attribute, Entry, Item, Mapping, Null, Sequence, Value, mark

Path = tuple[str | int, ...]
"""Names and positions that lead from a resource to a value in it."""


@cache
def filled_in_blocks() -> AbstractMapping[str, frozenset[str]]:
    """Resource types and the blocks that the provider fills in: ``mappings/provider/filled-in-blocks.yaml``."""
    text = (mappings_folder() / "provider" / "filled-in-blocks.yaml").read_text(encoding="utf-8")
    return {name: frozenset(blocks) for name, blocks in yaml.safe_load(text).items()}


def nested_value(
    key: InstanceKey, path: Path, blocks: AbstractSequence[NestedBlockValue], nested: NestedBlock
) -> Value:
    """The nested blocks of one type in an instance: an object or null where there is at most one, else a list."""
    if not blocks and len(path) == 1 and path[0] in filled_in_blocks().get(key.type, ()):
        return Attribute(key, path, ListType(_type(nested.block)))
    objects = [_object(key, (*path, position), block.body, nested.block) for position, block in enumerate(blocks)]
    if nested.mode in ("single", "group") and len(objects) <= 1:
        return objects[0] if objects else Null()
    return Sequence("list", tuple(Item(o, block.guard) for o, block in zip(objects, blocks, strict=True)))


def _object(key: InstanceKey, path: Path, body: BodyValue, schema: BlockSchema) -> Mapping:
    """A block as an object with everything that its type has."""
    written = {entry.key: entry for entry in body.as_object().entries}
    entries = [entry for name, entry in written.items() if name not in schema.attributes and name not in schema.blocks]
    for name, attribute in schema.attributes.items():
        entry = written.get(name)
        if entry is None or (isinstance(entry.value, Null) and attribute.computed):
            entry = Entry(name, _unset(key, (*path, name), attribute))
        entries.append(Entry(name, mark(entry.value, attribute.sensitive), entry.guard))
    for name, nested in schema.blocks.items():
        entries.append(Entry(name, nested_value(key, (*path, name), body.blocks.get(name, ()), nested)))
    return Mapping("object", tuple(entries))


def _type(schema: BlockSchema) -> ObjectType:
    """The type of a block's object."""
    return ObjectType.of(
        {name: from_json(attribute.type) for name, attribute in schema.attributes.items()}
        | {name: ListType(_type(nested.block)) for name, nested in schema.blocks.items()}
    )


def _unset(key: InstanceKey, path: Path, attribute: AttributeSchema) -> Value:
    """What is not set is computed by the provider, or null."""
    kind = from_json(attribute.type)
    return Attribute(key, path, kind) if attribute.computed else Null(kind)
