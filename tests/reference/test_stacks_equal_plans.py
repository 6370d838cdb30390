"""Terraform's plan, our evaluation and the resolved stacks: three ways to the same system, for many variable sets.

``agreement`` compares a real plan with the evaluation, value by value; ``square`` compares the evaluation, mapped, with
what the emitted templates resolve to. Together they say that the stacks equal the plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from converter.cloudformation.model import Template
from converter.cloudformation.order import creation_order
from converter.cloudformation.resolved import PseudoParameters
from converter.cloudformation.yaml_reader import read
from converter.findings import Findings
from converter.parity.against_plan import agreement
from converter.parity.comparison import square
from converter.parity.comparison.matching import match
from converter.parity.comparison.meaning import form_of, plain, text_of
from converter.parity.comparison.square import Assignment
from converter.project_configuration import load_configuration
from converter.rules.wishes import Wishes
from converter.terraform.evaluator import Settings
from converter.terraform.loading import Project, load
from converter.terraform.plan import Plan, from_plain, read_plan
from converter.terraform.values import Value
from tests.support.terraform_cli import Workspace

TOP = Path(__file__).resolve().parents[2]
PASSWORDS: dict[str, object] = {
    "keycloak_admin_password": "first-planted-password",
    "keycloak_database_password": "second-planted-password",
}
OTHER: dict[str, object] = {
    "name": "toolhub",
    "aws_region": "eu-central-1",
    "vpc_cidr": "10.20.0.0/18",
    "ingress_cidr_blocks": ["198.51.100.7/32", "203.0.113.0/24"],
    "enable_monitoring": True,
    "alarm_email": "ops@example.org",
    "use_regional_domains": False,
    "base_domain": "other.example.org",
    "keycloak_domain": "login.example.org",
    "root_domain": "example.org",
    "keycloak_admin": "chief",
    "keycloak_admin_password": "third-planted-password",
    "keycloak_database_username": "kcuser",
    "keycloak_database_password": "fourth-planted-password",
    "keycloak_database_min_acu": 1.5,
    "keycloak_database_max_acu": 8,
    "keycloak_log_level": "DEBUG",
    "registry_image_uri": "example.org/registry:1",
    "auth_server_image_uri": "example.org/auth:2",
    "currenttime_image_uri": "example.org/time:3",
    "mcpgw_image_uri": "example.org/mcpgw:4",
    "realserverfaketools_image_uri": "example.org/fake:5",
    "flight_booking_agent_image_uri": "example.org/flight:6",
    "travel_assistant_agent_image_uri": "example.org/travel:7",
    "currenttime_replicas": 2,
    "mcpgw_replicas": 3,
    "realserverfaketools_replicas": 4,
    "flight_booking_agent_replicas": 5,
    "travel_assistant_agent_replicas": 6,
}
CASES: dict[str, dict[str, object]] = {
    "defaults": PASSWORDS,
    "every variable": OTHER,
    "monitoring off": {**PASSWORDS, "enable_monitoring": False, "alarm_email": "ops@example.org"},
    "alarm e-mail": {**PASSWORDS, "alarm_email": "ops@example.org"},
    "no regional domains": {
        **PASSWORDS, "use_regional_domains": False, "keycloak_domain": "id.example.org", "root_domain": "example.org",
    },
    "another region": {**PASSWORDS, "aws_region": "eu-west-1", "vpc_cidr": "10.20.0.0/16"},
    "a smaller block": {**PASSWORDS, "vpc_cidr": "172.16.64.0/18"},
    "the smallest block": {**PASSWORDS, "vpc_cidr": "192.168.16.0/20"},
}  # fmt: skip


@cache
def project() -> Project:
    findings = Findings()
    loaded = load(TOP / "terraform_ref", findings)
    assert loaded is not None
    assert not findings.errors
    return loaded


@cache
def templates() -> Mapping[str, Template]:
    folder = TOP / "templates"
    return {path.name: read(path.read_text(encoding="utf-8"), path.name) for path in sorted(folder.glob("*.yaml"))}


def typed(values: Mapping[str, Any]) -> dict[str, Value]:
    """The values of all variables: the given ones, defaults for the others."""
    result: dict[str, Value] = {}
    for name, variable in project().variables.items():
        if name in values:
            span = variable.config.block.header
            result[name] = variable.constraint.apply(from_plain(values[name]), span, name)
        else:
            assert variable.default is not None, name
            result[name] = variable.default
    return result


@cache
def wishes() -> Wishes:
    """What the reference's own configuration asks for."""
    findings = Findings()
    configuration = load_configuration(TOP / "terraform_ref", findings)
    assert not findings.errors
    return configuration.wishes


