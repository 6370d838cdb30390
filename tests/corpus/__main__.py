"""``make corpus DIRS="a b" ...`` converts many roots, each in a fresh process, and prints a table.

Nothing of the configurations is kept: the table has names and figures only.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.corpus.measured import Measured
from tests.corpus.table import PAGE, page, shown_name

LIMIT = 900
"""Seconds after which a root counts as crashed."""


def main() -> int:
    """Run; 0 where every root converts without a crash, a lost resource or a disagreement with a plan."""
    parser = argparse.ArgumentParser(prog="python -m tests.corpus", description=__doc__)
    parser.add_argument("roots", nargs="*", type=Path, metavar="DIR", help="a root folder")
    parser.add_argument("--from", dest="listed", type=Path, metavar="FILE", help="a file with more of them, one a line")
    parser.add_argument("--modules", action="append", type=Path, default=[], metavar="DIR")
    parser.add_argument("--plan", action="store_true", help="compare with a real plan in an emulated account")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--details", type=Path, metavar="FILE", help="write everything measured as JSON")
    parser.add_argument("--resume", action="store_true", help="leave out the roots that --details has already")
    parser.add_argument("--page", action="store_true", help=f"write {PAGE.name}")
    given = parser.parse_args()
    roots = [*given.roots, *map(Path, given.listed.read_text().split() if given.listed else ())]
    before: dict[str, Measured] = {}
    if given.resume and given.details and given.details.exists():
        before = {name: Measured(**fields) for name, fields in json.loads(given.details.read_text()).items()}

    def measured_root(root: Path) -> Measured:
        known = before.get(shown_name(root, given.modules))
        return measure_apart(root, given.modules, plan=given.plan) if known is None else known

    results: dict[str, Measured] = {}
    with ThreadPoolExecutor(given.processes) as pool:
        for root, result in zip(roots, pool.map(measured_root, roots), strict=True):
            name = shown_name(root, given.modules)
            results[name] = result
            state = "crash" if result.crash else "converted" if result.converted else "refused"
            print(f"{state}: {name} ({result.seconds:.1f} s)", file=sys.stderr, flush=True)
            if given.details:  # what is measured survives an interruption
                given.details.write_text(json.dumps({n: r.as_json() for n, r in results.items()}, indent=1))
    text = page(results)
    print(text)
    if given.page:
        PAGE.write_text(text, encoding="utf-8")
    return int(not all(result.good for result in results.values()))


def measure_apart(root: Path, modules: list[Path], *, plan: bool) -> Measured:
    """What one root comes to, in a process of its own."""
    arguments = [argument for folder in modules for argument in ("--modules", str(folder))]
    command = [sys.executable, "-m", "tests.corpus.measuring", str(root), *arguments, *(["--plan"] if plan else [])]
    environment = {"TF2CFN_CACHE": "off", **os.environ}
    try:
        done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=LIMIT, check=False)
    except subprocess.TimeoutExpired:
        return Measured(crash=f"not done after {LIMIT} seconds")
    try:
        return Measured(**json.loads(done.stdout))
    except ValueError:
        return Measured(crash=done.stderr[-2000:] or f"exit code {done.returncode}")


if __name__ == "__main__":
    sys.exit(main())
