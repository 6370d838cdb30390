"""Write the verdicts in ``tests/hcl/probes/`` anew.

Usage: ``python scripts/refresh_probes.py [--ours] [NAME ...]``, where NAME is a probe file's (``modules``). Needs
``terraform`` on PATH, except with ``--ours``, which looks only at where ours differ.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.hcl import probes


def main() -> None:
    """Refresh the files named, or all."""
    wanted = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    for name in wanted or probes.names():
        with tempfile.TemporaryDirectory(prefix="tf2cfn-probes-") as folder:
            cases = list(probes.refreshed(probes.read(name), Path(folder), ask="--ours" not in sys.argv))
        probes.write(name, cases)
        print(f"{name}: {len(cases)} cases, {sum(bool(case.ours) for case in cases)} where ours differ")


if __name__ == "__main__":
    main()