def assignment(values: Mapping[str, Any], plan: Plan | None = None, *, looked_up: bool = False) -> Assignment:
    """Values for all variables; what the account knows comes from the plan's data sources, where there is a plan.

    ``looked_up`` also gives what the stacks take as parameters (the zone's id).
    """
    region = str(values.get("aws_region", "us-east-1"))
    zones = tuple(f"{region}{letter}" for letter in "abc")
    zone_id = "Z0PLANTEDZONE"
    pseudo = PseudoParameters(region=region)
    if plan is not None:
        zones = next(tuple(v["names"]) for a, v in plan.data.items() if "aws_availability_zones" in a)
        zone_id = next(v["zone_id"] for a, v in plan.data.items() if "aws_route53_zone" in a)

    def known(address: str, path: tuple[str | int, ...]) -> Value | None:
        if "aws_route53_zone" in address and not looked_up:
            return None  # looked up: a parameter of the stacks
        if plan is not None:
            value = plan.data.get(address, {}).get(str(path[0]))
            return None if value is None else from_plain(value)
        kind = address.rpartition("data.")[2].partition(".")[0]
        answers: dict[tuple[str, str], Any] = {
            ("aws_region", "name"): region,
            ("aws_partition", "partition"): pseudo.effective_partition,
            ("aws_caller_identity", "account_id"): "123456789012",
            ("aws_availability_zones", "names"): list(zones),
        }
        value = answers.get((kind, str(path[0])))
        return None if value is None else from_plain(value)

    return Assignment(
        variables=typed(values),
        look_ups={"HostedZoneId": zone_id},
        pseudo=PseudoParameters(region=region, availability_zones={region: zones}),
        settings=Settings(known_data=known),
        wishes=wishes(),
    )


@pytest.mark.parametrize("case", CASES)
def test_plan_evaluation_and_stacks_are_one(workspace: Workspace, case: str) -> None:
    agree(workspace, CASES[case])


@pytest.mark.slow
@pytest.mark.parametrize("variable", sorted(OTHER))
def test_terraform_agrees_for_every_single_variable(workspace: Workspace, variable: str) -> None:
    """With one variable changed after the other, a real plan equals the stacks: so they change alike."""
    agree(workspace, one_changed(variable))


def agree(workspace: Workspace, values: Mapping[str, Any]) -> None:
    """A real plan, the evaluation and the resolved stacks, compared under the same values."""
    plan = read_plan(workspace.plan(values, region=str(values.get("aws_region", "us-east-1"))))
    findings = Findings()
    evaluation, _ = square.specialised(project(), assignment(values, plan, looked_up=True), findings)
    assert list(agreement.compare(plan, evaluation.instances)) == []
    here = assignment(values, plan)
    _, flat = square.specialised(project(), here, findings)
    assert not findings.errors
    resolution = square.resolve_tree(templates(), here)
    assert resolution.findings == ()
    assert list(square.compare(flat, resolution, here)) == []
    assert len(plan.resources) > 200


@pytest.mark.parametrize("case", CASES)
def test_the_tree_is_created_in_order(case: str) -> None:
    stack = square.resolve_tree(templates(), assignment(CASES[case])).stack
    order = creation_order(stack)
    place = {step: position for position, step in enumerate(order)}
    assert len(place) == sum(len(s.resources) for s in stack.stacks())
    for inner in stack.stacks():
        for name, resource in inner.resources.items():
            for other in (*resource.references, *resource.depends_on):
                assert place[inner.path, other] < place[inner.path, name]


# ---------------------------------------------------------------------------------------------- one variable at a time

