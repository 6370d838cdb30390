"""``docs/two-clouds.md``: what was compared, and which deviations there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from tests.emulator.template import parse
from tests.emulator.types.coverage import types_by_depth
from tests.frame.checkout import ROOT

from .accounting import Entry, Outcome
from .clouds import REFERENCE
from .comparing import deviations, unneeded
from .running import Result

INTRODUCTION = """\
# Two clouds

Written by `make two-clouds`; not by hand.

Terraform, the real CLI with the real AWS provider, applies a configuration into one emulated account. Its conversion
is deployed into another by the emitted `deploy.sh` with the real AWS CLI. Then every service of both accounts is
asked for everything that it has, and the answers are put side by side: normalised for what each side makes up
(identifiers, matched by what things are like and what they refer to; names after a prefix; random texts), for times,
order and how far tasks have come, and for nothing else. The comparison knows nothing of the rule tables, so it does
not share their mistakes; it shares those of the emulator, which is why it is one proof of several
([architecture.md](architecture.md)).

A resource is *equal* when everything that its service says of it is; *stated* when what differs is listed below with
its cause; *excluded* when no service shows it.
"""
DEPTHS = """\
## How far the emulated CloudFormation goes

For the types of the reference system's templates: whether the service behind a type shows every property that the
templates may set, has the resource but does not show all of it, or is missing, so that only the type's schema was
checked.
"""
_COLUMNS = (Outcome.EQUAL, Outcome.STATED, Outcome.EXCLUDED)


def page(results: Sequence[Result]) -> str:
    """Return the page's text; ValueError for an unexplained difference and for a deviation that states nothing."""
    if any(result.unstated or result.failures for result in results):
        raise ValueError("there are failures or differences that nothing states")
    if idle := unneeded([each for result in results for each in result.compared]):
        raise ValueError(f"deviations that state nothing: {', '.join(idle)}")
    entries = [entry for result in results for entry in result.entries]
    parts = [
        INTRODUCTION,
        "## By configuration\n",
        _table("configuration", entries, _configuration),
        "## By type\n",
        _table("type", entries, lambda entry: f"`{entry.type}`"),
        "## Stated deviations\n",
        _deviations(results),
        DEPTHS,
        _depths(),
    ]
    return "\n".join(parts)


def _configuration(entry: Entry) -> str:
    return f"{entry.root}{' (the reference system)' if entry.root == REFERENCE.name else ''}"


def _table(title: str, entries: Iterable[Entry], key: Callable[[Entry], str]) -> str:
    counted: dict[str, Counter[Outcome]] = {}
    for entry in entries:
        counted.setdefault(key(entry), Counter())[entry.outcome] += 1
    lines = [f"| {title} | resources | equal | stated | excluded |", "| --- | ---: | ---: | ---: | ---: |"]
    for name, counts in [*sorted(counted.items()), (f"all {len(counted)}", sum(counted.values(), Counter()))]:
        cells = " | ".join(str(counts[each] or "") for each in _COLUMNS)
        lines.append(f"| {name} | {counts.total()} | {cells} |")
    return "\n".join(lines) + "\n"


def _deviations(results: Iterable[Result]) -> str:
    counts: Counter[str] = Counter()
    for result in results:
        counts.update(result.deviations)
    lines = ["| deviation | cause | differences | reason |", "| --- | --- | ---: | --- |"]
    rows = [row for row in deviations() if not row.minimal]
    lines += [f"| {row.name} | {row.cause} | {counts[row.name]} | {row.reason} |" for row in rows]
    return "\n".join(lines) + "\n"


def _depths() -> str:
    types = {
        resource.type
        for path in sorted((ROOT / "templates").glob("*.yaml"))
        for resource in parse(path.read_text(encoding="utf-8")).resources.values()
    }
    lines = ["| depth | types |", "| --- | --- |"]
    for depth, names in types_by_depth(types - {"AWS::CloudFormation::Stack"}).items():
        lines.append(f"| {depth} | {', '.join(f'`{name}`' for name in names) or 'none'} |")
    return "\n".join(lines) + "\n"
