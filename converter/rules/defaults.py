"""The provider's defaults as data: what an argument is where the configuration says nothing, and how that is known.

``mappings/defaults.tsv`` is written by ``scripts/refresh_defaults.py`` from plans of the real provider. Held against
the tables it shows whether each default is written out, is CloudFormation's own, or has nowhere to go.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from converter.mappings_folder import mappings_folder
from converter.rules.model import ArgumentRow, Json, ResourceRule, RuleTables, TypeChoice
from converter.rules.paths import Node, PathError, registry_type

FILE = "defaults.tsv"
_HEADER = "type\targument\tdefault\tseen in"


@dataclass(frozen=True, slots=True, order=True)
class ProviderDefault:
    """A default of the provider's: ``argument`` as tables nest it (``block.argument``), ``value`` as JSON text.

    ``seen_in`` names the minimal resource whose plan showed it: ``empty``, or the block that it has besides.
    """

    type: str
    argument: str
    value: str
    seen_in: str

    @property
    def data(self) -> Json:
        """The value."""
        value: Json = json.loads(self.value)
        return value


class Standing(StrEnum):
    """What a table makes of a default."""

    WRITTEN = "written"
    """The table writes it out, or a transform does."""
    SAME = "same"
    """CloudFormation's default is the same: the registry schema says so."""
    NOTHING = "nothing"
    """It turns nothing on: leaving the property out means it."""
    NO_PROPERTY = "no property"
    """The argument has no property; its row gives the reason."""
    OPEN = "open"
    """Nothing is stated."""


def load_defaults() -> tuple[ProviderDefault, ...]:
    """All defaults that were seen, by type and argument."""
    path = mappings_folder() / FILE
    return parse_defaults(path.read_text(encoding="utf-8")) if path.is_file() else ()


@cache
def parse_defaults(text: str) -> tuple[ProviderDefault, ...]:
    """The defaults in the text of the file. Raises ValueError where a line has another number of columns."""
    rows = []
    for line in text.splitlines()[1:]:
        type_name, argument, value, seen_in = line.split("\t")
        rows.append(ProviderDefault(type_name, argument, value, seen_in))
    return tuple(rows)


def defaults_text(defaults: Iterable[ProviderDefault]) -> str:
    """The file's text."""
    rows = (f"{d.type}\t{d.argument}\t{d.value}\t{d.seen_in}" for d in sorted(defaults))
    return "\n".join([_HEADER, *rows]) + "\n"


def standings(tables: RuleTables, defaults: Iterable[ProviderDefault]) -> Iterator[tuple[ProviderDefault, Standing]]:
    """What the tables make of each default; those of types without a table are passed over."""
    for default in defaults:
        rule = tables.resources.get(default.type)
        if rule is not None:
            yield default, _standing(rule, default)


def written_default(tables: RuleTables, default: ProviderDefault) -> Json:
    """The default that a table writes for an argument; None where it writes none, or a transform does."""
    rule = tables.resources.get(default.type)
    rows: Mapping[str, ArgumentRow] = rule.arguments if rule is not None else {}
    row: ArgumentRow | None = None
    for step in default.argument.split("."):
        row = rows.get(step)
        rows = row.rows if row is not None else {}
    return row.default if row is not None and row.has_default else None


def _standing(rule: ResourceRule, default: ProviderDefault) -> Standing:
    rows: Mapping[str, ArgumentRow] = rule.arguments
    node = _properties(rule)
    row: ArgumentRow | None = None
    for step in default.argument.split("."):
        if row is not None and row.transform is not None and not row.rows:
            return Standing.WRITTEN  # the transform of the whole block says what its arguments come to
        row = rows.get(step)
        if row is None or row.verdict is not None:
            return Standing.NO_PROPERTY
        node = _below(node, row)
        rows = row.rows
    assert row is not None
    if row.has_default or (row.transform is not None and row.to is None):
        return Standing.WRITTEN
    stated = [v["default"] for v in node.variants if "default" in v] if node is not None else []
    if any(_equal(one, default.data) for one in stated):
        return Standing.SAME
    return Standing.NOTHING if default.data in (False, "", 0) and not stated else Standing.OPEN


def _properties(rule: ResourceRule) -> Node | None:
    kind = next(iter(rule.type.values.values()), None) if isinstance(rule.type, TypeChoice) else rule.type
    found = registry_type(kind) if kind else None
    return found.properties if found is not None else None


def _below(node: Node | None, row: ArgumentRow) -> Node | None:
    if node is None or row.to is None:
        return node
    try:
        return node.walk(row.to)
    except PathError:
        return None


def _equal(one: object, other: object) -> bool:
    return one == other or str(one).lower() == str(other).lower()
