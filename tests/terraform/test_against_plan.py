"""Small roots under several sets of variables: our evaluation against real plans, value by value."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from converter.findings import Findings
from converter.parity.against_plan.agreement import compare
from converter.terraform.evaluator import Evaluation, Settings, evaluate
from converter.terraform.functions import CallContext
from converter.terraform.loading import ReaderFiles, load
from converter.terraform.plan import Plan, from_plain, read_plan
from converter.terraform.provider_schema import ProviderSchema
from converter.terraform.providers.iam_policy_document import json_text
from converter.terraform.values import String
from tests.support.emulated_aws import EmulatedAws
from tests.support.terraform_cli import Workspace, find_provider_mirror, terraform_missing_reason

ROOTS = Path(__file__).parent / "roots"
VARIABLES: Mapping[str, tuple[Mapping[str, object], ...]] = {
    "network": (
        {},
        {"name": "other", "cidr": "10.20.0.0/18", "zones": ["a", "b", "c"], "public": False, "region": "eu-west-1"},
        {"zones": [], "ports": {"a": {"port": 1, "cidrs": ["10.0.0.0/8"], "note": "first"}, "b": {"port": "22"}}},
    ),
    "services": (
        {},
        {"stage": "prod", "alarm_email": "a@example.org", "retention": 30},
        {"services": {"only": {"image": "x", "cpu": 2048, "port": 1, "env": {"B": "2", "A": "1"}}}},
    ),
    "access": (
        {},
        {"write": True, "buckets": ["two", "three"], "readers": ["111111111111", "arn:aws:iam::123456789012:root"]},
    ),
    "lists": (
        {},
        {"size": 3, "label": "700", "flags": [False, "y"], "tags": {"special": "s", "n": 1}, "names": ["z"]},
        {"tags": None, "label": "word", "names": []},
    ),
}
PlanOf = Callable[[str, int], Plan]
CASES = [(root, number) for root, sets in VARIABLES.items() for number in range(len(sets))]


@pytest.fixture(scope="module")
def aws() -> Iterator[EmulatedAws]:
    reason = terraform_missing_reason()
    if reason:
        pytest.skip(reason)
    with EmulatedAws() as emulated:
        yield emulated


@pytest.fixture(scope="module")
def plan_of(aws: EmulatedAws) -> Iterator[PlanOf]:
    """Makes the plan of a case, once; a root is initialised once."""
    mirror = find_provider_mirror()
    assert mirror is not None
    with ExitStack() as stack:

        @cache
        def workspace(root: str) -> Workspace:
            return stack.enter_context(Workspace(ROOTS / root, aws=aws, mirror=mirror))

        @cache
        def plan(root: str, number: int) -> Plan:
            text = json.dumps(workspace(root).plan(VARIABLES[root][number]))
            return read_plan(json.loads(text, parse_float=Decimal))

        yield plan


def evaluated(root: str, plan: Plan) -> tuple[Evaluation, Findings]:
    """Our evaluation of a root under a plan's variables, knowing what the plan looked up."""
    findings = Findings()
    project = load(ROOTS / root, findings)
    assert project is not None
    values = {
        name: variable.constraint.apply(from_plain(plan.variables[name]), variable.config.block.header, name)
        for name, variable in project.variables.items()
        if name in plan.variables
    }
    settings = Settings(values, None, ReaderFiles(project.sources))
    return evaluate(project.root, project.variables, ProviderSchema.load(), findings, settings), findings


@pytest.mark.parametrize(("root", "number"), CASES)
def test_our_evaluation_equals_the_plan(root: str, number: int, plan_of: PlanOf) -> None:
    plan = plan_of(root, number)
    evaluation, findings = evaluated(root, plan)
    assert list(findings.errors) == []
    assert {i.address for i in evaluation.instances} == set(plan.resources)
    differences = [f"{d.address} {d.path}: {d.planned} != {d.evaluated}" for d in compare(plan, evaluation.instances)]
    assert differences == []
    if root == "access":
        documents = {address: values["json"] for address, values in plan.data.items()}
        assert {address: unordered(json.loads(text)) for address, text in documents.items()} == policies(evaluation)


def policies(evaluation: Evaluation) -> dict[str, Any]:
    """The policy documents as we make them; their lists are sets."""
    found = {}
    for key, instance in evaluation.data.items():
        text = json_text(instance.body, CallContext())
        assert isinstance(text, String)
        found[str(key)] = unordered(json.loads(text.text))
    return found


def unordered(document: Any) -> Any:
    """A document with its lists in one order."""
    if isinstance(document, list):
        return sorted((unordered(item) for item in document), key=lambda item: json.dumps(item, sort_keys=True))
    if isinstance(document, dict):
        return {key: unordered(value) for key, value in document.items()}
    return document


def test_a_difference_would_be_seen(plan_of: PlanOf) -> None:
    evaluation, _ = evaluated("access", plan_of("access", 0))
    assert list(compare(plan_of("access", 1), evaluation.instances)) != []
