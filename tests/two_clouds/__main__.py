"""``python -m tests.two_clouds [ROOT ... | --minimal] [--page]``: compare, and say what differs."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from .accounting import Outcome
from .clouds import REFERENCE, roots
from .comparing import unneeded
from .minimal_page import PAGE as MINIMAL_PAGE, minimal_page
from .minimal_running import run_minimal
from .page import page
from .running import Result, run

PAGE = Path(__file__).resolve().parents[2] / "docs" / "two-clouds.md"


def main() -> int:
    """Return 1 where something differs for no stated reason, and where a stated one is not needed."""
    parser = argparse.ArgumentParser(prog="python -m tests.two_clouds", description=__doc__)
    parser.add_argument("roots", nargs="*", metavar="ROOT", help="a folder of tests/two_clouds/roots")
    parser.add_argument("--reference", action="store_true", help="the reference system, in accounts of its own")
    parser.add_argument("--minimal", action="store_true", help="the minimal case of every type, or of some folders")
    parser.add_argument("--page", action="store_true", help=f"write {PAGE.relative_to(PAGE.parents[1])}")
    arguments = parser.parse_args()
    if arguments.minimal:
        return _minimal(arguments.roots, page=arguments.page)
    if arguments.page and (arguments.roots or arguments.reference):
        parser.error("the page is about everything")
    everything = not arguments.roots and not arguments.reference
    results = []
    if names := list(roots()) if everything else arguments.roots:
        results.append(run([roots()[name] for name in names]))
    if arguments.reference or everything:
        results.append(run([REFERENCE]))
    for result in results:
        _tell(result)
    idle = unneeded([each for result in results for each in result.compared]) if everything else []
    for deviation in idle:
        print(f"states nothing: {deviation}")
    if idle or any(result.failures or result.unstated or result.with_outcome(Outcome.UNPLACED) for result in results):
        return 1
    if arguments.page:
        PAGE.write_text(page(results), encoding="utf-8")
    return 0


def _minimal(names: Sequence[str], *, page: bool) -> int:
    result = run_minimal(names)
    _tell(result)
    print(f"{len(result.unsupported):5} not supported by the emulator", file=sys.stderr)
    idle = [] if names else unneeded(result.compared, minimal=True)
    for deviation in idle:
        print(f"states nothing: {deviation}")
    if idle or result.failures or result.unstated or result.with_outcome(Outcome.UNPLACED):
        return 1
    if page:
        MINIMAL_PAGE.write_text(minimal_page(result), encoding="utf-8")
    return 0


def _tell(result: Result) -> None:
    for name, text in result.failures.items():
        print(f"{name}: {text}", file=sys.stderr)
    for line in result.unstated:
        print(line)
    for entry in result.with_outcome(Outcome.UNPLACED):
        print(f"{entry.address}: no service shows it, or several things go by its name")
    for outcome in Outcome:
        print(f"{len(result.with_outcome(outcome)):5} {outcome}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
