"""Defaults as data: what an argument is where the configuration says nothing, and how that is known.

``mappings/defaults.tsv`` is the provider's side, written by ``scripts/refresh_defaults.py`` from plans of the real
provider. CloudFormation's side is in the registry schemas, and in ``mappings/stated-defaults.tsv`` where only a page of
the documentation states it. Held against the tables they show whether each default is written out, is CloudFormation's
own, or has nowhere to go.
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
STATED_FILE = "stated-defaults.tsv"
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


@dataclass(frozen=True, slots=True, order=True)
class StatedDefault:
    """A default of CloudFormation's that a page of the documentation states.

    ``path`` is that of the property as rows write it from the resource down, ``Name[key]`` for one pair of a list of
    keys and values; ``page`` is the page's title and the book that it is in.
    """

    type: str
    path: str
    value: str
    page: str

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
    """CloudFormation's default is the same: the registry schema or the documentation says so."""
    NOTHING = "nothing"
    """It turns nothing on: leaving the property out means it."""
    NO_PROPERTY = "no property"
    """The argument has no property; its row gives the reason."""
    OPEN = "open"
    """It is stated otherwise for CloudFormation, or not at all."""


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


@cache
def load_stated() -> Mapping[tuple[str, str], StatedDefault]:
    """The defaults that CloudFormation's documentation states, by type and property."""
    lines = (mappings_folder() / STATED_FILE).read_text(encoding="utf-8").splitlines()[1:]
    found = (StatedDefault(*line.split("\t")) for line in lines)
    return {(one.type, one.path): one for one in found}


def defaults_text(defaults: Iterable[ProviderDefault]) -> str:
    """The file's text."""
    rows = (f"{d.type}\t{d.argument}\t{d.value}\t{d.seen_in}" for d in sorted(defaults))
    return "\n".join([_HEADER, *rows]) + "\n"


def standings(tables: RuleTables, defaults: Iterable[ProviderDefault]) -> Iterator[tuple[ProviderDefault, Standing]]:
    """What the tables make of each default; those of types without a table are passed over."""
    for default in defaults:
        rule = tables.resources.get(default.type)
        if rule is not None:
            yield default, _standing(tables, rule, default)


def property_of(tables: RuleTables, default: ProviderDefault) -> tuple[str, str] | None:
    """The CloudFormation type and property that the argument of a default is written to; None where it is to none."""
    rule = tables.resources[default.type]
    owner = tables.resources[rule.merge.into] if rule.merge is not None else rule
    kind = _type(owner)
    path = str(rule.merge.element) if rule.merge is not None and rule.merge.element is not None else ""
    rows: Mapping[str, ArgumentRow] = rule.arguments
    for step in default.argument.split("."):
        row = rows.get(step)
        if row is None or kind is None:
            return None
        if row.to is not None:
            path = str(row.to)[1:] if row.to.absolute else ".".join(filter(None, (path, str(row.to))))
        path += f"[{row.key}]" if row.key is not None else ""
        rows = row.rows
    return (kind, path) if kind is not None else None


def written_default(tables: RuleTables, default: ProviderDefault) -> Json:
    """The default that a table writes for an argument; None where it writes none, or a transform does."""
    rule = tables.resources.get(default.type)
    rows: Mapping[str, ArgumentRow] = rule.arguments if rule is not None else {}
    row: ArgumentRow | None = None
    for step in default.argument.split("."):
        row = rows.get(step)
        rows = row.rows if row is not None else {}
    return row.default if row is not None and row.has_default else None


def _standing(tables: RuleTables, rule: ResourceRule, default: ProviderDefault) -> Standing:
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
    if row.values.get(default.value.strip('"'), default) is None:
        return Standing.NOTHING
    stated = [v["default"] for v in node.variants if "default" in v] if node is not None else []
    place = property_of(tables, default)
    page = load_stated().get(place) if place is not None else None
    if page is not None:
        stated.append(page.data)
    if any(_equal(one, default.data) for one in stated):
        return Standing.SAME
    return Standing.NOTHING if default.data in (False, "", 0) and not stated else Standing.OPEN


def _type(rule: ResourceRule) -> str | None:
    return next(iter(rule.type.values.values()), None) if isinstance(rule.type, TypeChoice) else rule.type


def _properties(rule: ResourceRule) -> Node | None:
    kind = _type(rule)
    found = registry_type(kind) if kind else None
    return found.properties if found is not None else None


def _below(node: Node | None, row: ArgumentRow) -> Node | None:
    """Where a row writes to, below the node of the block around it."""
    if node is None or row.to is None:
        return node
    try:
        return node.inside().walk(row.to)
    except PathError:
        return None


def _equal(one: object, other: object) -> bool:
    return one == other or str(one).lower() == str(other).lower()
