"""``tf2cfn inspect`` against real plans: values, what is unknown, what is sensitive, resource by resource."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from converter.cli.inspect import as_json
from converter.findings import Findings
from converter.parity.against_plan.provider_rewrites import as_planned
from converter.terraform.loading import load
from converter.terraform.planning import evaluator_in_force, planned_instances
from converter.terraform.provider_schema import ProviderSchema
from tests.support.emulated_aws import EmulatedAws
from tests.support.terraform_cli import Workspace, find_provider_mirror, terraform_missing_reason

ROOTS = Path(__file__).parent / "roots"
CASES = ["network", "services", "access", "lists"]


@pytest.fixture(scope="module")
def aws() -> Iterator[EmulatedAws]:
    reason = terraform_missing_reason()
    if reason:
        pytest.skip(reason)
    with EmulatedAws() as emulated:
        yield emulated


def inspected(root: Path) -> dict[str, Any]:
    """Our instances by address."""
    findings = Findings()
    project = load(root, findings)
    assert project is not None
    evaluator = evaluator_in_force(project, ProviderSchema.load(), findings)
    document = json.loads(as_json(planned_instances(evaluator)), parse_float=Decimal)
    assert list(findings.errors) == []
    return {entry["address"]: entry for entry in document["resources"]}


def planned(module: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from module.get("resources", ())
    for child in module.get("child_modules", ()):
        yield from planned(child)


@pytest.mark.parametrize("name", CASES)
def test_inspect_shows_what_a_plan_shows(name: str, aws: EmulatedAws) -> None:
    mirror = find_provider_mirror()
    assert mirror is not None
    with Workspace(ROOTS / name, aws=aws, mirror=mirror) as workspace:
        plan = json.loads(json.dumps(workspace.plan({})), parse_float=Decimal)
    theirs = {e["address"]: e for e in planned(plan["planned_values"]["root_module"]) if e["mode"] == "managed"}
    changes = {c["address"]: c["change"] for c in plan["resource_changes"]}
    ours = {address: e for address, e in inspected(ROOTS / name).items() if e["mode"] == "managed"}
    assert set(ours) == set(theirs)
    different: list[str] = []
    for address, entry in theirs.items():
        mine = ours[address]
        assert (mine["type"], mine["name"], mine["index"]) == (entry["type"], entry["name"], entry.get("index"))
        rewritten = as_planned(entry["type"], mine["values"])
        changed = [name for name, value in rewritten.items() if value != mine["values"][name]]
        mine["unknown"].update({name: changes[address]["after_unknown"].get(name) for name in changed})
        marked = entry["sensitive_values"]
        mine["sensitive"].update({name: marked[name] for name in changed if name in marked})
        different += differences(address, {**mine, "values": rewritten}, entry["values"], changes[address])
        if mine["sensitive"] != marked:
            different.append(f"{address}: sensitive {mine['sensitive']} instead of {marked}")
    assert different == []


def unordered(value: Any) -> Any:
    """A policy document with its lists in one order, as the provider and we order them each our way."""
    match value:
        case str() if value.startswith("{"):
            return unordered(json.loads(value))
        case list():
            return sorted(map(unordered, value), key=repr)
        case dict():
            return {key: unordered(inner) for key, inner in value.items()}
        case _:
            return value


def differences(
    address: str, mine: Mapping[str, Any], values: Mapping[str, Any], change: Mapping[str, Any]
) -> Iterator[str]:
    """What is not as in the plan; what the provider itself puts into a plan (its defaults) is left aside."""
    unknown = change["after_unknown"]
    for name in sorted({*values, *(n for n, flag in unknown.items() if flag)} | set(mine["values"])):
        given, ours = values.get(name, "(unknown)"), mine["values"].get(name, "(unknown)")
        if ours in (None, "(unknown)", []) and given not in ("(unknown)", None, []):
            continue  # a default of the provider's
        if (ours == [] and given == "(unknown)") or (ours == {} and given is None):
            continue  # blocks that the provider reads back; tags without an entry are none
        if unordered(ours) != unordered(given) or mine["unknown"].get(name) != unknown.get(name):
            yield f"{address}.{name}: {ours} {mine['unknown'].get(name)} instead of {given} {unknown.get(name)}"
