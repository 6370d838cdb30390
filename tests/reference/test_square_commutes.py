"""Law: for any values of the variables, the resolved stacks equal the evaluated and mapped configuration."""

from __future__ import annotations

import string
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from converter.findings import Findings
from converter.parity import square
from tests.reference.test_stacks_equal_plans import assignment, project, templates

WORD = st.text(string.ascii_lowercase + string.digits + "-", min_size=1, max_size=9).filter(
    lambda text: text.strip("-") == text
)
DOMAIN = st.builds(lambda one, two: f"{one}.{two}.example", WORD, WORD)
SECRET = st.text(string.ascii_letters + string.digits + "!#%+=_", min_size=8, max_size=20)
IMAGE = st.builds(lambda name, tag: f"registry.example/{name}:{tag}", WORD, WORD)
BLOCK = st.builds(
    lambda second, length: f"10.{second}.0.0/{length}", st.integers(0, 255), st.integers(16, 20)
)  # fmt: skip
ADDRESS = st.builds(lambda a, b: f"203.{a}.{b}.7/32", st.integers(0, 255), st.integers(0, 255))
REPLICAS = st.integers(1, 9)

VARIABLES = st.fixed_dictionaries(
    {
        "name": WORD,
        "aws_region": st.sampled_from(["us-east-1", "eu-west-1", "ap-southeast-2"]),
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


def commutes(values: dict[str, Any]) -> None:
    assert set(values) == set(project().variables)
    here = assignment(values)
    findings = Findings()
    _, flat = square.specialised(project(), here, findings)
    assert not findings.errors
    resolution = square.resolve_tree(templates(), here)
    assert resolution.findings == ()
    assert list(square.compare(flat, resolution, here)) == []


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(VARIABLES)
def test_the_square_commutes(values: dict[str, Any]) -> None:
    commutes(values)


@pytest.mark.slow
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(VARIABLES)
def test_the_square_commutes_for_many_values(values: dict[str, Any]) -> None:
    commutes(values)
