"""What the tables cover of one configuration, block by block, without evaluating it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from converter.findings import Span
from converter.hcl.syntax import Block, Body
from converter.rules.inventory import TypeEntry, entry_of
from converter.rules.model import ArgumentRow, ResourceRule, RuleTables
from converter.rules.verdicts import DataVerdict, load_verdicts
from converter.terraform.configuration import META_ARGUMENTS, META_BLOCKS, ResourceConfig
from converter.terraform.modules import ModuleNode

COVERED = frozenset({"same", "equivalent"})
"""Verdicts of arguments that keep their effect."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArgumentUse:
    """An argument that blocks of a type set: its path, in how many blocks, and what becomes of it."""

    path: str
    blocks: int
    verdict: str
    """``same``, ``equivalent``, ``dropped``, ``unsupported``, ``deploy-step``, or ``unknown``: no such argument."""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeUse:
    """A resource type in a configuration; ``entry`` None: a type that nobody knows."""

    type: str
    places: tuple[Span, ...]
    entry: TypeEntry | None
    arguments: tuple[ArgumentUse, ...] = ()

    @property
    def is_covered(self) -> bool:
        """Whether the type has a table that gives it a form."""
        return self.entry is not None and self.entry.rule is not None and self.entry.rule.verdict != "unsupported"


@dataclass(frozen=True, slots=True, kw_only=True)
class DataUse:
    """A data source type in a configuration."""

    type: str
    places: tuple[Span, ...]
    has_table: bool
    verdict: DataVerdict


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigurationCoverage:
    """What the tables cover of a configuration; both lists by type."""

    resources: tuple[TypeUse, ...]
    data: tuple[DataUse, ...]

    @property
    def blocks(self) -> int:
        return sum(len(use.places) for use in self.resources)

    @property
    def covered_blocks(self) -> int:
        return sum(len(use.places) for use in self.resources if use.is_covered)

    @property
    def is_complete(self) -> bool:
        """Whether nothing stands in the way of a conversion, as far as types and arguments go."""
        lost = any(a.verdict in {"unsupported", "unknown"} for use in self.resources for a in use.arguments)
        data = all(use.has_table or use.verdict.kind in {"evaluated", "pseudo-parameter"} for use in self.data)
        return not lost and data and all(use.is_covered for use in self.resources)


def configuration_coverage(root: ModuleNode, tables: RuleTables) -> ConfigurationCoverage:
    """The coverage of a configuration: every block once, however often its module is called."""
    resources: dict[str, list[ResourceConfig]] = {}
    data: dict[str, list[ResourceConfig]] = {}
    for config in {node.config.directory: node.config for node in root.walk()}.values():
        for resource in config.resources.values():
            (resources if resource.mode == "managed" else data).setdefault(resource.type, []).append(resource)
    verdicts = load_verdicts()
    return ConfigurationCoverage(
        resources=tuple(_type_use(name, found, tables) for name, found in sorted(resources.items())),
        data=tuple(
            DataUse(
                type=name,
                places=_places(found),
                has_table=name in tables.data,
                verdict=verdicts.data_source(name),
            )
            for name, found in sorted(data.items())
        ),
    )


def _places(blocks: Sequence[ResourceConfig]) -> tuple[Span, ...]:
    return tuple(block.block.header for block in blocks)


def _type_use(name: str, blocks: Sequence[ResourceConfig], tables: RuleTables) -> TypeUse:
    entry = entry_of(name, tables)
    arguments: tuple[ArgumentUse, ...] = ()
    if entry is not None and entry.rule is not None and entry.rule.verdict is None and entry.rule.absorbed is None:
        arguments = tuple(_argument_uses(entry.rule, blocks))
    return TypeUse(type=name, places=_places(blocks), entry=entry, arguments=arguments)


def _argument_uses(rule: ResourceRule, blocks: Sequence[ResourceConfig]) -> Iterator[ArgumentUse]:
    counts: Counter[tuple[str, ...]] = Counter()
    for block in blocks:
        counts.update(set(_written(block.block.body)))
    variants = (rule, *(case.rule for case in rule.cases))
    exempt = _exempt(variants)
    told: set[tuple[str, ...]] = set()
    for path, count in sorted(counts.items()):
        if any(path[:length] in told for length in range(1, len(path))):
            continue  # the block that it stands in says it all
        verdict, reason = _verdict(path, variants, exempt)
        if verdict not in COVERED:
            told.add(path)
        yield ArgumentUse(path=".".join(path), blocks=count, verdict=verdict, reason=reason)


def _written(body: Body, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The paths of all arguments and nested blocks that a body sets, list positions left out."""
    for attribute in body.attributes:
        if above or attribute.name not in META_ARGUMENTS:
            yield (*above, attribute.name)
    for block in body.blocks:
        name, inner = _generated(block)
        if not above and name in META_BLOCKS:
            continue
        yield (*above, name)
        yield from _written(inner, (*above, name))


def _generated(block: Block) -> tuple[str, Body]:
    """A nested block's type and body, those of its ``content`` where it is dynamic."""
    if block.type != "dynamic" or not block.labels:
        return block.type, block.body
    content = block.body.blocks_of_type("content")
    return block.labels[0], content[0].body if content else Body(block.body.span, (), ())


def _exempt(variants: Sequence[ResourceRule]) -> frozenset[str]:
    """Arguments that need no row, since they name the parent or choose the deletion policy."""
    names = {"id"}
    for rule in variants:
        if rule.merge is not None:
            names.add(rule.merge.by)
        if rule.deletion is not None and rule.deletion.argument is not None:
            names.add(rule.deletion.argument)
    return frozenset(names)


def _verdict(path: tuple[str, ...], variants: Sequence[ResourceRule], exempt: frozenset[str]) -> tuple[str, str]:
    """What becomes of an argument: the best that any case of the rule makes of it."""
    if path[0] in exempt:
        return "same", ""
    found: list[tuple[str, str]] = []
    for rule in variants:
        row = _row(path, rule.arguments)
        if row is not None:
            found.append((row.verdict or ("equivalent" if row.note else "same"), row.reason or row.note))
    order = ("same", "equivalent", "deploy-step", "dropped", "unsupported")
    return min(found, key=lambda pair: order.index(pair[0]), default=("unknown", "the provider has no such argument"))


def _row(path: tuple[str, ...], rows: Mapping[str, ArgumentRow]) -> ArgumentRow | None:
    """The row that decides about an argument: its own, or that of a block which is taken as a whole."""
    row = rows.get(path[0])
    if row is None or len(path) == 1 or row.verdict is not None or not row.rows:
        return row
    return _row(path[1:], row.rows)
