"""Time the commands on the reference configuration: the median of several runs, with an empty and a filled cache.

Usage::

    python bench/commands.py [--runs N]
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TF2CFN = (sys.executable, "-m", "converter.cli")


def seconds(command: Sequence[str], environment: Mapping[str, str], runs: int) -> float:
    """Median wall-clock time of a command; it must succeed."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        times.append(time.perf_counter() - start)
        if result.returncode:
            raise SystemExit(f"{' '.join(command[1:])} exited with {result.returncode}:\n{result.stderr}")
    return statistics.median(times)


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description="Time the commands on the reference configuration.")
    parser.add_argument("--runs", type=int, default=5, help="runs per row (default: %(default)s)")
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as scratch:
        cold = {**os.environ, "TF2CFN_CACHE": "off"}
        warm = {**os.environ, "TF2CFN_CACHE": "on", "TF2CFN_CACHE_DIR": f"{scratch}/cache"}
        convert = [*TF2CFN, "convert", "terraform_ref", "-o", f"{scratch}/out"]
        parity = [*TF2CFN, "parity", "terraform_ref", "--templates", f"{scratch}/out/templates"]
        seconds(convert, warm, 1)
        rows = {
            "tf2cfn --version": seconds([*TF2CFN, "--version"], warm, runs),
            "convert, empty cache": seconds(convert, cold, runs),
            "convert, filled cache": seconds(convert, warm, runs),
            "convert --check": seconds([*convert, "--check"], warm, runs),
            "parity": seconds(parity, warm, runs),
        }
    for name, value in rows.items():
        print(f"{name:24} {value:7.2f} s")


if __name__ == "__main__":
    main()
