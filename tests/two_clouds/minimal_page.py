"""``docs/two-clouds-minimal.md``: what became of the minimal case of each type."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from .accounting import Entry, Outcome
from .comparing import deviations
from .minimal_running import MinimalResult, unsupported

PAGE = Path(__file__).resolve().parents[2] / "docs" / "two-clouds-minimal.md"
NOT_SUPPORTED = "not supported by the emulator"
INTRODUCTION = """\
# Two clouds, minimal cases

Written by `make minimal-cases`; not by hand.

The minimal case of a type sets what the provider requires and what AWS asks for besides, so that every default counts:
Terraform's, the provider's, CloudFormation's and the service's own. Terraform applies all of them into one emulated
account, with the real CLI and the real AWS provider; their conversion is deployed into another, and what the services
describe of both is compared, as in [two-clouds.md](two-clouds.md). The cases are in `tests/two_clouds/minimal/`.

A type is *equal* when everything that its service says of its case, and of what stands beside it, is; *stated* when
what differs is listed below with its cause; *excluded* when no service shows it; *not supported by the emulator* when
Terraform's provider cannot make it there, with the operation that is missing. Those are converted and deployed, and not
compared.
"""


def minimal_page(result: MinimalResult) -> str:
    """Return the page's text; ValueError where something failed or differs for no stated reason."""
    if result.failures or result.unstated or result.with_outcome(Outcome.UNPLACED):
        raise ValueError("there are failures, differences that nothing states or resources that no service shows")
    rows = dict(_rows(result))
    counted = Counter(outcome for outcome, _ in rows.values())
    parts = [
        INTRODUCTION,
        "## Figures\n",
        "| outcome | types |\n| --- | ---: |",
        *(f"| {outcome} | {count} |" for outcome, count in counted.most_common()),
        f"| all | {len(rows)} |\n",
        "## By type\n",
        "| type | outcome | what is stated, or why not |\n| --- | --- | --- |",
        *(f"| `{name}` | {outcome} | {notes} |" for name, (outcome, notes) in sorted(rows.items())),
        "\n## Stated deviations\n",
        "Those of [two-clouds.md](two-clouds.md) that come up here, and those that only the minimal cases show.\n",
        "| deviation | cause | differences | reason |\n| --- | --- | ---: | --- |",
        *_deviations(result.deviations),
    ]
    return "\n".join(parts) + "\n"


def _rows(result: MinimalResult) -> Iterator[tuple[str, tuple[str, str]]]:
    yield from ((entry.type, (str(entry.outcome), _notes(entry))) for entry in result.entries)
    without = {*result.unsupported, *(name for name, row in unsupported().items() if not row.says)}
    yield from ((name, (NOT_SUPPORTED, unsupported()[name].reason)) for name in without)


def _notes(entry: Entry) -> str:
    return "; ".join(entry.notes)


def _deviations(counts: Mapping[str, int]) -> Iterator[str]:
    for row in deviations():
        if counts[row.name]:
            yield f"| {row.name} | {row.cause} | {counts[row.name]} | {row.reason} |"
