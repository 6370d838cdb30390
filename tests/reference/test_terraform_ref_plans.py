"""What real plans of ``terraform_ref`` hold: the facts of the reference system, seen through Terraform itself."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support.plan_json import count_by_type, of_type, one, outputs, resources
from tests.support.terraform_cli import CommandFailedError, Workspace

Plan = dict[str, Any]

PASSWORDS: dict[str, object] = {
    "keycloak_admin_password": "only-for-tests",
    "keycloak_database_password": "only-for-tests",
}

DEFAULTS: dict[str, object] = {
    "name": "mcp-gateway",
    "aws_region": "us-east-1",
    "vpc_cidr": "10.0.0.0/16",
    "ingress_cidr_blocks": ["0.0.0.0/0"],
    "enable_monitoring": True,
    "alarm_email": "",
    "use_regional_domains": True,
    "base_domain": "mycorp.click",
    "keycloak_domain": "",
    "root_domain": "",
    "keycloak_admin": "admin",
    "keycloak_database_username": "keycloak",
    "keycloak_database_min_acu": 0.5,
    "keycloak_database_max_acu": 2,
    "keycloak_log_level": "INFO",
    "registry_image_uri": "",
    "auth_server_image_uri": "mcpgateway/auth-server:latest",
    "currenttime_image_uri": "",
    "mcpgw_image_uri": "",
    "realserverfaketools_image_uri": "",
    "flight_booking_agent_image_uri": "",
    "travel_assistant_agent_image_uri": "",
    "currenttime_replicas": 1,
    "mcpgw_replicas": 1,
    "realserverfaketools_replicas": 1,
    "flight_booking_agent_replicas": 1,
    "travel_assistant_agent_replicas": 1,
}

SENSITIVE = {
    "keycloak_admin",
    "keycloak_admin_password",
    "keycloak_database_username",
    "keycloak_database_password",
}

COUNTS = {
    "aws_acm_certificate": 2,
    "aws_acm_certificate_validation": 2,
    "aws_appautoscaling_policy": 16,
    "aws_appautoscaling_target": 8,
    "aws_cloudwatch_log_group": 9,
    "aws_cloudwatch_metric_alarm": 9,
    "aws_db_proxy": 1,
    "aws_db_proxy_target": 1,
    "aws_db_subnet_group": 1,
    "aws_default_network_acl": 1,
    "aws_default_route_table": 1,
    "aws_default_security_group": 1,
    "aws_ecr_lifecycle_policy": 1,
    "aws_ecr_repository": 1,
    "aws_ecr_repository_policy": 1,
    "aws_ecs_cluster": 2,
    "aws_ecs_cluster_capacity_providers": 2,
    "aws_ecs_service": 8,
    "aws_ecs_task_definition": 8,
    "aws_efs_access_point": 6,
    "aws_efs_backup_policy": 1,
    "aws_efs_file_system": 1,
    "aws_efs_file_system_policy": 1,
    "aws_efs_mount_target": 3,
    "aws_eip": 3,
    "aws_iam_policy": 15,
    "aws_iam_role": 17,
    "aws_iam_role_policy": 4,
    "aws_iam_role_policy_attachment": 21,
    "aws_internet_gateway": 1,
    "aws_kms_alias": 1,
    "aws_kms_key": 1,
    "aws_lb": 2,
    "aws_lb_listener": 6,
    "aws_lb_target_group": 4,
    "aws_nat_gateway": 3,
    "aws_rds_cluster": 1,
    "aws_rds_cluster_instance": 1,
    "aws_rds_cluster_parameter_group": 1,
    "aws_route": 4,
    "aws_route53_record": 4,
    "aws_route_table": 4,
    "aws_route_table_association": 6,
    "aws_secretsmanager_secret": 5,
    "aws_secretsmanager_secret_version": 5,
    "aws_security_group": 13,
    "aws_security_group_rule": 10,
    "aws_service_discovery_private_dns_namespace": 1,
    "aws_ssm_parameter": 5,
    "aws_subnet": 6,
    "aws_vpc": 1,
    "aws_vpc_endpoint": 2,
    "aws_vpc_security_group_egress_rule": 9,
    "aws_vpc_security_group_ingress_rule": 16,
    "random_password": 2,
    "random_string": 1,
}

SNS = {"aws_sns_topic": 1, "aws_sns_topic_policy": 1, "aws_sns_topic_subscription": 1}

OUTPUTS = {
    "vpc_id",
    "vpc_cidr",
    "private_subnet_ids",
    "public_subnet_ids",
    "ecs_cluster_name",
    "ecs_cluster_arn",
    "mcp_gateway_url",
    "mcp_gateway_auth_url",
    "mcp_gateway_alb_dns",
    "mcp_gateway_https_enabled",
    "mcp_gateway_autoscaling_enabled",
    "mcp_gateway_monitoring_enabled",
    "mcp_gateway_efs_id",
    "mcp_gateway_efs_arn",
    "mcp_gateway_efs_access_points",
    "monitoring_sns_topic",
    "deployment_summary",
    "keycloak_url",
    "keycloak_admin_console",
    "keycloak_alb_dns",
    "keycloak_ecr_repository",
    "registry_url",
    "registry_certificate_arn",
    "registry_dns_record",
}


@pytest.fixture(scope="module")
def default(workspace: Workspace) -> Plan:
    """Return the plan with nothing given but the two passwords."""
    return workspace.plan(PASSWORDS)


@pytest.fixture(scope="module")
def elsewhere(workspace: Workspace) -> Plan:
    """Return the plan of another region and block, with alarms by e-mail."""
    variables: dict[str, object] = {
        "aws_region": "eu-west-1",
        "vpc_cidr": "10.20.0.0/16",
        "alarm_email": "ops@example.org",
        "ingress_cidr_blocks": ["198.51.100.0/24", "203.0.113.0/24"],
    }
    return workspace.plan(PASSWORDS | variables)


@pytest.fixture(scope="module")
def plain_names(workspace: Workspace) -> Plan:
    """Return the plan with fixed names, a smaller block and monitoring off in spite of an address."""
    variables: dict[str, object] = {
        "use_regional_domains": False,
        "root_domain": "example.org",
        "keycloak_domain": "auth.example.org",
        "vpc_cidr": "10.20.64.0/18",
        "enable_monitoring": False,
        "alarm_email": "ops@example.org",
    }
    return workspace.plan(PASSWORDS | variables)


def subnet_blocks(plan: Plan) -> list[str]:
    subnets = of_type(plan, "aws_subnet")
    return [subnets[address]["cidr_block"] for address in sorted(subnets)]


def container(plan: Plan, address: str) -> dict[str, Any]:
    definitions = json.loads(one(plan, address)["container_definitions"])
    assert len(definitions) == 1
    found: dict[str, Any] = definitions[0]
    return found


def test_the_configuration_is_valid(workspace: Workspace) -> None:
    assert workspace.validate()["diagnostics"] == []


def test_the_interface_is_that_of_the_reference_system(default: Plan) -> None:
    declared = default["configuration"]["root_module"]["variables"]
    assert {name: found["default"] for name, found in declared.items() if "default" in found} == DEFAULTS
    assert declared.keys() - DEFAULTS.keys() == PASSWORDS.keys()
    assert {name for name, found in declared.items() if found.get("sensitive")} == SENSITIVE
    assert all(found.get("description") for found in declared.values())


def test_every_output_of_the_reference_system_is_there(default: Plan) -> None:
    declared = default["configuration"]["root_module"]["outputs"]
    assert declared.keys() >= OUTPUTS
    assert not any(found.get("sensitive") for found in declared.values())


def test_the_defaults_plan_exactly_these_resources(default: Plan) -> None:
    assert count_by_type(default) == COUNTS


def test_subnets_are_cut_from_a_block_of_16_bits(default: Plan) -> None:
    private = ["10.0.0.0/20", "10.0.16.0/20", "10.0.32.0/20"]
    assert subnet_blocks(default) == [*private, "10.0.48.0/24", "10.0.49.0/24", "10.0.50.0/24"]


def test_subnets_follow_another_block(elsewhere: Plan, plain_names: Plan) -> None:
    assert subnet_blocks(elsewhere)[0] == "10.20.0.0/20"
    assert subnet_blocks(elsewhere)[3] == "10.20.48.0/24"
    private = ["10.20.64.0/22", "10.20.68.0/22", "10.20.72.0/22"]
    assert subnet_blocks(plain_names) == [*private, "10.20.76.0/26", "10.20.76.64/26", "10.20.76.128/26"]


def test_names_are_regional_by_default(default: Plan, elsewhere: Plan) -> None:
    assert outputs(default)["keycloak_url"] == "https://kc.us-east-1.mycorp.click"
    assert outputs(default)["registry_url"] == "https://registry.us-east-1.mycorp.click"
    assert outputs(default)["mcp_gateway_auth_url"] == "https://registry.us-east-1.mycorp.click:8888"
    assert outputs(elsewhere)["keycloak_admin_console"] == "https://kc.eu-west-1.mycorp.click/admin"
    assert outputs(elsewhere)["mcp_gateway_url"] == "https://registry.eu-west-1.mycorp.click"


def test_names_can_be_given(plain_names: Plan) -> None:
    assert outputs(plain_names)["keycloak_url"] == "https://auth.example.org"
    assert outputs(plain_names)["registry_url"] == "https://registry.example.org"
    certificates = of_type(plain_names, "aws_acm_certificate").values()
    assert {found["domain_name"] for found in certificates} == {"auth.example.org", "registry.example.org"}


def test_the_region_reaches_every_name_that_carries_it(elsewhere: Plan) -> None:
    assert one(elsewhere, "module.network.aws_vpc_endpoint.sts")["service_name"] == "com.amazonaws.eu-west-1.sts"
    assert one(elsewhere, "aws_iam_role.rds_proxy")["name"] == "keycloak-rds-proxy-role-eu-west-1"
    agent = container(elsewhere, 'module.backend["flight_booking_agent"].aws_ecs_task_definition.this')
    assert {"name": "AWS_REGION", "value": "eu-west-1"} in agent["environment"]
    assert agent["logConfiguration"]["options"]["awslogs-region"] == "eu-west-1"
    assert "us-east-1" not in json.dumps(elsewhere["planned_values"])


def test_an_address_adds_the_topic_and_nothing_else(elsewhere: Plan) -> None:
    assert count_by_type(elsewhere) == dict(sorted((COUNTS | SNS).items()))


def test_without_monitoring_an_address_adds_nothing(plain_names: Plan) -> None:
    rest = {kind: count for kind, count in COUNTS.items() if kind != "aws_cloudwatch_metric_alarm"}
    assert count_by_type(plain_names) == rest
    assert outputs(plain_names)["mcp_gateway_monitoring_enabled"] is False


def test_only_the_first_ingress_block_counts(elsewhere: Plan) -> None:
    group = "module.alb_security_group.aws_vpc_security_group_ingress_rule.this"
    rules = {address: found for address, found in resources(elsewhere).items() if address.startswith(group)}
    assert len(rules) == 4
    assert {found["values"]["cidr_ipv4"] for found in rules.values()} == {"198.51.100.0/24"}


def test_every_service_scales_on_cpu_and_memory(default: Plan) -> None:
    policies = of_type(default, "aws_appautoscaling_policy").values()
    settings = [found["target_tracking_scaling_policy_configuration"][0] for found in policies]
    targets = [
        (found["predefined_metric_specification"][0]["predefined_metric_type"], found["target_value"])
        for found in settings
    ]
    assert targets.count(("ECSServiceAverageCPUUtilization", 70)) == 8
    assert targets.count(("ECSServiceAverageMemoryUtilization", 80)) == 8
    limits = [
        (found["min_capacity"], found["max_capacity"])
        for found in of_type(default, "aws_appautoscaling_target").values()
    ]
    assert sorted(limits) == [(1, 4)] + [(2, 4)] * 7


def test_each_unhealthy_hosts_alarm_watches_one_target_group(default: Plan) -> None:
    alarms = of_type(default, "aws_cloudwatch_metric_alarm").values()
    names = sorted(found["alarm_name"] for found in alarms if found["metric_name"] == "UnHealthyHostCount")
    assert names == [f"mcp-gateway-v2-alb-unhealthy-targets-{key}" for key in ("auth", "gradio", "registry")]


def test_target_groups_name_the_ports_of_their_services(default: Plan) -> None:
    ports = {address: found["port"] for address, found in of_type(default, "aws_lb_target_group").items()}
    assert ports == {
        'module.load_balancer.aws_lb_target_group.this["registry"]': 7860,
        'module.load_balancer.aws_lb_target_group.this["auth"]': 8888,
        'module.load_balancer.aws_lb_target_group.this["gradio"]': 7860,
        'module.keycloak_load_balancer.aws_lb_target_group.this["keycloak"]': 8080,
    }


def test_a_container_definition_holds_no_null(default: Plan) -> None:
    server = container(default, 'module.backend["currenttime"].aws_ecs_task_definition.this')
    assert None not in server.values()
    assert server["healthCheck"]["startPeriod"] == 30
    assert server["secrets"] == []


def test_replicas_below_one_are_refused(workspace: Workspace) -> None:
    with pytest.raises(CommandFailedError, match="must be at least 1"):
        workspace.plan(PASSWORDS | {"mcpgw_replicas": 0})
