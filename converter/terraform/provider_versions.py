"""Which major version of the AWS provider a configuration is for, and how its schema differs from the one at hand.

The differences are rows in ``mappings/provider/versions.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from converter.mappings_folder import mappings_folder
from converter.terraform.modules import ModuleNode
from converter.terraform.provider_schema import AttributeSchema, BlockSchema, ProviderSchema, written_attribute
from converter.terraform.versions import allows, is_constraint, is_release, release

FILE = "versions.yaml"
LOCK_FILE = ".terraform.lock.hcl"
FORMAT = 1
PROVIDER = "aws"
PREFIX = "aws_"

_LOCKED = re.compile(r'provider\s+"[^"]*/hashicorp/aws"\s*\{[^}]*?\bversion\s*=\s*"([^"]+)"')
_IN_CONSTRAINT = re.compile(r"\d+(?:\.\d+)*")


@dataclass(frozen=True, slots=True)
class TypeDifference:
    """How one type of a version differs: names of arguments (its own, then the schema's), additions, advice."""

    renamed: Mapping[str, str] = field(default_factory=dict)
    added: Mapping[str, AttributeSchema] = field(default_factory=dict)
    advice: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class VersionDifferences:
    """How a major version differs: in every type, and in some."""

    major: int
    every: Mapping[str, AttributeSchema] = field(default_factory=dict)
    resources: Mapping[str, TypeDifference] = field(default_factory=dict)
    data_sources: Mapping[str, TypeDifference] = field(default_factory=dict)


class VersionedSchema(ProviderSchema):
    """The schema as a configuration for another major version of the AWS provider sees it."""

    def __init__(self, base: ProviderSchema, differences: VersionDifferences) -> None:
        super().__init__(base.tables, base.utility, base.version)
        self.differences = differences
        self.is_newer = differences.major > release(base.version)[0]
        self._adapted: dict[tuple[str, str], BlockSchema | None] = {}

    def resource(self, type_name: str) -> BlockSchema | None:
        """The schema of a resource type; None if no known provider has it."""
        return self._adapt("resource", type_name, super().resource(type_name), self.differences.resources)

    def data_source(self, type_name: str) -> BlockSchema | None:
        """The schema of a data source; None if no known provider has it."""
        return self._adapt("data", type_name, super().data_source(type_name), self.differences.data_sources)

    def advice(self, type_name: str, argument: str) -> str:
        """What to write in the place of an argument of a resource type that the schema has no more; may be empty."""
        found = self.differences.resources.get(type_name)
        return found.advice.get(argument, "") if found is not None else ""

    def _adapt(
        self, kind: str, name: str, schema: BlockSchema | None, types: Mapping[str, TypeDifference]
    ) -> BlockSchema | None:
        if schema is None or not name.startswith(PREFIX):
            return schema
        key = (kind, name)
        if key not in self._adapted:
            found = types.get(name, TypeDifference())
            attributes = {
                **{n: a for n, a in self.differences.every.items() if not _is_argument(schema, n)},
                **found.added,
                **{old: replace(schema.attributes[new], renamed_to=new) for old, new in found.renamed.items()},
            }
            self._adapted[key] = replace(schema, attributes={**schema.attributes, **attributes})
        return self._adapted[key]


def _is_argument(schema: BlockSchema, name: str) -> bool:
    known = schema.attributes.get(name)
    return known is not None and known.is_argument


def schema_for(root: ModuleNode, schema: ProviderSchema) -> ProviderSchema:
    """The schema as the version of the provider has it that a configuration is for."""
    return _versioned(schema, major_of(root, schema.version))


@cache
def _versioned(schema: ProviderSchema, major: int) -> ProviderSchema:
    differences = all_differences().get(major)
    return VersionedSchema(schema, differences) if differences is not None else schema


def locked_version(text: str) -> str:
    """The version of the AWS provider in the text of a lock file; empty where it names none."""
    found = _LOCKED.search(text)
    return found[1] if found is not None and is_release(found[1]) else ""


def major_of(root: ModuleNode, version: str) -> int:
    """The major version of the AWS provider that a configuration is for: the locked one, else one that it allows.

    Where the constraints allow ``version``, it is that one's.
    """
    here = release(version)[0]
    if root.locked:
        return release(root.locked)[0]
    constraints = list(_constraints(root))
    if all(allows(constraint, version) for constraint in constraints):
        return here
    named = [found for constraint in constraints for found in _IN_CONSTRAINT.findall(constraint)]
    for major in sorted(all_differences(), key=lambda m: abs(m - here)):
        candidates = [f"{major}.999.0", *(n for n in named if release(n)[0] == major)]
        if any(all(allows(constraint, candidate) for constraint in constraints) for candidate in candidates):
            return major
    return here


def _constraints(root: ModuleNode) -> Iterator[str]:
    for node in root.walk():
        for required in node.config.required_providers.values():
            if required.name == PROVIDER and required.version and is_constraint(required.version):
                yield required.version


@cache
def all_differences() -> Mapping[int, VersionDifferences]:
    """The differences that come with the package, by major version."""
    return read_differences(mappings_folder() / "provider" / FILE)


def read_differences(path: Path) -> Mapping[int, VersionDifferences]:
    """The differences in a file. Raises ValueError where it is not of the form that this version reads."""
    document: Any = yaml.safe_load(path.read_text("utf-8"))
    if document.get("format") != FORMAT:
        raise ValueError(f"{path.name} has format {document.get('format')}, this version reads format {FORMAT}")
    return {
        major: VersionDifferences(
            major,
            _attributes(rows.get("every", {})),
            {name: _difference(row) for name, row in rows.get("resources", {}).items()},
            {name: _difference(row) for name, row in rows.get("data_sources", {}).items()},
        )
        for major, rows in document["versions"].items()
    }


def _difference(row: Mapping[str, Mapping[str, str]]) -> TypeDifference:
    return TypeDifference(row.get("renamed", {}), _attributes(row.get("added", {})), row.get("advice", {}))


def _attributes(rows: Mapping[str, str]) -> Mapping[str, AttributeSchema]:
    return {name: written_attribute(text) for name, text in rows.items()}
