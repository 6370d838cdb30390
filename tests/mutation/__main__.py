"""``python -m tests.mutation`` runs the suite, prints the tables, and after a whole run writes ``docs/mutation.md``."""

from __future__ import annotations

import argparse
import sys
import time
from fnmatch import fnmatchcase

from tests.mutation.report import PAGE, aligned, page, score, score_line, table
from tests.mutation.suite import run, sample
from tests.mutation.verdicts import GOOD, Outcome


def main() -> int:
    """Run; 0 where every mutant that is not equivalent was killed at a right place."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("--operator", default="*", help="only operators of this name; * is wild")
    parser.add_argument("--file", default="*", help="only mutants of this file; * is wild")
    parser.add_argument("--mutant", default="*", help="only mutants of this name; * is wild")
    parser.add_argument("--each", type=int, default=sys.maxsize, help="at most so many mutants per operator")
    parser.add_argument("--page", action="store_true", help="write the page after a part of the mutants, too")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--verbose", action="store_true", help="show what was found for every mutant")
    given = parser.parse_args()

    everything = sample()
    mutants, counts = [], dict[str, int]()
    for mutant in everything:
        wanted = fnmatchcase(mutant.operator, given.operator) and fnmatchcase(mutant.file, given.file)
        if wanted and fnmatchcase(mutant.name, given.mutant.replace("[", "[[]")):
            counts[mutant.operator] = counts.get(mutant.operator, 0) + 1
            if counts[mutant.operator] <= given.each:
                mutants.append(mutant)
    start = time.perf_counter()
    outcomes: list[Outcome] = []
    try:
        for outcome in run(mutants, given.processes):
            outcomes.append(outcome)
            if outcome.verdict not in GOOD or given.verbose:
                _tell(outcome)
            if sys.stderr.isatty():
                sys.stderr.write(f"\r{len(outcomes)} of {len(mutants)} ")
    except KeyboardInterrupt:
        print(f"interrupted after {len(outcomes)} of {len(mutants)} mutants")
    print(aligned(table(outcomes, lambda o: o.operator, "operator")))
    print()
    print(aligned(table(sorted(outcomes, key=lambda o: o.file), lambda o: o.file, "file")))
    print()
    print(f"{score_line(outcomes)} ({time.perf_counter() - start:.0f} s)")
    if given.page or len(outcomes) == len(everything):
        PAGE.write_text(page(outcomes, len(everything)), encoding="utf-8")
    killed, counted = score(outcomes)
    return int(killed < counted or len(outcomes) < len(mutants))


def _tell(outcome: Outcome) -> None:
    print(f"{outcome.verdict}: {outcome.name}", flush=True)
    if outcome.reason:
        print(f"    equivalent because {outcome.reason}")
    for finding in outcome.findings[:5]:
        print(f"    {finding}")


if __name__ == "__main__":
    sys.exit(main())
