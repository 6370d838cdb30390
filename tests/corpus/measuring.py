"""One root of the corpus, measured in a process of its own: ``python -m tests.corpus.measuring ROOT``.

Writes one JSON object to stdout, the fields of ``Measured``. Whatever the tool does wrong becomes a figure, a
traceback too: a corpus is run to the end.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
import traceback
from collections import Counter
from pathlib import Path

from converter.cloudformation.linting import cfn_lint
from converter.conversion import Conversion, ConvertSettings, convert
from converter.findings import Findings, Severity
from converter.terraform.loading import Project, load
from converter.terraform.module_sources import ModuleFolders
from tests.corpus.measured import Measured
from tests.corpus.planned import compare_with_plan

KIBIBYTES_PER_MEBIBYTE = 1024


def measure(root: Path, modules: tuple[Path, ...], *, plan: bool) -> Measured:
    """Convert a root, lint the output, and compare it with a real plan where that is asked for."""
    result = Measured()
    try:
        project = _convert(root, modules, result)
        if plan and project is not None:
            compare_with_plan(root, project, result)
    except Exception:  # noqa: BLE001 - a crash is a figure
        result.crash = "".join(traceback.format_exc().splitlines(keepends=True)[-6:])
    result.mebibytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // KIBIBYTES_PER_MEBIBYTE
    return result


def _convert(root: Path, modules: tuple[Path, ...], result: Measured) -> Project | None:
    findings = Findings()
    start = time.process_time()
    project = load(root, findings, modules=ModuleFolders(modules))
    conversion = None
    if project is not None:
        conversion = convert(project, ConvertSettings(allow_partial=True), findings)
    result.seconds = time.process_time() - start
    told = [f for f in findings if f.severity is not Severity.INFO]
    result.findings = dict(sorted(Counter(f.id for f in told).items()))
    result.errors = [f"{f.subject}: {f.id}: {f.summary}: {f.detail}" for f in told if f.severity is Severity.ERROR]
    result.inexpressible = [f"{f.subject}: {f.summary}: {f.detail}" for f in told if f.id == "rules-inexpressible"]
    if conversion is not None:
        _judge(conversion, result)
    return project


def _judge(conversion: Conversion, result: Measured) -> None:
    result.converted = True
    summary = conversion.record["summary"]
    entries = {entry["address"] for entry in conversion.record["resources"]}
    addresses = {instance.address for instance in conversion.evaluation.instances}
    result.evaluated = len(addresses)
    result.accounted = len(addresses & entries)
    result.emitted = summary["cloudformation_resources"]
    result.verdicts = dict(summary["verdicts"])
    texts = {
        name.removeprefix("templates/"): text
        for name, text in conversion.files.items()
        if name.startswith("templates/")
    }
    found = cfn_lint(texts)
    result.lint = [f"{f.place}: {f.summary}" for f in found if f.severity is Severity.ERROR]


def main() -> None:
    """Measure the root named on the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.corpus.measuring", description=__doc__)
    parser.add_argument("root", type=Path)
    parser.add_argument("--modules", action="append", type=Path, default=[])
    parser.add_argument("--plan", action="store_true")
    given = parser.parse_args()
    json.dump(measure(given.root, tuple(given.modules), plan=given.plan).as_json(), sys.stdout)


if __name__ == "__main__":
    main()
