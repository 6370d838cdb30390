"""Law: for any values of the variables, the resolved stacks equal the evaluated and mapped configuration.

The sweep also says what it has seen: how many different values, and every condition of every template both ways.
"""

from __future__ import annotations

import json
import string
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from converter.cloudformation.resolved import Resolution
from converter.findings import Findings
from converter.parity.comparison import square
from tests.reference.test_stacks_equal_plans import PASSWORDS, assignment, project, templates

WORD = st.text(string.ascii_lowercase + string.digits + "-", min_size=1, max_size=9).filter(
    lambda text: text.strip("-") == text
)
DOMAIN = st.builds(lambda one, two: f"{one}.{two}.example", WORD, WORD)
SECRET = st.text(string.ascii_letters + string.digits + "!#%+=_", min_size=8, max_size=20)
IMAGE = st.builds(lambda name, tag: f"registry.example/{name}:{tag}", WORD, WORD)
NETWORK = st.one_of(
    st.integers(0, 255).map(lambda n: f"10.{n}.0.0"),
    st.integers(16, 31).map(lambda n: f"172.{n}.0.0"),
    st.just("192.168.0.0"),
)
BLOCK = st.builds(lambda network, length: f"{network}/{length}", NETWORK, st.integers(16, 20))
REGIONS = ("us-east-1", "eu-west-1", "ap-southeast-2", "cn-north-1")
ADDRESS = st.builds(lambda a, b: f"203.{a}.{b}.7/32", st.integers(0, 255), st.integers(0, 255))
REPLICAS = st.integers(1, 9)

VARIABLES = st.fixed_dictionaries(
    {
        "name": WORD,
        "aws_region": st.sampled_from(REGIONS),
        "vpc_cidr": BLOCK,
        "ingress_cidr_blocks": st.lists(ADDRESS, min_size=1, max_size=3),
        "enable_monitoring": st.booleans(),
        "alarm_email": st.just("") | st.builds(lambda word: f"{word}@example.org", WORD),
        "use_regional_domains": st.booleans(),
        "base_domain": DOMAIN,
        "keycloak_domain": st.just("") | DOMAIN,
        "root_domain": DOMAIN,
        "keycloak_admin": WORD,
        "keycloak_admin_password": SECRET,
        "keycloak_database_username": WORD,
        "keycloak_database_password": SECRET,
        "keycloak_database_min_acu": st.sampled_from([0.5, 1, 2.5]),
        "keycloak_database_max_acu": st.integers(3, 64),
        "keycloak_log_level": st.sampled_from(["INFO", "DEBUG"]),
        "registry_image_uri": IMAGE,
        "auth_server_image_uri": IMAGE,
        "currenttime_image_uri": st.just("") | IMAGE,
        "mcpgw_image_uri": IMAGE,
        "realserverfaketools_image_uri": IMAGE,
        "flight_booking_agent_image_uri": IMAGE,
        "travel_assistant_agent_image_uri": IMAGE,
        "currenttime_replicas": REPLICAS,
        "mcpgw_replicas": REPLICAS,
        "realserverfaketools_replicas": REPLICAS,
        "flight_booking_agent_replicas": REPLICAS,
        "travel_assistant_agent_replicas": REPLICAS,
    }
)


@dataclass
class Seen:
    """What a sweep went through: the assignments, and the values of each condition of each template."""

    assignments: set[str] = field(default_factory=set)
    conditions: dict[tuple[str, str], set[bool]] = field(default_factory=dict)

    def note(self, resolution: Resolution) -> None:
        for stack in resolution.stack.stacks():
            for name, value in stack.conditions.items():
                self.conditions.setdefault((stack.file, name), set()).add(value)

    def one_way(self) -> set[tuple[str, str]]:
        """The conditions of the templates that were never decided the other way."""
        every = {(file, name) for file, template in templates().items() for name in template.conditions}
        return {condition for condition in every if self.conditions.get(condition) != {True, False}}


def commutes(values: Mapping[str, Any], seen: Seen) -> None:
    assert set(values) == set(project().variables)
    here = assignment(values)
    findings = Findings()
    _, flat = square.specialised(project(), here, findings)
    assert not findings.errors
    resolution = square.resolve_tree(templates(), here)
    assert resolution.findings == ()
    assert list(square.compare(flat, resolution, here)) == []
    seen.assignments.add(json.dumps(values, sort_keys=True))
    seen.note(resolution)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(VARIABLES)
def test_the_square_commutes(values: dict[str, Any]) -> None:
    commutes(values, Seen())


@pytest.mark.slow
def test_the_square_commutes_for_many_values() -> None:
    seen = Seen()

    @settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(VARIABLES)
    def law(values: dict[str, Any]) -> None:
        commutes(values, seen)

    law()
    first_stage(seen)
    assert len(seen.assignments) >= 200
    assert seen.one_way() == set()


def test_the_first_stage_only_leaves_resources_out() -> None:
    first_stage(Seen())


def first_stage(seen: Seen) -> None:
    """The stage is the deployer's, no variable's: before the last one resources are missing, and nothing differs."""
    here = assignment({**PASSWORDS, "alarm_email": "ops@example.org"})
    _, flat = square.specialised(project(), here, Findings())
    staged = replace(here, look_ups={**here.look_ups, "DeploymentStage": "foundation"})
    resolution = square.resolve_tree(templates(), staged)
    assert resolution.findings == ()
    seen.note(resolution)
    found = list(square.compare(flat, resolution, here))
    assert found
    assert {(d.path, d.template) for d in found} == {("", "missing")}
