"""Checking templates against the peer: our own checks and the resolver against cfn-lint, on the emitted templates.

Usage::

    python bench/checking.py

Prints seconds of CPU and the ratio to the peer, measured side by side in this run. The checks are not the same ones:
the figure says what a run in an editor or a pre-commit hook costs.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path

from converter.cloudformation.linting import cfn_lint
from converter.cloudformation.resolver import resolve
from converter.cloudformation.validate import validate_all
from converter.cloudformation.yaml_reader import read

ROOT = Path(__file__).resolve().parent.parent


def seconds(action: Callable[[], object], rounds: int) -> float:
    """CPU seconds: the median over the rounds."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        action()
        times.append(time.process_time() - start)
    return statistics.median(times)


def main() -> None:
    """Measure and print a table."""
    texts = {p.name: p.read_text(encoding="utf-8") for p in sorted((ROOT / "templates").glob("*.yaml"))}
    templates = {name: read(text, name) for name, text in texts.items()}
    secrets = {"KeycloakAdminPassword": "x" * 12, "KeycloakDatabasePassword": "x" * 12, "HostedZoneId": "Z1"}

    def resolved() -> object:
        main_template = templates["main-stack.yaml"]
        return resolve(main_template, secrets, None, lambda path: templates.get(path.rsplit("/", 1)[-1]))

    cfn_lint(texts, regions=["us-east-1"])  # rules and schemas are loaded once
    validate_all(templates, region="us-east-1")
    peer = seconds(lambda: cfn_lint(texts, regions=["us-east-1"]), 3)
    rows = {
        "cfn-lint": peer,
        "read": seconds(lambda: [read(text, name) for name, text in texts.items()], 5),
        "validate": seconds(lambda: validate_all(templates, region="us-east-1"), 5),
        "resolve the tree": seconds(resolved, 5),
    }
    for label, value in rows.items():
        print(f"{label:24} {value:8.3f} s CPU  {value / peer:6.2f} x")


if __name__ == "__main__":
    main()
