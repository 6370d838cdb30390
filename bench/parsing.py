"""Parsing against the peer underneath: our syntax tree with positions against python-hcl2's ``loads``.

Usage::

    python bench/parsing.py [FOLDER]

Prints megabytes of source per second and the ratio to the peer, all measured side by side in this run.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import hcl2

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 5


def rate(action: Callable[[], object], size: int) -> float:
    """Megabytes per second: the median over the rounds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return size / 1e6 / statistics.median(times)


def main() -> None:
    """Measure and print a table."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "terraform_ref"
    with tempfile.TemporaryDirectory() as cache:
        os.environ["TF2CFN_CACHE_DIR"] = cache
        from converter.hcl import SourceReader, parse_file, read_module  # noqa: PLC0415 - after the environment is set

        texts = {str(p.relative_to(folder)): p.read_text(encoding="utf-8") for p in sorted(folder.rglob("*.tf"))}
        size = sum(len(text.encode()) for text in texts.values())
        folders = sorted({str(Path(name).parent) for name in texts})

        def ours() -> None:
            os.environ["TF2CFN_CACHE"] = "off"
            for name, text in texts.items():
                parse_file(text, name)

        def cached() -> None:
            os.environ["TF2CFN_CACHE"] = "on"
            reader = SourceReader(folder)
            for name in folders:
                read_module(reader, name)

        def peer() -> None:
            for text in texts.values():
                hcl2.loads(text)

        for action in (ours, cached, peer):
            action()  # grammars and caches are made once
        base = rate(peer, size)
        for label, value in (
            ("python-hcl2 loads", base), ("parse_file", rate(ours, size)), ("read_module, cached", rate(cached, size)),
        ):  # fmt: skip
            print(f"{label:24} {value:8.2f} MB/s  {value / base:6.1f} x")


if __name__ == "__main__":
    main()
