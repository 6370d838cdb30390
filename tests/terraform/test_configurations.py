"""Whole configurations of every part of the language: what we make of them against what Terraform said of them.

``pytest tests/terraform/test_configurations.py --update-goldens`` asks Terraform anew, where it is installed.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from converter.findings import Findings
from converter.parity.against_plan.agreement import compare, compare_outputs
from converter.terraform.evaluator import Evaluation, Settings, evaluate
from converter.terraform.loading import ReaderFiles, load
from converter.terraform.plan import read_plan
from converter.terraform.provider_schema import ProviderSchema
from tests.support.terraform_cli import find_terraform
from tests.terraform.configuration_cases import ConfigurationCase, ask_terraform, read_cases, record, recorded

CASES = tuple(read_cases())
GROUPS = sorted({case.group for case in CASES})
IDS = [f"{case.group}-{case.name}".replace(" ", "-") for case in CASES]

ACCEPTED: Mapping[str, str] = {
    "a required variable without a value": "it stays a parameter, which the deployment asks for",
    "a version that does not fit": "a warning: what is converted is what Terraform 1.11 makes of it",
    "a version that does not fit in a module": "a warning: what is converted is what Terraform 1.11 makes of it",
}
"""Errors of Terraform that are none of ours, with the reason."""

UNEQUAL: Mapping[str, str] = {
    "ephemeralasnull": "marks are followed by reference, not by value: the function gives its argument",
}
"""Values that differ, with the reason."""


def evaluated(case: ConfigurationCase, folder: Path, *, known: bool) -> tuple[Evaluation | None, Findings]:
    """Our evaluation of a case, its variables known or open."""
    case.write(folder)
    findings = Findings()
    project = load(folder, findings, var_texts=case.var, environment=case.env)
    if project is None:
        return None, findings
    values = {n: v.in_force for n, v in project.variables.items() if v.in_force is not None} if known else {}
    settings = Settings(values, None, ReaderFiles(project.sources))
    return evaluate(project.root, project.variables, ProviderSchema.load(), findings, settings), findings


@pytest.fixture
def answers(update_goldens: bool) -> Mapping[str, Mapping[str, Any]]:
    """What Terraform said, by group and name."""
    return asked() if update_goldens else kept()


@cache
def kept() -> Mapping[str, Mapping[str, Any]]:
    """What Terraform said when it was last asked."""
    return {group: recorded(group) for group in GROUPS}


@cache
def asked() -> dict[str, dict[str, Any]]:
    """What Terraform says now."""
    terraform = find_terraform()
    if terraform is None:
        pytest.skip("terraform is not on PATH")

    def ask(case: ConfigurationCase) -> Any:
        with TemporaryDirectory(prefix="tf2cfn-case-") as folder:
            return ask_terraform(terraform, case, Path(folder))

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(ask, CASES))
    found: dict[str, dict[str, Any]] = {}
    for case, answer in zip(CASES, results, strict=True):
        found.setdefault(case.group, {})[case.name] = answer
    return found


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_what_terraform_refuses_is_refused(
    case: ConfigurationCase, answers: Mapping[str, Mapping[str, Any]], tmp_path: Path
) -> None:
    """With the variables known and with the variables open."""
    refused = bool(answers[case.group][case.name]["errors"]) and case.name not in ACCEPTED
    for known in (True, False):
        _, findings = evaluated(case, tmp_path, known=known)
        assert bool(findings.errors) == refused, [f"{f.subject}: {f.summary}" for f in findings.errors]


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_what_terraform_plans_is_known(
    case: ConfigurationCase, answers: Mapping[str, Mapping[str, Any]], tmp_path: Path
) -> None:
    answer = answers[case.group][case.name]
    if answer["errors"] or case.name in UNEQUAL:
        return
    evaluation, findings = evaluated(case, tmp_path, known=True)
    assert evaluation is not None
    plan = read_plan(answer["plan"])
    found = [*compare(plan, evaluation.instances), *compare_outputs(plan, evaluation.outputs)]
    assert [f"{d.address} {d.path}: {d.planned} != {d.evaluated}" for d in found] == []
    sensitive = {name for name, output in plan.outputs.items() if output.sensitive}
    assert {o.name for o in evaluation.outputs if o.sensitive} == sensitive
    failing = [check["address"] for check in answer["plan"]["checks"] if check["status"] == "fail"]
    assert bool(failing) == any(f.id == "terraform-check" for f in findings)


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_errors_are_called_as_terraform_calls_them(
    case: ConfigurationCase, answers: Mapping[str, Mapping[str, Any]], tmp_path: Path
) -> None:
    wanted = {summary.lower() for summary in answers[case.group][case.name]["errors"]}
    if not wanted or case.name in ACCEPTED or case.name in OTHERWISE:
        return
    _, findings = evaluated(case, tmp_path, known=True)
    ours = {(f.terraform_summary or f.summary).lower() for f in findings.errors}
    if any(w.startswith("cycle: ") for w in wanted):  # the order of the names differs from run to run
        ours, wanted = {o.partition(":")[0] for o in ours}, {"cycle"}
    assert any(o.startswith(w) or w.startswith(o) for o in ours for w in wanted), (sorted(ours), sorted(wanted))


OTHERWISE = frozenset(
    {
        "a default that refers to something",
        "an index for a single resource",
        "an override of a local that is not there",
        "an override of nothing",
        "another attribute of count",
        "another attribute of each",
        "each in a counted resource",
        "no index for a counted resource",
        "text that is no list",
    }
)
"""Errors that we call by another name: more general, or of the place to mend."""


def test_a_difference_would_be_seen(answers: Mapping[str, Mapping[str, Any]], tmp_path: Path) -> None:
    case = next(c for c in CASES if c.name == "count forms")
    evaluation, _ = evaluated(case, tmp_path, known=True)
    assert evaluation is not None
    other = read_plan(answers["repetition"]["for_each forms"]["plan"])
    assert list(compare(other, evaluation.instances)) != []


def test_what_is_recorded_is_what_terraform_says(update_goldens: bool) -> None:
    if update_goldens:
        for group, found in asked().items():
            record(group, found)
        kept.cache_clear()

    def order_free(found: Any) -> Any:
        if isinstance(found, Decimal):
            return float(found)
        if isinstance(found, dict):
            return {k: order_free(v) for k, v in found.items()}
        if isinstance(found, list):
            return [order_free(v) for v in found if not str(v).startswith("Cycle: ")]
        return found

    assert order_free(asked()) == order_free(kept())
