"""Properties 1-11 of the reference system's templates, under parameter values that hypothesis draws.

Each also fails on a template that is broken in its sense, whatever the values.

The same predicates as ``tf2cfn parity`` runs, over situations of hypothesis' choice instead of its own; where a
property says what a user may give (P8, P11), the test also says it in its own words.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from converter.cloudformation.values import Value
from converter.findings import Severity
from converter.parity.ledger import Ledger
from converter.parity.parameter_values import fits
from converter.parity.properties.expectations import Expectations
from converter.parity.properties.model import FINDING_IDS, Check, Outcome, Predicate, PropertyRow
from converter.parity.properties.paths import texts_in
from converter.parity.properties.predicates.parameters import default_text, same_default
from converter.parity.properties.runner import check_property
from converter.parity.properties.situations import Situation
from converter.parity.properties.system import System
from converter.parity.templates import TemplateFolder
from converter.rules.names import parameter_name
from converter.terraform.types import BOOL, NUMBER
from tests.conftest import TEMPLATES, Reference
from tests.parity.drawing import DOMAINS, NUMBERS, REGIONS, situations

DRAWN = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def outcome_of(id: str, reference: Reference, situation: Situation, **arguments: Any) -> Outcome:
    """One property under one situation; ``arguments`` take the place of those of its predicate over the system."""
    system = replace(reference.system, base=situation, _situations=(situation,), _trees={})
    row = next(row for row in system.table.rows if row.id == id)
    if arguments:
        row = with_arguments(row, arguments)
    return check_property(row, system, Expectations(row, reference.configuration), Ledger())


def with_arguments(row: PropertyRow, arguments: Mapping[str, Any]) -> PropertyRow:
    (check,) = row.checks
    assert check.system is not None
    changed = Predicate(check.system.name, {**check.system.arguments, **arguments})
    return replace(row, checks=(Check(system=changed),))


def holds(id: str, reference: Reference, data: st.DataObject, **arguments: Any) -> Outcome:
    """Whether a property holds under drawn values."""
    situation = data.draw(situations(reference.system), label="parameters")
    outcome = outcome_of(id, reference, situation, **arguments)
    problems = [finding for finding in outcome.findings if finding.severity is Severity.ERROR]
    assert problems == []
    return outcome


@DRAWN
@given(data=st.data())
def test_p1_task_definitions_run_on_fargate(reference: Reference, data: st.DataObject) -> None:
    holds("P1", reference, data)


@DRAWN
@given(data=st.data())
def test_p2_every_container_logs_to_cloudwatch(reference: Reference, data: st.DataObject) -> None:
    holds("P2", reference, data)


@DRAWN
@given(data=st.data())
def test_p3_every_container_has_a_health_check(reference: Reference, data: st.DataObject) -> None:
    holds("P3", reference, data)


@DRAWN
@given(data=st.data())
def test_p4_target_groups_check_health(reference: Reference, data: st.DataObject) -> None:
    holds("P4", reference, data)


@DRAWN
@given(data=st.data())
def test_p5_access_points_act_as_one_user(reference: Reference, data: st.DataObject) -> None:
    holds("P5", reference, data)


@DRAWN
@given(data=st.data())
def test_p6_domain_names_follow_the_region(reference: Reference, data: st.DataObject) -> None:
    region = data.draw(st.sampled_from(REGIONS), label="region")
    domain = data.draw(DOMAINS, label="base domain").join(("planted.", ".example"))
    holds("P6", reference, data, regions=[region], base_domains=[domain])


@DRAWN
@given(data=st.data())
def test_p7_policies_grant_what_is_needed(reference: Reference, data: st.DataObject) -> None:
    holds("P7", reference, data)


@DRAWN
@given(data=st.data())
def test_p8_sensitive_values_stay_hidden(reference: Reference, data: st.DataObject) -> None:
    holds("P8", reference, data)
    situation = data.draw(situations(reference.system), label="parameters for the texts")
    secrets = {
        str(situation.parameters[name])
        for name, parameter in reference.system.root.parameters.items()
        if parameter.no_echo
    }
    for stack in reference.system.resolve(situation).stacks():
        for name, value in stack.parameters.items():
            if not stack.template.parameters[name].no_echo:
                assert not carries(value, secrets), name
        for name, output in stack.outputs.items():
            assert not carries(output.value, secrets), name
        for logical_id, resource in stack.resources.items():
            for container in resource.properties.get("ContainerDefinitions", ()):  # type: ignore[union-attr]
                assert not carries(container, secrets), logical_id


def carries(value: Value, secrets: set[str]) -> bool:
    return any(secret in text for _, text in texts_in(value) for secret in secrets)


@DRAWN
@given(data=st.data())
def test_p9_log_groups_are_kept_as_expected(reference: Reference, data: st.DataObject) -> None:
    holds("P9", reference, data)


@DRAWN
@given(data=st.data())
def test_p10_services_accept_only_named_ones(reference: Reference, data: st.DataObject) -> None:
    holds("P10", reference, data)


@DRAWN
@given(data=st.data())
def test_p11_parameters_are_variables(reference: Reference, data: st.DataObject) -> None:
    """Every variable's parameter takes what its type takes, refuses what it refuses, and has its default."""
    narrowed = reference.configuration.properties["P11"]["narrowed"]
    for variable in reference.system.variables.values():
        name = parameter_name(variable.name)
        parameter = reference.system.root.parameters.get(name)
        if parameter is None:
            continue
        wanted, given_default = default_text(variable), parameter.default
        assert (wanted is None) == (given_default is None), name
        if wanted is not None:
            assert same_default(str(given_default), wanted, variable.constraint.type), name
        if variable.constraint.type == BOOL:
            assert fits(name, parameter, data.draw(st.sampled_from(["true", "false"])))
            assert not fits(name, parameter, data.draw(st.text(min_size=6)))
        elif variable.constraint.type == NUMBER:
            assert name in narrowed or fits(name, parameter, data.draw(NUMBERS))
            assert not fits(name, parameter, data.draw(st.text("abc", min_size=1)))
        else:
            assert name in narrowed or fits(name, parameter, data.draw(st.text(max_size=40)))


