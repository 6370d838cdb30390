"""How much of what people write has a table, measured on a sample of public repositories.

``mappings/usage.tsv`` holds, for every resource type that occurs in the sample, its blocks; its blocks with at most 20
counted per repository (``capped``), so that one large repository does not decide; and the repositories that use it. The
sample: 26,725 resource blocks in 228 public repositories, of types that AWS provider 5.100 has; vendored copies and
repeats inside a repository dropped. The lines are in the order of ``capped``: the ranking.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from converter.mappings_folder import mappings_folder
from converter.rules.inventory import TypeEntry
from converter.rules.verdicts import TypeClass

FILE = "usage.tsv"
FIRST = (50, 100, 150, 200, 300)
"""How far down the ranking the steps of the report reach."""


@dataclass(frozen=True, slots=True)
class Usage:
    """How often the sample uses a type."""

    type: str
    blocks: int
    capped: int
    repositories: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A part of the sample: types, and the shares of all blocks that they hold (0 to 1), raw and capped."""

    types: int
    raw: float
    capped: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RankingCoverage:
    """What the tables cover of the sample."""

    tables: Share
    classes: Mapping[TypeClass, Share]
    """Every type of the provider by its class, used in the sample or not."""
    classes_with_table: Mapping[TypeClass, int]
    first: Mapping[int, int]
    """How many of the first N types of the ranking have a table."""
    missing: tuple[Usage, ...]
    """The types without a table, the most used first."""


@cache
def load_usage() -> tuple[Usage, ...]:
    """The ranking."""
    with (mappings_folder() / FILE).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return tuple(Usage(r["type"], int(r["blocks"]), int(r["capped"]), int(r["repositories"])) for r in rows)


def ranking_coverage(entries: Sequence[TypeEntry], usage: Sequence[Usage] | None = None) -> RankingCoverage:
    """What the tables of ``entries`` cover of the ranking."""
    ranking = load_usage() if usage is None else usage
    by_type = {u.type: u for u in ranking}
    total = Counter(blocks=sum(u.blocks for u in ranking), capped=sum(u.capped for u in ranking))

    def share(names: Sequence[str]) -> Share:
        used = [by_type[name] for name in names if name in by_type]
        return Share(
            types=len(names),
            raw=sum(u.blocks for u in used) / (total["blocks"] or 1),
            capped=sum(u.capped for u in used) / (total["capped"] or 1),
        )

    tabled = {entry.type for entry in entries if entry.has_table}
    by_class = {kind: [entry for entry in entries if entry.kind is kind] for kind in TypeClass}
    return RankingCoverage(
        tables=share(sorted(tabled)),
        classes={kind: share([e.type for e in found]) for kind, found in by_class.items()},
        classes_with_table={kind: sum(e.has_table for e in found) for kind, found in by_class.items()},
        first={n: sum(u.type in tabled for u in ranking[:n]) for n in FIRST},
        missing=tuple(u for u in ranking if u.type not in tabled),
    )
