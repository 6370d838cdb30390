"""The minimal cases: minimal indeed, and the same in both clouds."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from converter.terraform.provider_schema import ProviderSchema
from tests.rules.case_text import cases_of, types
from tests.support.terraform_cli import terraform_missing_reason

from .accounting import Outcome
from .clouds import Applied
from .comparing import unneeded
from .minimal_cases import MINIMAL
from .minimal_page import PAGE, minimal_page
from .minimal_running import CASE, result_of, run_minimal, unsupported

_RESOURCE = re.compile(rf'^resource "(\w+)" "{CASE}" {{(?:}}$|(.*?)^}}$)', re.DOTALL | re.MULTILINE)
_ARGUMENT = re.compile(r"^  (\w+) *[={]", re.MULTILINE)
_META = {"depends_on"}


def _arguments(text: str) -> Mapping[str, set[str]]:
    """The arguments and blocks of each type's case, in formatted text."""
    return {name: set(_ARGUMENT.findall(body)) - _META for name, body in _RESOURCE.findall(text)}


def _written() -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = {}
    for path in sorted(MINIMAL.glob("*/*.tf")):
        here = _arguments(path.read_text(encoding="utf-8"))
        assert not here.keys() & found.keys()
        found |= here
    return found


ASKED_FOR: Mapping[str, set[str]] = {
    "aws_acm_certificate": {"validation_method"},
    "aws_api_gateway_domain_name": {"certificate_arn"},
    "aws_apigatewayv2_integration": {"integration_method", "integration_uri"},
    "aws_appautoscaling_policy": {"policy_type", "target_tracking_scaling_policy_configuration"},
    "aws_athena_database": {"bucket"},
    "aws_autoscaling_policy": {"adjustment_type", "scaling_adjustment"},
    "aws_backup_selection": {"resources"},
    "aws_batch_compute_environment": {"compute_environment_name", "service_role"},
    "aws_cloudwatch_log_subscription_filter": {"role_arn"},
    "aws_db_proxy_target": {"db_instance_identifier"},
    "aws_default_security_group": {"vpc_id"},
    "aws_ecs_service": {"cluster", "task_definition"},
    "aws_flow_log": {"iam_role_arn"},
    "aws_lakeformation_permissions": {"database"},
    "aws_nat_gateway": {"allocation_id"},
    "aws_rds_cluster": {"master_password", "master_username"},
    "aws_resourcegroups_group": {"resource_query"},
    "aws_route53_health_check": {"ip_address", "port"},
    "aws_s3_bucket_lifecycle_configuration": {"rule"},
    "aws_service_discovery_service": {"namespace_id"},
    "aws_ssoadmin_account_assignment": {"target_type"},
    "aws_vpc_endpoint": {"service_name"},
    "aws_vpc_endpoint_service": {"network_load_balancer_arns"},
    "aws_vpn_connection": {"vpn_gateway_id"},
}
"""Arguments that neither the provider requires nor the empty case of a rule sets, and that AWS wants nevertheless."""


def test_a_case_sets_what_is_required_and_nothing_else() -> None:
    more = {}
    for name, arguments in _written().items():
        schema = ProviderSchema.load().resource(name)
        assert schema is not None, name
        required = {each for each, attribute in schema.attributes.items() if attribute.required}
        required |= {each for each, block in schema.blocks.items() if block.min_items}
        (empty,) = (each.text for each in cases_of(name) if each.name == "empty")
        more[name] = arguments - required - _arguments(empty)[name]
    assert {name: found for name, found in more.items() if found} == ASKED_FOR


def test_every_table_of_an_aws_type_has_a_case() -> None:
    assert _written().keys() == {name for name in types() if name.startswith("aws_")}
    assert unsupported().keys() <= _written().keys()


def test_the_page_speaks_of_every_case() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert [name for name in _written() if f"\n| `{name}` | " not in text] == []
    assert [row.reason for row in unsupported().values() if f" | {row.reason} |\n" not in text] == []


def _failed(kind: str, message: str) -> str:
    return f"Error: {message}\n\n  with module.cases.{kind}.this,\n  on main.tf line 1:\n"


@pytest.mark.parametrize(
    ("output", "told", "kinds"),
    [
        (_failed("aws_eks_addon", "operation error EKS: CreateAddon, 404"), {}, ["aws_eks_addon"]),
        (_failed("aws_eks_addon", "operation error EKS: DescribeAddon, 404"), {"aws_eks_addon"}, []),
        (_failed("aws_sqs_queue", "no"), {"aws_sqs_queue"}, []),
        ("no end within 600 s", {"terraform"}, []),
    ],
)
def test_a_failure_is_told_unless_it_is_the_stated_one(output: str, told: set[str], kinds: list[str]) -> None:
    result = result_of(Applied({}, output), {}, [])
    assert set(result.failures) == set(told)
    assert result.unsupported == kinds


def test_a_type_that_works_by_now_is_told() -> None:
    made = {"type": "aws_eks_addon", "name": CASE, "address": "aws_eks_addon.this", "values": {"id": "a"}}
    assert set(result_of(Applied({"cases": [made]}, ""), {}, []).failures) == {"aws_eks_addon"}


@pytest.mark.slow
@pytest.mark.skipif(terraform_missing_reason() is not None, reason=str(terraform_missing_reason()))
def test_the_minimal_cases_look_the_same() -> None:
    result = run_minimal()
    assert result.failures == {}
    assert result.unstated == []
    assert result.with_outcome(Outcome.UNPLACED) == []
    assert set(result.unsupported) == {name for name, row in unsupported().items() if row.says}
    assert unsupported().keys() | {entry.type for entry in result.entries} == _written().keys()
    assert unneeded(result.compared, minimal=True) == []
    assert minimal_page(result)
