"""Properties 1-11 of the reference system's templates, under parameter values that hypothesis draws.

The same predicates as ``tf2cfn parity`` runs, over situations of hypothesis' choice instead of its own; where a
property says what a user may give (P8, P11), the test also says it in its own words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings, strategies as st

from converter.cloudformation.values import Value
from converter.findings import Severity
from converter.parity.expectations import Expectations
from converter.parity.ledger import Ledger
from converter.parity.model import Check, Outcome, Predicate, PropertyRow
from converter.parity.paths import texts_in
from converter.parity.predicates.parameters import default_text, same_default
from converter.parity.runner import check_property
from converter.parity.situations import Situation, fits
from converter.rules.names import parameter_name
from converter.terraform.types import BOOL, NUMBER
from tests.conftest import Reference
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
