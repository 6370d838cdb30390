"""Ask Terraform again for the results in ``tests/oracle/pairs/``, those that are not there yet among them.

Usage: ``python scripts/refresh_oracle.py [NAME ...]``, where NAME is a pair file's (``operators``). Needs ``terraform``
on PATH. A new pair is an expression with any result below it, such as ``  ?  ``.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.oracle import pair_files
from tests.oracle.terraform import results, root_of


def main(names: list[str]) -> int:
    """Refresh the files of the names given, or all; returns the exit code."""
    for path in pair_files.files():
        if names and path.stem not in names:
            continue
        pairs = pair_files.read(path)
        given = results(root_of(path), [pair.expression for pair in pairs])
        new = [replace(pair, result=result) for pair, result in zip(pairs, given, strict=True)]
        pair_files.write(path, new)
        changed = sum(before.result != after.result for before, after in zip(pairs, new, strict=True))
        print(f"{path.stem}: {len(pairs)} pairs, {changed} changed", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