BASE: dict[str, object] = {**PASSWORDS, "alarm_email": "first@example.org"}
NOT_REGIONAL: dict[str, object] = {
    **BASE, "use_regional_domains": False, "keycloak_domain": "id.example.org", "root_domain": "example.org",
}  # fmt: skip
NO_EFFECT = {
    "currenttime_replicas", "mcpgw_replicas", "realserverfaketools_replicas", "flight_booking_agent_replicas",
    "travel_assistant_agent_replicas",
    # read by the deploy script alone
    "keycloak_admin", "keycloak_admin_password",
}  # fmt: skip


def one_changed(variable: str) -> dict[str, object]:
    """The base values with one variable at another value."""
    if variable == "use_regional_domains":
        return {**NOT_REGIONAL, variable: True}
    if variable in {"keycloak_domain", "root_domain"}:
        return {**NOT_REGIONAL, variable: "example.net" if variable == "root_domain" else "changed.example.org"}
    return {**BASE, variable: False if variable == "enable_monitoring" else OTHER[variable]}


@dataclass(frozen=True)
class Sides:
    """The properties of all resources, as Terraform's side and as the templates give them."""

    terraform: frozenset[tuple[str, str]]
    stacks: frozenset[tuple[str, str]]


def both_sides(values: Mapping[str, Any]) -> Sides:
    here = assignment(values)
    findings = Findings()
    _, flat = square.specialised(project(), here, findings)
    resolution = square.resolve_tree(templates(), here)
    assert not resolution.findings
    made = square.square_of(flat, resolution, here)
    matches = match([made])
    labels = square.Comparison(made, matches)
    one = {
        (f"{name}.{path}", text_of(form))
        for name, r in made.wanted.items()
        for path, form in form_of(r.type, plain(r.properties, labels.wanted_label)).items()
    }
    other = {
        (f"{matches.names[key]}.{path}", text_of(form))
        for key, r in made.there.items()
        for path, form in form_of(r.type, plain(r.properties, labels.there_label)).items()
    }
    return Sides(frozenset(one), frozenset(other))


@cache
def base_sides(*, regional: bool) -> Sides:
    return both_sides(BASE if regional else NOT_REGIONAL)


@pytest.mark.parametrize("variable", sorted(OTHER))
def test_one_variable_changes_the_same_on_both_sides(variable: str) -> None:
    before = base_sides(regional=variable not in {"keycloak_domain", "root_domain", "use_regional_domains"})
    after = both_sides(one_changed(variable))
    assert after.terraform == after.stacks
    terraform, stacks = before.terraform ^ after.terraform, before.stacks ^ after.stacks
    assert terraform == stacks
    assert bool(terraform) is (variable not in NO_EFFECT)


def test_the_comparison_sees_a_wrong_template() -> None:
    """A check that cannot fail proves nothing: one port off, one resource less."""
    here = assignment(PASSWORDS)
    _, flat = square.specialised(project(), here, Findings())
    text = (TOP / "templates" / "security-groups-stack.yaml").read_text(encoding="utf-8")
    assert "FromPort: 8888" in text
    wrong = {**templates(), "security-groups-stack.yaml": read(text.replace("FromPort: 8888", "FromPort: 8889", 1))}
    found = list(square.compare(flat, square.resolve_tree(wrong, here), here))
    assert [d.path for d in found] == ["FromPort"]
    assert Decimal(found[0].template.strip("'")) == Decimal(8889)


def test_addresses_and_domains_at_defaults() -> None:
    resolution = square.resolve_tree(templates(), assignment(PASSWORDS))
    found = [r for s in resolution.stack.stacks() for r in s.resources.values()]
    blocks = {r.properties["CidrBlock"] for r in found if r.type == "AWS::EC2::Subnet"}
    assert blocks == {
        "10.0.0.0/20", "10.0.16.0/20", "10.0.32.0/20", "10.0.48.0/24", "10.0.49.0/24", "10.0.50.0/24",
    }  # fmt: skip
    names = {r.properties["DomainName"] for r in found if r.type == "AWS::CertificateManager::Certificate"}
    assert names == {"kc.us-east-1.mycorp.click", "registry.us-east-1.mycorp.click"}
