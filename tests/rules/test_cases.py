"""Two cases for every rule: every argument set, and only the required ones, which pins the provider's defaults.

``cases/SERVICE.yaml`` holds for each case the Terraform text, the resources that it becomes, and each argument that
does not stay the same with its reason. ``pytest tests/rules --update-goldens`` writes the files anew; review their
diff.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from converter.cloudformation.linting import cfn_lint
from converter.cloudformation.model import Parameter, Template
from converter.cloudformation.yaml_writer import write
from converter.conversion.parameters import make_parameters
from converter.findings import Findings, Severity
from converter.rules.engine import Engine, FlatTemplate
from converter.rules.ledger import Verdict
from converter.rules.loader import load_tables
from converter.terraform.evaluator import evaluate
from converter.terraform.loading import load
from converter.terraform.provider_schema import ProviderSchema
from tests.rules.case_text import Case, cases_of, types

FOLDER = Path(__file__).parent / "cases"
CASES = {f"{case.type} {case.name}": case for name in types() for case in cases_of(name)}
FILES = sorted({load_tables().resources[name].file for name in types()})
LINT_EXCEPTIONS: Mapping[str, Mapping[str, str]] = (
    yaml.safe_load((FOLDER / "lint.yaml").read_text(encoding="utf-8")) or {}
)


class Mapped(NamedTuple):
    """The flat template of a case, what was found on the way, and the template's parameters."""

    flat: FlatTemplate
    findings: Findings
    parameters: Mapping[str, Parameter]


@cache
def mapped(identity: str) -> Mapped:
    """What a case becomes."""
    findings = Findings()
    with tempfile.TemporaryDirectory(prefix="tf2cfn-case-") as folder:
        Path(folder, "main.tf").write_text(CASES[identity].text, encoding="utf-8")
        project = load(Path(folder), findings)
        assert project is not None, [f.summary for f in findings]
        assert not findings.errors, [f.summary for f in findings]
        evaluation = evaluate(project.root, project.variables, ProviderSchema.load(), findings)
    assert not findings.errors, [f"{f.summary} {f.subject}" for f in findings]
    flat = Engine(load_tables(), evaluation, findings).run()
    parameters = make_parameters(evaluation, flat, findings).parameters
    return Mapped(flat, findings, parameters)


def template(identity: str) -> Template:
    flat, _, parameters = mapped(identity)
    return Template(
        parameters=dict(parameters),
        conditions=flat.lowering.conditions.expressions,
        resources=flat.resources,
    )


def outcome(case: Case) -> dict[str, Any]:
    """What a case becomes, as the files hold it."""
    identity = f"{case.type} {case.name}"
    flat, findings, _ = mapped(identity)
    text = write(template(identity)).partition("Resources:\n")[2]
    entry = next(e for e in flat.ledger.values() if e.key.type == case.type and e.key.name == "this")
    result: dict[str, Any] = {"terraform": case.text, "verdict": str(entry.verdict)}
    if entry.reason:
        result["reason"] = entry.reason
    other = {a.path: f"{a.verdict}: {a.reason}".rstrip(": ") for a in entry.arguments.values() if _differs(a.verdict)}
    if other and entry.verdict in {Verdict.SAME, Verdict.EQUIVALENT}:
        result["arguments"] = dict(sorted(other.items()))
    errors = [f"{f.id}: {f.summary} ({f.detail})" for f in findings if f.severity is Severity.ERROR]
    if errors:
        result["errors"] = errors
    result["resources"] = text
    return result


def _differs(verdict: Verdict) -> bool:
    return verdict is not Verdict.SAME


class _Text(str):
    """Text that is written as a block."""

    __slots__ = ()


class _Dumper(yaml.SafeDumper):
    """Long text as blocks, keys in the order given."""


def _block(dumper: yaml.SafeDumper, data: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(data), style="|")


_Dumper.add_representer(_Text, _block)


def file_text(file: str) -> str:
    """All cases of a service's file."""
    content: dict[str, Any] = {}
    for identity, case in CASES.items():
        if load_tables().resources[case.type].file == file:
            found = outcome(case)
            content[identity] = {k: _Text(v) if k in {"terraform", "resources"} else v for k, v in found.items()}
    head = f"# Cases of mappings/{file}. Written by pytest tests/rules --update-goldens.\n"
    return head + yaml.dump(content, Dumper=_Dumper, sort_keys=False, width=120, allow_unicode=True)


@pytest.mark.parametrize("file", FILES)
def test_cases_become_what_is_expected(file: str, update_goldens: bool) -> None:
    text = file_text(file)
    path = FOLDER / file
    if update_goldens:
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("identity", CASES)
def test_what_a_case_becomes_is_valid(identity: str) -> None:
    flat, findings, _ = mapped(identity)
    if not flat.resources or findings.errors:
        return
    found = {f.summary.partition(":")[0]: f for f in cfn_lint({"case.yaml": write(template(identity))}) if
             f.severity is Severity.ERROR}  # fmt: skip
    allowed: Mapping[str, str] = LINT_EXCEPTIONS.get(identity, {})
    assert {i: f"{f.place} {f.summary}" for i, f in found.items() if i not in allowed} == {}


@pytest.mark.parametrize("identity", CASES)
def test_every_argument_of_a_case_is_accounted_for(identity: str) -> None:
    findings = mapped(identity).findings
    assert [f.summary for f in findings if f.id == "rules-unaccounted"] == []


def test_every_rule_has_its_cases() -> None:
    assert {case.type for case in CASES.values()} == set(types())
    assert {path.name for path in FOLDER.glob("*.yaml")} == {*FILES, "values.yaml", "lint.yaml"}
