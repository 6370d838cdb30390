"""Facts that the tables of IAM, ECS, RDS and the other data services must keep. Their form is checked elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from converter.rules.loader import load_tables
from converter.rules.model import ArgumentRow, DeletionRule, Json, ResourceRule
from converter.terraform.provider_schema import ProviderSchema
from tests.conversion.converting import converted

FILES = frozenset(
    f"{service}.yaml"
    for service in (
        "applicationautoscaling", "cloudwatch", "ecr", "ecs", "iam", "kms", "logs", "random", "rds", "secretsmanager",
        "servicediscovery", "sns", "ssm",
    )
)  # fmt: skip

DEFAULTS: Mapping[str, Json] = {
    "aws_appautoscaling_policy.policy_type": "StepScaling",
    "aws_appautoscaling_policy.step_scaling_policy_configuration.cooldown": 0,
    "aws_appautoscaling_policy.target_tracking_scaling_policy_configuration.scale_in_cooldown": 0,
    "aws_appautoscaling_policy.target_tracking_scaling_policy_configuration.scale_out_cooldown": 0,
    "aws_cloudwatch_metric_alarm.metric_query.return_data": False,
    "aws_db_event_subscription.enabled": True,
    "aws_db_instance.apply_immediately": False,
    "aws_db_instance.publicly_accessible": False,
    "aws_db_option_group.option_group_description": "Managed by Terraform",
    "aws_db_parameter_group.description": "Managed by Terraform",
    "aws_db_proxy_default_target_group.connection_pool_config.max_connections_percent": 100,
    "aws_db_proxy_default_target_group.connection_pool_config.max_idle_connections_percent": 50,
    "aws_db_subnet_group.description": "Managed by Terraform",
    "aws_ecr_registry_scanning_configuration.rule": [],
    "aws_ecr_repository.encryption_configuration.encryption_type": "AES256",
    "aws_ecr_repository_creation_template.encryption_configuration.encryption_type": "AES256",
    "aws_ecr_repository_creation_template.image_tag_mutability": "MUTABLE",
    "aws_ecs_cluster_capacity_providers.default_capacity_provider_strategy": [],
    "aws_ecs_service.availability_zone_rebalancing": "DISABLED",
    "aws_ecs_service.deployment_controller.type": "ECS",
    "aws_ecs_service.desired_count": 0,
    "aws_ecs_service.scheduling_strategy": "REPLICA",
    "aws_ecs_service.service_connect_configuration.service.timeout.idle_timeout_seconds": 0,
    "aws_ecs_service.service_connect_configuration.service.timeout.per_request_timeout_seconds": 0,
    "aws_ecs_service.volume_configuration.managed_ebs_volume.encrypted": True,
    "aws_ecs_task_definition.proxy_configuration.type": "APPMESH",
    "aws_iam_instance_profile.role": [],
    "aws_rds_cluster.engine_mode": "provisioned",
    "aws_rds_cluster.scaling_configuration.auto_pause": True,
    "aws_rds_cluster.scaling_configuration.max_capacity": 16,
    "aws_rds_cluster.scaling_configuration.min_capacity": 1,
    "aws_rds_cluster.scaling_configuration.seconds_until_auto_pause": 300,
    "aws_rds_cluster_instance.apply_immediately": False,
    "aws_rds_cluster_instance.promotion_tier": 0,
    "aws_rds_cluster_instance.publicly_accessible": False,
    "aws_rds_cluster_parameter_group.description": "Managed by Terraform",
    "aws_rds_cluster_parameter_group.parameter": {},
    "aws_service_discovery_service.dns_config.routing_policy": "MULTIVALUE",
    "aws_service_discovery_service.health_check_config.type": "HTTP",
    "aws_ssm_maintenance_window.allow_unassociated_targets": False,
    "aws_ssm_maintenance_window_task.priority": 0,
    "aws_ssm_patch_baseline.approval_rule.compliance_level": "UNSPECIFIED",
}
"""What is written where the configuration says nothing: the provider's own defaults where CloudFormation's differ or
are stated nowhere, and properties that CloudFormation requires. (The KMS key policy has its own test.)"""


def rules() -> Mapping[str, ResourceRule]:
    return {name: rule for name, rule in load_tables().resources.items() if rule.file in FILES}


def rows_of(prefix: str, rows: Mapping[str, ArgumentRow]) -> Iterator[tuple[str, ArgumentRow]]:
    for name, row in rows.items():
        yield f"{prefix}.{name}", row
        yield from rows_of(f"{prefix}.{name}", row.rows)


def test_defaults_are_these() -> None:
    found = {
        path: row.default
        for name, rule in rules().items()
        for path, row in rows_of(name, rule.arguments)
        if row.has_default
    }
    key_policies = [found.pop(f"aws_kms_{key}.policy") for key in ("key", "replica_key")]
    assert found == DEFAULTS
    assert all("arn:${AWS::Partition}:iam::${AWS::AccountId}:root" in str(policy) for policy in key_policies)


def test_every_computed_attribute_has_a_row() -> None:
    schema = ProviderSchema.load()
    missing = []
    for name, rule in rules().items():
        block = schema.resource(name)
        assert block is not None, name
        for attribute, kind in block.attributes.items():
            if kind.computed and not kind.is_argument and attribute not in rule.attributes:
                missing.append(f"{name}.{attribute}")
    assert missing == []


@pytest.mark.parametrize(
    ("type_name", "attribute", "form", "expected"),
    [
        ("aws_ecs_cluster", "id", "get_att", "Arn"),
        ("aws_ecs_cluster", "name", "ref", True),
        ("aws_ecs_service", "id", "ref", True),
        ("aws_ecs_service", "name", "get_att", "Name"),
        ("aws_ecs_task_definition", "arn", "ref", True),
        ("aws_iam_role", "id", "ref", True),
        ("aws_iam_role", "arn", "get_att", "Arn"),
        ("aws_iam_policy", "arn", "ref", True),
        ("aws_secretsmanager_secret", "arn", "ref", True),
        ("aws_secretsmanager_secret", "arn", "fixed_form", None),
        ("aws_cloudwatch_log_group", "arn", "get_att", None),
        ("aws_db_instance", "id", "get_att", "DbiResourceId"),
        ("aws_rds_cluster", "endpoint", "get_att", "Endpoint.Address"),
        ("aws_rds_cluster", "reader_endpoint", "get_att", "ReadEndpoint.Address"),
        ("aws_sns_topic", "arn", "ref", True),
        ("aws_appautoscaling_target", "id", "argument", "resource_id"),
        ("aws_service_discovery_private_dns_namespace", "arn", "get_att", "Arn"),
    ],
)
def test_traps_of_references(type_name: str, attribute: str, form: str, expected: Json) -> None:
    assert getattr(rules()[type_name].attributes[attribute], form) == expected


@pytest.mark.parametrize("type_name", ["aws_rds_cluster", "aws_db_instance"])
def test_databases_go_as_terraform_lets_them_go(type_name: str) -> None:
    deletion = rules()[type_name].deletion
    assert deletion == DeletionRule(
        argument="skip_final_snapshot", values={"true": "Delete", "false": "Snapshot"}, default="false"
    )


def test_a_secret_with_a_recovery_window_outlives_its_stack() -> None:
    rule = rules()["aws_secretsmanager_secret"]
    assert rule.deletion == DeletionRule(policy="RetainExceptOnCreate", replace="Retain")
    (at_once,) = rule.cases
    assert at_once.when == {"recovery_window_in_days": 0}
    assert at_once.rule.deletion == DeletionRule(policy="Delete", replace="Delete")


def test_no_secure_string_becomes_a_resource_unless_its_value_comes_from_resources() -> None:
    from_resources, any_other = rules()["aws_ssm_parameter"].cases
    assert from_resources.when == {"type": "SecureString", "value": "from_resources"}
    assert from_resources.rule.type == "AWS::SSM::Parameter"
    assert from_resources.rule.arguments["type"].note
    assert any_other.when == {"type": "SecureString"}
    assert (any_other.rule.type, any_other.rule.verdict) == (None, "deploy-step")
    assert all(row.fixed_form for name, row in any_other.rule.attributes.items() if name in {"id", "arn", "name"})


def test_an_autoscaled_service_does_not_send_its_count() -> None:
    assert rules()["aws_ecs_service"].arguments["desired_count"].omit_when_ignored


REPLICA = """
resource "aws_db_instance" "this" {
  replicate_source_db = "orders"
  instance_class      = "db.t4g.medium"
  storage_encrypted   = true
  character_set_name  = "AL32UTF8"
  password            = "thoroughly-secret"
  skip_final_snapshot = true
}
"""
REFUSED = {"CharacterSetName", "MasterUserPassword", "MasterUsername", "StorageEncrypted"}
"""What CloudFormation refuses beside a source ("AWS::RDS::DBInstance", SourceDBInstanceIdentifier)."""


def test_a_replica_takes_from_its_source_what_it_cannot_be_told() -> None:
    result = converted(REPLICA)
    (replica,) = result.resources().values()
    properties = dict(replica.properties.entries)
    assert properties["SourceDBInstanceIdentifier"] == "orders"
    assert properties["BackupRetentionPeriod"] == 0
    assert not REFUSED & set(properties)
    assert result.ids == ["rules-argument-dropped"]  # the password, which the provider sets afterwards
