"""The corpus as a page: names and figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from tests.corpus.measured import Measured

PAGE = Path(__file__).resolve().parents[2] / "docs" / "corpus.md"

_HEAD = """\
# Corpus

<!-- written by make corpus -->

What the tool makes of configurations that nobody wrote for it: the examples of widely used public modules. Each is
converted with `--allow-partial` in a process of its own, its templates go through cfn-lint, and the evaluation is
compared with a real plan (Terraform 1.11, AWS provider 5.100, an emulated account) where one can be made. None of these
configurations is part of this repository; `make corpus DIRS="..."` takes any folders.

A root that Terraform itself cannot plan here (another provider, data of a real account, an error of its own) is no
failure where it is not converted: its row shows that it ends in a message. What Terraform plans has to be converted.

- **planned**: managed resources in the real plan; empty where there is none
- **evaluated**: resource instances that we find, those under a condition included
- **accounted**: how many of them have a verdict in `conversion.json`
- **emitted**: resources in the templates, nested stacks not counted
- **not expressible**: findings that a value cannot be computed by CloudFormation
- **cfn-lint**: its errors in the templates
- **instances**, **values**: differences from the plan; a value is compared where the plan knows it
- **seconds**, **MiB**: CPU time of loading and converting with an empty cache; peak memory
"""

_COLUMNS = ("root", "planned", "evaluated", "accounted", "emitted", "verdicts", "errors", "warnings",
            "not expressible", "cfn-lint", "instances", "values", "seconds", "MiB")  # fmt: skip


def page(results: Mapping[str, Measured]) -> str:
    """The whole page."""
    parts = [_HEAD, _totals(results), "## Roots\n", _table(_COLUMNS, (_row(n, m) for n, m in results.items()))]
    refused = [(name, _ids(m), _terraform_says(m)) for name, m in results.items() if not m.converted and not m.crash]
    if refused:
        parts += ["\n## Not converted\n", _table(("root", "errors by id", "Terraform says"), refused)]
    crashed = [(name, m.crash.strip().splitlines()[-1]) for name, m in results.items() if m.crash]
    if crashed:
        parts += ["\n## Crashed\n", _table(("root", "error"), crashed)]
    unplanned = Counter(m.no_plan for m in results.values() if m.no_plan)
    if unplanned:
        rows = [(reason, str(count)) for reason, count in unplanned.most_common()]
        parts += ["\n## Without a plan\n", _table(("Terraform says", "roots"), rows)]
    return "\n".join(parts) + "\n"


def shown_name(root: Path, modules: Sequence[Path]) -> str:
    """A root's name: its path below the folder of modules that holds it."""
    resolved = root.resolve()
    for folder in modules:
        if resolved.is_relative_to(folder.resolve()):
            return resolved.relative_to(folder.resolve()).as_posix()
    return "/".join(resolved.parts[-3:])


def _totals(results: Mapping[str, Measured]) -> str:
    found = list(results.values())
    planned = [m for m in found if m.planned is not None]
    rows = [
        ("roots", len(found)),
        ("crashed", sum(bool(m.crash) for m in found)),
        ("converted", sum(m.converted for m in found)),
        ("not converted though Terraform plans them", sum(m.planned is not None and not m.converted for m in found)),
        ("resource instances", sum(m.evaluated or 0 for m in found)),
        ("without a verdict", sum((m.evaluated or 0) - (m.accounted or 0) for m in found)),
        ("roots with errors of cfn-lint", sum(bool(m.lint) for m in found)),
        ("roots with a real plan", len(planned)),
        ("of these with the plan's instances", sum(not m.instances_differ for m in planned)),
        ("of these with the plan's values too", sum(not m.instances_differ and not m.values_differ for m in planned)),
    ]
    return _table(("in all", "count"), ((name, str(count)) for name, count in rows)) + "\n"


def _row(name: str, measured: Measured) -> Sequence[str]:
    errors = len(measured.errors)
    on_plan = measured.planned is not None
    return (
        name,
        _number(measured.planned),
        _number(measured.evaluated),
        _number(measured.accounted),
        _number(measured.emitted),
        ", ".join(f"{verdict} {count}" for verdict, count in sorted(measured.verdicts.items())),
        _number(errors or None),
        _number(sum(measured.findings.values()) - errors or None),
        _number(len(measured.inexpressible) or None),
        _number(len(measured.lint) if measured.converted else None),
        _number(len(measured.instances_differ) if on_plan else None),
        _number(len(measured.values_differ) if on_plan else None),
        f"{measured.seconds:.1f}",
        str(measured.mebibytes),
    )


def _terraform_says(measured: Measured) -> str:
    return measured.no_plan or ("it plans" if measured.planned is not None else "")


def _ids(measured: Measured) -> str:
    counts = Counter(text.split(": ")[1] for text in measured.errors)
    return ", ".join(f"{kind} {count}" for kind, count in sorted(counts.items()))


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    numeric = {"planned", "evaluated", "accounted", "emitted", "errors", "warnings", "not expressible", "cfn-lint",
               "instances", "values", "seconds", "MiB", "count", "roots"}  # fmt: skip
    lines = [
        f"| {' | '.join(head)} |",
        f"| {' | '.join('---:' if name in numeric else '---' for name in head)} |",
        *("| " + " | ".join(cell.replace("|", "&#124;") for cell in row) + " |" for row in rows),
    ]
    return "\n".join(lines)
