"""Write ``docs/rules/``: a page for every AWS service, with the tables of its resource types, and an index.

Usage::

    python scripts/generate_rule_pages.py            # write
    python scripts/generate_rule_pages.py --check    # write nothing, exit with 1 when a page is stale
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from converter.rules.inventory import TypeEntry, inventory
from converter.rules.loader import load_tables
from converter.rules.page_markdown import CLASSES, markdown, table
from converter.rules.pages import page_of
from converter.rules.ranking import ranking_coverage
from converter.rules.verdicts import DataClass, TypeClass, load_verdicts
from converter.terraform.provider_schema import ProviderSchema
from scripts.page_folder import ROOT, PageFolder

WITHOUT = {TypeClass.DEPLOY_STEP: "deploy-steps", TypeClass.NO_COUNTERPART: "no-counterpart"}
"""The pages of the types that have no CloudFormation type, hence no service."""

INTRODUCTION = """\
# Rules

What becomes of every resource type of the AWS provider. `tf2cfn rules show TYPE` shows the same of one type. This
folder is generated from `mappings/` by `scripts/generate_rule_pages.py`; [rule-tables.md](../rule-tables.md) says how
to write and correct a table.
"""
LEGEND = """\
In the tables of arguments, `*` marks what Terraform requires, and ↻ a property whose change makes CloudFormation
replace the resource, always or in some cases. A default is the provider's own, written out where the configuration says
nothing, since CloudFormation's differs or is not documented.
"""


@cache
def pages() -> Mapping[str, str]:
    """File name → text of every page."""
    entries = sorted(inventory(load_tables()), key=lambda entry: (_page_name(entry), entry.type))
    found = {name: list(group) for name, group in groupby(entries, key=_page_name)}
    texts = {f"{name}.md": _service(name, group) for name, group in found.items()}
    return {"README.md": _index(found, entries), "data-sources.md": _data_sources()} | texts


def _page_name(entry: TypeEntry) -> str:
    if not entry.cfn_types:
        return WITHOUT.get(entry.kind, WITHOUT[TypeClass.NO_COUNTERPART])
    return entry.cfn_types[0].split("::")[1].lower()


def _title(name: str, entries: Sequence[TypeEntry]) -> str:
    if name in WITHOUT.values():
        return {"deploy-steps": "Deploy steps", "no-counterpart": "No counterpart"}[name]
    return entries[0].cfn_types[0].split("::")[1]


def _service(name: str, entries: Sequence[TypeEntry]) -> str:
    """The page of one service: its types with tables in full, the others in one table."""
    provider, tables = ProviderSchema.load(), load_tables()
    tabled = [entry for entry in entries if entry.has_table]
    others = [entry for entry in entries if not entry.has_table]
    parts = [f"# {_title(name, entries)}\n"]
    if tabled:
        parts.append(LEGEND)
    for entry in tabled:
        page = page_of(entry.type, tables, provider)
        assert page is not None  # the inventory has it
        parts.append(markdown(page, "##"))
    if others:
        parts.append(_list(others, heading=bool(tabled)))
    return "\n".join(parts)


def _list(entries: Iterable[TypeEntry], *, heading: bool) -> str:
    rows = (
        (f"`{entry.type}`", CLASSES[entry.kind], ", ".join(f"`{t}`" for t in entry.cfn_types), entry.remark)
        for entry in entries
    )
    lines = ["## Types without a table", ""] if heading else []
    return "\n".join([*lines, *table(("type", "becomes", "CloudFormation", "remark"), rows)]) + "\n"


def _index(found: Mapping[str, Sequence[TypeEntry]], entries: Sequence[TypeEntry]) -> str:
    parts = [INTRODUCTION, "\n".join(_coverage(entries)) + "\n", "## Services\n"]
    rows = (
        (f"[{_title(name, group)}]({name}.md)", str(len(group)), str(sum(e.has_table for e in group)))
        for name, group in sorted(found.items())
        if name not in WITHOUT.values()
    )
    parts.append("\n".join(table(("service", "types", "with a table"), rows)) + "\n")
    parts.append(
        "Types without a CloudFormation type: [deploy steps](deploy-steps.md), [no counterpart](no-counterpart.md). "
        "[Data sources](data-sources.md) have a page of their own.\n"
    )
    return "\n".join(parts)


def _coverage(entries: Sequence[TypeEntry]) -> Iterator[str]:
    found = ranking_coverage(entries)
    yield "Shares are of the resource blocks in a sample of public repositories; *capped* counts at most 20 blocks of a"
    yield "type per repository."
    yield ""
    rows = [
        (
            CLASSES[kind],
            str(share.types),
            str(found.classes_with_table[kind]),
            _percent(share.raw),
            _percent(share.capped),
        )
        for kind, share in found.classes.items()
    ]
    covered = found.tables
    rows.append(("**types with a table**", "", str(covered.types), _percent(covered.raw), _percent(covered.capped)))
    yield from table(("becomes", "types", "with a table", "blocks", "capped"), rows)


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _data_sources() -> str:
    """The page of the data sources: those with a table, then by what becomes of them."""
    verdicts, tables, provider = load_verdicts(), load_tables(), ProviderSchema.load()
    names = [name for name in provider.data_source_types if name.startswith("aws_")]
    parts = ["# Data sources\n"]
    with_table = (f"`{name}`" for name in names if name in tables.data)
    parts.append(f"With a table: {', '.join(with_table)}.\n")
    for kind in DataClass:
        by_text: dict[str, list[str]] = {}
        for name in names:
            verdict = verdicts.data_source(name)
            if verdict.kind is kind and name not in tables.data:
                by_text.setdefault(verdict.text, []).append(name)
        if by_text:
            parts.append(f"## {kind[0].upper()}{kind[1:]}\n")
        for text, found in by_text.items():
            parts.append(f"{text[0].upper()}{text[1:]}:\n\n{', '.join(f'`{name}`' for name in found)}\n")
    return "\n".join(parts)


FOLDER = PageFolder(ROOT / "docs" / "rules", pages)

if __name__ == "__main__":
    sys.exit(FOLDER.command(__file__, "Write docs/rules/ from the rule tables."))
