"""Small configurations, one idiom each, beside what becomes of them: ``cases/NAME.tf`` and ``cases/NAME.yaml``.

A case of several files is a folder. What is expected are the findings from warnings up, the templates and the ledger.

``pytest tests/conversion --update-goldens`` writes the expected files anew; review their diff.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from converter.cloudformation.linting import cfn_lint
from converter.findings import Severity
from tests.conversion.converting import Converted, converted

FOLDER = Path(__file__).parent / "cases"
NAMES = sorted(path.stem for path in FOLDER.iterdir() if path.is_dir() or path.suffix == ".tf")
OPTIONS = re.compile(r"# options:(.*)")


def of_case(name: str) -> Converted:
    files = _files(FOLDER / name) or {"main.tf": (FOLDER / f"{name}.tf").read_text(encoding="utf-8")}
    options = OPTIONS.match(files["main.tf"])
    return converted(files, allow_partial=bool(options and "--allow-partial" in options[1]))


def _files(folder: Path) -> Mapping[str, str]:
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in paths}


def shown(result: Converted) -> str:
    """Findings from warnings up, then every template without its tool's version, then the ledger."""
    lines = [f"# {f.severity} {f.id} {_place(f)}: {f.summary}\n#   {f.detail}" for f in result.findings
             if f.severity is not Severity.INFO]  # fmt: skip
    if result.conversion is None:
        return "\n".join([*lines, "# nothing is written", ""])
    for path, text in result.conversion.files.items():
        if path.endswith(".yaml"):
            lines += [f"--- # {path}", without_versions(text)]
    return "\n".join([*lines, "--- # conversion.json", *_ledger(result.conversion.record), ""])


def _ledger(record: Mapping[str, Any]) -> Iterator[str]:
    """What became of each resource, of its arguments as far as there is more to say than "same", and of the rest."""
    for row in record["resources"]:
        guard = f" if {row['condition']}" if "condition" in row else ""
        yield f"# {row['address']}: {row['verdict']}{guard}{_becomes(row)}"
        for argument in row["arguments"]:
            if argument["verdict"] != "same" or "reason" in argument:
                yield f"#   {argument['path']}: {argument['verdict']}{_becomes(argument)}"
    for row in record["variables"]:
        reason = f" ({row['reason']})" if row.get("reason") else ""
        name = f"var.{row['name']}" if row["name"] else "parameter"
        yield f"# {name}: {row['verdict']} -> {row['parameter']}{reason}"
    for row in record["outputs"]:
        yield f"# output.{row['name']}: {', '.join(row['outputs']) or row['reason']}"
    yield from (f"# looked up: {row['parameter']}" for row in record["lookups"])
    yield from (f"# step: {row['address']}" for row in record["deployment"]["steps"])


def _becomes(row: Mapping[str, Any]) -> str:
    targets = [
        f" -> {target['stack']}.{target['logical_id']}" + (f".{target['property']}" if "property" in target else "")
        for target in row.get("targets", ())
    ]
    return "".join(targets) + (f" ({row['reason']})" if row.get("reason") else "")


def without_versions(text: str) -> str:
    return re.sub(r"  tf2cfn:\n    version: .*\n    tables: .*\n", "", text).replace("\nMetadata:\n\n", "\n")


def _place(finding: object) -> str:
    subject = getattr(finding, "subject", None)
    return f"{subject.file}:{subject.start.line}" if subject is not None else "-"


@pytest.mark.parametrize("name", NAMES)
def test_case(name: str, update_goldens: bool) -> None:
    text = shown(of_case(name))
    path = FOLDER / f"{name}.yaml"
    if update_goldens:
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_what_a_case_becomes_is_valid(name: str) -> None:
    result = of_case(name)
    if result.conversion is None:
        return
    files = {path.removeprefix("templates/"): t for path, t in result.conversion.files.items() if path.endswith("yaml")}
    assert [f"{f.id} {f.place}: {f.summary}" for f in cfn_lint(files) if f.severity is Severity.ERROR] == []


def test_every_case_has_its_expectation_and_no_more() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.yaml")) == NAMES
