"""Small configurations, one idiom each, beside what becomes of them: ``cases/NAME.tf`` and ``cases/NAME.yaml``.

``pytest tests/conversion --update-goldens`` writes the expected files anew; review their diff.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from converter.cloudformation.linting import cfn_lint
from converter.findings import Severity
from tests.conversion.converting import Converted, converted

FOLDER = Path(__file__).parent / "cases"
NAMES = sorted(path.stem for path in FOLDER.glob("*.tf"))
OPTIONS = re.compile(r"# options:(.*)")


def of_case(name: str) -> Converted:
    text = (FOLDER / f"{name}.tf").read_text(encoding="utf-8")
    options = OPTIONS.match(text)
    return converted(text, allow_partial=bool(options and "--allow-partial" in options[1]))


def shown(result: Converted) -> str:
    """Findings from warnings up, then every template without its tool's version."""
    lines = [f"# {f.severity} {f.id} {_place(f)}: {f.summary}\n#   {f.detail}" for f in result.findings
             if f.severity is not Severity.INFO]  # fmt: skip
    if result.conversion is None:
        return "\n".join([*lines, "# nothing is written", ""])
    for path, text in result.conversion.files.items():
        if path.endswith(".yaml"):
            lines += [f"--- # {path}", without_versions(text)]
    return "\n".join(lines)


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
