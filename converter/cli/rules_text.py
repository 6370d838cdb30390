"""Draws what ``tf2cfn rules`` found, on stdout."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table

from converter.cli.terminal import wants_colour
from converter.conversion.coverage import COVERED, ConfigurationCoverage, TypeUse
from converter.rules.inventory import TypeEntry
from converter.rules.pages import ArgumentLine, TypePage
from converter.rules.ranking import RankingCoverage, Share

SHOWN_MISSING = 20
WIDTH = 160
"""Columns where stdout is no terminal: wide enough that few cells wrap."""


def draw_list(entries: Sequence[TypeEntry]) -> None:
    """One line per type, and the counts."""
    table = _table(("type", "class", "table", "CloudFormation"))
    table.add_column("remark", no_wrap=True, overflow="ellipsis")
    for entry in entries:
        table.add_row(entry.type, entry.kind, "yes" if entry.has_table else "", _lines(entry.cfn_types), entry.remark)
    console = _console()
    console.print(table)
    console.print(f"{len(entries)} resource types, {sum(e.has_table for e in entries)} with a table")


def draw_page(page: TypePage) -> None:
    """A type's page."""
    console = _console()
    console.print(page.type, style="bold")
    for name, text in _facts(page):
        console.print(f"  {name}: {text}")
    if page.arguments:
        console.print()
        console.print(_arguments(page.arguments))
        console.print("* required   R: a change makes CloudFormation replace the resource, always or in some cases")
    if page.attributes:
        table = _table(("attribute", "becomes"))
        for attribute in page.attributes:
            table.add_row(attribute.attribute, f"nothing: {attribute.becomes}" if attribute.gap else attribute.becomes)
        console.print()
        console.print(table)
    for case in page.cases:
        types = f": {', '.join(case.cfn_types)}" if case.cfn_types and case.cfn_types != page.cfn_types else ""
        console.print()
        console.print(f"where {case.when}{types}" + (f": {case.remark}" if case.remark else ""), style="bold")
        if case.arguments:
            console.print(_arguments(case.arguments))


def _facts(page: TypePage) -> Iterable[tuple[str, str]]:
    yield "class", page.kind
    if page.cfn_types:
        yield "CloudFormation", ", ".join(page.cfn_types)
    yield "table", page.file if page.has_table else "none yet" if page.cfn_types else "none"
    if page.merged_into:
        yield "merged into", page.merged_into
    if page.remark:
        yield "remark", page.remark
    for name, condition in page.also.items():
        yield "also", f"{name}: {condition}"
    if page.deletion:
        yield "deletion policy", page.deletion
    if page.update_policy:
        yield "update policy", ", ".join(page.update_policy)
    for name, properties in page.identifiers.items():
        yield "identified by", f"{', '.join(properties)} ({name})"
    for name, regions in page.regions.items():
        yield "only in", f"{', '.join(regions)} ({name})"


def _arguments(lines: Sequence[ArgumentLine]) -> Table:
    table = _table(("argument", "property", "default", "verdict", "reason"))
    for line in lines:
        table.add_row(
            line.argument + (" *" if line.required else ""),
            line.target + (" R" if line.replaces else ""),
            line.default,
            line.verdict,
            line.remark,
        )
    return table


def draw_ranking(found: RankingCoverage) -> None:
    """Counts and shares by class, the steps of the ranking, and the most used types without a table."""
    console = _console()
    table = _table(
        ("class", "types", "with table", "blocks", "capped"), right=("types", "with table", "blocks", "capped")
    )
    for kind, share in found.classes.items():
        table.add_row(kind, str(share.types), str(found.classes_with_table[kind]), *_shares(share))
    console.print(table)
    raw, capped = _shares(found.tables)
    console.print(f"\ntables: {found.tables.types} types, {raw} of the sampled blocks, {capped} capped")
    console.print("with a table: " + ", ".join(f"{count} of the first {n}" for n, count in found.first.items()))
    if found.missing:
        table = _table(("most used without a table", "blocks", "repositories"), right=("blocks", "repositories"))
        for usage in found.missing[:SHOWN_MISSING]:
            table.add_row(usage.type, str(usage.blocks), str(usage.repositories))
        console.print()
        console.print(table)


def _shares(share: Share) -> tuple[str, str]:
    return f"{100 * share.raw:.1f} %", f"{100 * share.capped:.1f} %"


def draw_coverage(coverage: ConfigurationCoverage) -> None:
    """The types of a configuration, then every argument that does not keep its effect."""
    console = _console()
    table = _table(("type", "blocks", "class", "covered", "remark"), right=("blocks",))
    for use in coverage.resources:
        kind = use.entry.kind if use.entry is not None else "unknown"
        table.add_row(use.type, str(len(use.places)), kind, "yes" if use.is_covered else "no", _remark(use))
    for data in coverage.data:
        covered = data.has_table or data.verdict.kind == "evaluated"
        remark = "" if covered else data.verdict.text
        table.add_row(f"data {data.type}", str(len(data.places)), data.verdict.kind, "yes" if covered else "no", remark)
    console.print(table)
    lost = [(use, a) for use in coverage.resources for a in use.arguments if a.verdict not in COVERED]
    if lost:
        table = _table(("argument", "blocks", "verdict", "reason"), right=("blocks",))
        for use, argument in lost:
            table.add_row(f"{use.type}.{argument.path}", str(argument.blocks), argument.verdict, argument.reason)
        console.print()
        console.print(table)
    share = 100 * coverage.covered_blocks / coverage.blocks if coverage.blocks else 100.0
    console.print(f"\n{coverage.covered_blocks} of {coverage.blocks} resource blocks are covered ({share:.1f} %)")


def _remark(use: TypeUse) -> str:
    if use.entry is None:
        return "no provider that tf2cfn knows has this type"
    if use.entry.rule is not None or use.entry.verdict is None:
        return use.entry.remark
    return use.entry.verdict.advice


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(texts)


def _table(headings: Sequence[str], right: Sequence[str] = ()) -> Table:
    table = Table(show_edge=False, pad_edge=False)
    for heading in headings:
        table.add_column(heading, justify="right" if heading in right else "left", overflow="fold")
    return table


def _console() -> Console:
    colour = wants_colour(sys.stdout, os.environ)
    return Console(
        color_system="standard" if colour else None,
        force_terminal=colour,
        highlight=False,
        markup=False,
        emoji=False,
        width=None if sys.stdout.isatty() else WIDTH,
    )