def test_p11_holds_as_the_command_checks_it(reference: Reference) -> None:
    outcome = outcome_of("P11", reference, reference.system.base)
    assert [finding.summary for finding in outcome.findings if finding.severity is Severity.ERROR] == []


# ---------------------------------------------------------------------------------------------- broken templates


@dataclass(frozen=True)
class Break:
    """A text of a template and what takes its place; ``arguments`` make the property's predicate look at less."""

    file: str
    old: str
    new: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


BREAKS = {
    "P1": Break("ecs-services", "NetworkMode: awsvpc", "NetworkMode: bridge"),
    "P2": Break("ecs-services", "awslogs-region: !Ref AWS::Region", "awslogs-region: us-gov-west-1"),
    "P3": Break("ecs-services", "Interval: 30", "Interval: 400"),
    "P4": Break("alb", "HealthCheckPath: /health", "HealthCheckPath: health"),
    "P5": Break("efs", 'Uid: "1000"', 'Uid: "0"'),
    "P6": Break("dns", "kc.${AWS::Region}.", "kc.us-gov-west-1.",
                {"regions": ["us-east-1"], "base_domains": ["planted.example.org"]}),
    "P7": Break("iam", "Action: secretsmanager:GetSecretValue", 'Action: "*"'),
    "P8": Break("database", "NoEcho: true", "NoEcho: false"),
    "P9": Break("ecs-services", "RetentionInDays: 30", "RetentionInDays: 31"),
    "P10": Break("security-groups", "SourceSecurityGroupId: !GetAtt RegistrySecurityGroup.GroupId",
                 "CidrIp: 10.0.0.0/8"),
    "P11": Break("main", "Type: Number\n    Description: Largest", "Type: String\n    Description: Largest"),
}  # fmt: skip


def test_every_property_has_a_broken_template(reference: Reference) -> None:
    assert list(BREAKS) == [row.id for row in reference.system.table.rows]


@pytest.mark.parametrize("id", BREAKS)
def test_a_property_fails_on_a_broken_template(id: str, reference: Reference, tmp_path: Path) -> None:
    broken = BREAKS[id]
    folder = Path(shutil.copytree(TEMPLATES, tmp_path / "templates"))
    file = folder / f"{broken.file}-stack.yaml"
    text = file.read_text(encoding="utf-8")
    assert broken.old in text
    file.write_text(text.replace(broken.old, broken.new, 1), encoding="utf-8")
    system = System.load(reference.system.project, TemplateFolder(folder), reference.system.table)
    edited = replace(reference, system=system)

    @settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(data=st.data())
    def fails(data: st.DataObject) -> None:
        drawn = data.draw(situations(system), label="parameters")
        # Before the last stage there are no services, and nothing in them to be wrong.
        situation = replace(drawn, parameters={**drawn.parameters, "DeploymentStage": "all"})
        found = outcome_of(id, edited, situation, **broken.arguments).findings
        errors = [finding for finding in found if finding.severity is Severity.ERROR]
        assert errors
        assert {finding.id for finding in errors} == {FINDING_IDS[id]}
        assert all(finding.place is not None for finding in errors)

    fails()
