"""The providers' schemas: which arguments, nested blocks and attributes a resource type or data source has.

The AWS provider's schema is machine-made (``scripts/extract_provider_schema.py``); the few types of the utility
providers are written by hand in ``mappings/provider/utility-providers.yaml``. Both are decoded type by type, on demand.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast

import yaml

from converter.mappings_folder import mappings_folder

FORMAT = 1
AWS_FILE = "aws-5.100.0.json.gz"
UTILITY_FILE = "utility-providers.yaml"

FLAGS: Mapping[str, int] = {
    "required": 1,
    "optional": 2,
    "computed": 4,
    "sensitive": 8,
    "deprecated": 16,
    "write_only": 32,
}
"""The bits of an attribute's flags in the machine-made file."""

CtyType = str | list[Any]
"""A type as cty writes it in JSON: ``"string"``, ``["list", "string"]``, ``["object", {"name": "string"}]``."""

NestingMode = Literal["single", "list", "set", "map", "group"]


@dataclass(frozen=True, slots=True)
class AttributeSchema:
    """One attribute of a block: an argument (required or optional), or a value that the provider computes."""

    type: CtyType
    required: bool = False
    optional: bool = False
    computed: bool = False
    sensitive: bool = False
    deprecated: bool = False
    write_only: bool = False
    renamed_to: str = ""
    """The argument's name in the version of the provider that the schema is of, where it is another."""

    @property
    def is_argument(self) -> bool:
        """Whether a configuration can set it."""
        return self.required or self.optional


@dataclass(frozen=True, slots=True)
class NestedBlock:
    """A nested block type; ``max_items`` 0 means any number."""

    mode: NestingMode
    min_items: int
    max_items: int
    block: BlockSchema


@dataclass(frozen=True, slots=True)
class BlockSchema:
    """Attributes and nested block types of a resource type, data source or nested block."""

    attributes: Mapping[str, AttributeSchema] = field(default_factory=dict)
    blocks: Mapping[str, NestedBlock] = field(default_factory=dict)

    @property
    def arguments(self) -> tuple[str, ...]:
        """The names that a configuration can set: arguments first, then nested blocks."""
        return (*(name for name, schema in self.attributes.items() if schema.is_argument), *self.blocks)


@dataclass(frozen=True, slots=True)
class _Tables:
    """The decoded machine-made file: types, flag sets and blocks refer to each other by index."""

    types: list[CtyType]
    blocks: list[Any]
    resources: Mapping[str, int]
    data_sources: Mapping[str, int]
    made: dict[int, BlockSchema] = field(default_factory=dict)

    def block(self, index: int) -> BlockSchema:
        """Block number ``index``, decoded once."""
        if index not in self.made:
            attributes, blocks = self.blocks[index]
            self.made[index] = BlockSchema(
                {name: self._attribute(*packed) for name, packed in attributes.items()},
                {
                    name: NestedBlock(mode, low, high, self.block(inner))
                    for name, (mode, low, high, inner) in blocks.items()
                },
            )
        return self.made[index]

    def _attribute(self, kind: int, flags: int) -> AttributeSchema:
        set_flags: dict[str, Any] = {name: bool(flags & bit) for name, bit in FLAGS.items()}
        return AttributeSchema(self.types[kind], **set_flags)


class ProviderSchema:
    """All resource types and data sources that the converter knows the arguments of."""

    def __init__(self, tables: _Tables, utility: Mapping[str, Mapping[str, Any]], version: str) -> None:
        self.tables = tables
        self.utility = utility
        self._made: dict[tuple[str, str], BlockSchema] = {}
        self.version = version

    @classmethod
    def load(cls) -> ProviderSchema:
        """The schemas that come with the package; read once per process."""
        return _load(mappings_folder() / "provider")

    @classmethod
    def read(cls, folder: Path) -> ProviderSchema:
        """The schemas in ``folder``."""
        with gzip.open(folder / AWS_FILE, "rb") as file:
            packed = json.load(file)
        if packed["format"] != FORMAT:
            raise ValueError(f"{AWS_FILE} has format {packed['format']}, this version reads format {FORMAT}")
        utility = yaml.load((folder / UTILITY_FILE).read_text("utf-8"), Loader=_SafeLoader)  # noqa: S506 - the safe loader, in C
        merged: dict[str, dict[str, Any]] = {"resources": {}, "data_sources": {}}
        for provider in utility["providers"].values():
            for kind, types in merged.items():
                types.update(provider.get(kind, {}))
        tables = _Tables(packed["types"], packed["blocks"], packed["resources"], packed["data_sources"])
        return cls(tables, merged, packed["version"])

    def resource(self, type_name: str) -> BlockSchema | None:
        """The schema of a resource type; None if no known provider has it."""
        index = self.tables.resources.get(type_name)
        return self.tables.block(index) if index is not None else self._utility_block("resources", type_name)

    def data_source(self, type_name: str) -> BlockSchema | None:
        """The schema of a data source; None if no known provider has it."""
        index = self.tables.data_sources.get(type_name)
        return self.tables.block(index) if index is not None else self._utility_block("data_sources", type_name)

    @property
    def resource_types(self) -> tuple[str, ...]:
        """All resource types, sorted."""
        return tuple(sorted((*self.tables.resources, *self.utility["resources"])))

    @property
    def data_source_types(self) -> tuple[str, ...]:
        """All data sources, sorted."""
        return tuple(sorted((*self.tables.data_sources, *self.utility["data_sources"])))

    def close_matches(self, type_name: str, *, data_sources: bool = False) -> tuple[str, ...]:
        """Types whose names are like ``type_name``, the likeliest first, for "did you mean"."""
        names: Iterable[str] = self.data_source_types if data_sources else self.resource_types
        return tuple(get_close_matches(type_name, list(names), n=3, cutoff=0.8))

    def _utility_block(self, kind: str, type_name: str) -> BlockSchema | None:
        rows = self.utility[kind].get(type_name)
        if rows is None:
            return None
        key = (kind, type_name)
        if key not in self._made:
            self._made[key] = _written_block(rows)
        return self._made[key]


@cache
def _load(folder: Path) -> ProviderSchema:
    return ProviderSchema.read(folder)


_SafeLoader = cast("type[yaml.SafeLoader]", getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def _written_block(rows: Mapping[str, Any]) -> BlockSchema:
    """A block as the hand-written file gives it: a text for an attribute, a mapping for a nested block type."""
    nested = {name: row for name, row in rows.items() if not isinstance(row, str)}
    return BlockSchema(
        {name: written_attribute(row) for name, row in rows.items() if name not in nested},
        {
            name: NestedBlock(row["block"], 0, row.get("max_items", 0), _written_block(row["attributes"]))
            for name, row in nested.items()
        },
    )


def written_attribute(text: str) -> AttributeSchema:
    """An attribute as the hand-written file gives it: flags, then the type (``optional computed list(string)``)."""
    *flags, kind = text.split()
    unknown = [flag for flag in flags if flag not in FLAGS]
    if unknown:
        raise ValueError(f"{UTILITY_FILE}: {text!r}: {unknown[0]} is no flag")
    set_flags: dict[str, Any] = dict.fromkeys(flags, True)
    return AttributeSchema(_written_type(kind), **set_flags)


def _written_type(text: str) -> CtyType:
    match = re.fullmatch(r"(list|set|map)\((.+)\)", text)
    if match:
        return [match[1], _written_type(match[2])]
    if text not in {"string", "number", "bool", "dynamic"}:
        raise ValueError(f"{UTILITY_FILE}: {text!r} is no type")
    return text
