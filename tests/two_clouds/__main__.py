"""``python -m tests.two_clouds [ROOT ...] [--reference] [--page]``: compare, and say what differs."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .accounting import Outcome
from .clouds import REFERENCE, roots
from .page import page
from .running import run

PAGE = Path(__file__).resolve().parents[2] / "docs" / "two-clouds.md"


def main() -> int:
    """Return 1 where something differs for no stated reason."""
    parser = argparse.ArgumentParser(prog="python -m tests.two_clouds", description=__doc__)
    parser.add_argument("roots", nargs="*", metavar="ROOT", help="a folder of tests/two_clouds/roots; all by default")
    parser.add_argument(
        "--reference",
        action="store_true",
        help="the reference system, in accounts of its own; its deviations are not all stated yet",
    )
    parser.add_argument("--page", action="store_true", help=f"write {PAGE.relative_to(PAGE.parents[1])}")
    arguments = parser.parse_args()
    names = arguments.roots or ([] if arguments.reference and not arguments.page else list(roots()))
    results = [run([roots()[name] for name in names])] if names else []
    if arguments.reference:
        results.append(run([REFERENCE]))
    for result in results:
        for name, text in result.failures.items():
            print(f"{name}: {text}", file=sys.stderr)
        for line in result.unstated:
            print(line)
        for entry in result.with_outcome(Outcome.UNPLACED):
            print(f"{entry.address}: no service shows it")
        for outcome in Outcome:
            print(f"{len(result.with_outcome(outcome)):5} {outcome}", file=sys.stderr)
    if arguments.page:
        PAGE.write_text(page(results), encoding="utf-8")
    return int(any(result.failures or result.unstated or result.with_outcome(Outcome.UNPLACED) for result in results))


if __name__ == "__main__":
    sys.exit(main())
