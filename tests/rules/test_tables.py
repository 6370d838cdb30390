"""The tables that come with the package are clean, and say what the traps of the reference system ask for."""

from __future__ import annotations

import pytest

from converter.rules.checks import check_tables
from converter.rules.loader import load_tables
from converter.rules.model import ResourceRule, TypeChoice


@pytest.fixture(scope="module", name="resources")
def _resources() -> dict[str, ResourceRule]:
    return dict(load_tables().resources)


def test_no_table_has_a_fault() -> None:
    assert [f"{f.id} {f.summary}" for f in check_tables(load_tables())] == []


def test_every_type_of_the_network_the_balancers_and_names_has_a_table(resources: dict[str, ResourceRule]) -> None:
    expected = {
        "aws_vpc", "aws_subnet", "aws_internet_gateway", "aws_eip", "aws_nat_gateway", "aws_route_table", "aws_route",
        "aws_route_table_association", "aws_vpc_endpoint", "aws_default_security_group", "aws_default_network_acl",
        "aws_default_route_table", "aws_security_group", "aws_security_group_rule",
        "aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule", "aws_lb", "aws_lb_target_group",
        "aws_lb_listener", "aws_lb_listener_rule", "aws_lb_listener_certificate", "aws_lb_target_group_attachment",
        "aws_efs_file_system", "aws_efs_file_system_policy", "aws_efs_backup_policy", "aws_efs_mount_target",
        "aws_efs_access_point", "aws_acm_certificate", "aws_acm_certificate_validation", "aws_route53_record",
        "aws_route53_zone",
    }  # fmt: skip
    assert expected <= resources.keys()


@pytest.mark.parametrize(
    ("terraform_type", "argument", "default"),
    [
        ("aws_vpc", "enable_dns_hostnames", False),
        ("aws_subnet", "map_public_ip_on_launch", False),
        ("aws_security_group", "description", "Managed by Terraform"),
        ("aws_lb", "drop_invalid_header_fields", False),
        ("aws_lb", "internal", False),
        ("aws_lb_target_group", "deregistration_delay", "300"),
        ("aws_efs_file_system", "encrypted", False),
        ("aws_route53_zone", "comment", "Managed by Terraform"),
    ],
)
def test_provider_defaults_are_written(
    resources: dict[str, ResourceRule], terraform_type: str, argument: str, default: object
) -> None:
    row = resources[terraform_type].arguments[argument]
    assert row.has_default
    assert row.default == default


def test_the_blocks_own_defaults_of_a_health_check(resources: dict[str, ResourceRule]) -> None:
    rows = resources["aws_lb_target_group"].arguments["health_check"].rows
    assert {name: row.default for name, row in rows.items() if row.has_default} == {
        "enabled": True,
        "healthy_threshold": 3,
        "interval": 30,
        "port": "traffic-port",
        "protocol": "HTTP",
        "unhealthy_threshold": 3,
    }


@pytest.mark.parametrize(
    ("terraform_type", "attribute", "expected"),
    [
        ("aws_eip", "id", "AllocationId"),
        ("aws_lb", "arn_suffix", "LoadBalancerFullName"),
        ("aws_lb", "zone_id", "CanonicalHostedZoneID"),
        ("aws_lb_target_group", "arn_suffix", "TargetGroupFullName"),
        ("aws_nat_gateway", "network_interface_id", "EniId"),
        ("aws_security_group", "id", "GroupId"),
        ("aws_efs_access_point", "arn", "Arn"),
    ],
)
def test_attributes_that_are_traps(
    resources: dict[str, ResourceRule], terraform_type: str, attribute: str, expected: str
) -> None:
    assert resources[terraform_type].attributes[attribute].get_att == expected


def test_an_address_and_the_arns_that_ref_gives(resources: dict[str, ResourceRule]) -> None:
    assert resources["aws_eip"].attributes["public_ip"].ref
    for name in ("aws_lb", "aws_lb_target_group", "aws_lb_listener", "aws_acm_certificate"):
        assert resources[name].attributes["arn"].ref, name


def test_a_gateway_is_ready_when_it_is_attached(resources: dict[str, ResourceRule]) -> None:
    rule = resources["aws_internet_gateway"]
    assert rule.ready == ("attachment",)
    assert rule.also["attachment"].type == "AWS::EC2::VPCGatewayAttachment"


@pytest.mark.parametrize("direction", ["ingress", "egress"])
def test_a_rules_peer_follows_its_direction(resources: dict[str, ResourceRule], direction: str) -> None:
    side = "Source" if direction == "ingress" else "Destination"
    cases = [case for case in resources["aws_security_group_rule"].cases if case.when["type"] == direction]
    groups, lists = set(), set()
    for case in cases:
        assert isinstance(case.rule.type, TypeChoice)
        groups.add(str(case.rule.arguments["source_security_group_id"].to))
        beside = [also.rows for name, also in case.rule.also.items() if name == "prefix_list_ids"]
        lists.add(str((*beside, case.rule.arguments)[0]["prefix_list_ids"].to))
    assert groups - {"None"} == {f"{side}SecurityGroupId"}
    assert lists == {f"{side}PrefixListId"}


def test_the_old_names_of_the_balancers_types_are_the_same_rules(resources: dict[str, ResourceRule]) -> None:
    assert resources["aws_alb"] is resources["aws_lb"]
    assert resources["aws_alb"].terraform_type == "aws_lb"
