"""A canary per patch: it shows the fault without the patch, and fails when moto has caught up and the patch can go."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from tests.emulator.clients import AccountClients
from tests.emulator.types import moto_patches
from tests.emulator.types.moto_patches import PATCHES, Patch

moto_patches.apply_patches()
_CLIENTS = AccountClients("123456789012", "us-east-1")  # made once: they are what takes longest


def _client(service: str) -> Any:
    return _CLIENTS.client(service)


def _network() -> tuple[str, str]:
    ec2 = _client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{n}.0/24", AvailabilityZone=f"us-east-1{zone}")["Subnet"][
            "SubnetId"
        ]
        for n, zone in enumerate("ab")
    ]
    return vpc, subnets[0]


def _rule_description() -> bool:
    ec2 = _client("ec2")
    vpc, _ = _network()
    group = ec2.create_security_group(GroupName="g", Description="g", VpcId=vpc)["GroupId"]
    pair = {"GroupId": group, "Description": "peers"}
    rule = {"IpProtocol": "tcp", "FromPort": 1, "ToPort": 1, "UserIdGroupPairs": [pair]}
    made = ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[rule])["SecurityGroupRules"][0]
    shown = ec2.describe_security_group_rules(SecurityGroupRuleIds=[made["SecurityGroupRuleId"]])
    return bool(shown["SecurityGroupRules"][0].get("Description") == "peers")


def _service(**arguments: Any) -> dict[str, Any]:
    ecs = _client("ecs")
    ecs.create_cluster(clusterName="c")
    ecs.register_task_definition(family="f", containerDefinitions=[{"name": "a", "image": "a", "memory": 1}])
    made: dict[str, Any] = ecs.create_service(
        cluster="c", serviceName="s", taskDefinition="f", desiredCount=0, **arguments
    )["service"]
    return made


def _service_configuration() -> bool:
    return bool(_service(enableExecuteCommand=True).get("enableExecuteCommand"))


def _service_connect_by_update() -> bool:
    _service()
    configuration = {"enabled": True, "namespace": "n"}
    updated = _client("ecs").update_service(cluster="c", service="s", serviceConnectConfiguration=configuration)
    return bool(updated["service"]["deployments"][0].get("serviceConnectConfiguration") == configuration)


def _service_without_groups() -> bool:
    _, subnet = _network()
    return bool(_service(networkConfiguration={"awsvpcConfiguration": {"subnets": [subnet]}}))


def _service_without_network() -> bool:
    return "networkConfiguration" not in _service()


def _service_in_range() -> bool:
    _service()
    _client("application-autoscaling").register_scalable_target(
        ServiceNamespace="ecs",
        ResourceId="service/c/s",
        ScalableDimension="ecs:service:DesiredCount",
        MinCapacity=2,
        MaxCapacity=4,
    )
    (service,) = _client("ecs").describe_services(cluster="c", services=["s"])["services"]
    return [service["desiredCount"], service["deployments"][0]["desiredCount"]] == [2, 2]


def _disabled_backup_policy() -> bool:
    efs = _client("efs")
    identifier = efs.create_file_system(CreationToken="t")["FileSystemId"]
    efs.put_backup_policy(FileSystemId=identifier, BackupPolicy={"Status": "DISABLED"})
    return bool(efs.describe_backup_policy(FileSystemId=identifier)["BackupPolicy"]["Status"] == "DISABLED")


def _deleted_file_system_policy() -> bool:
    efs = _client("efs")
    identifier = efs.create_file_system(CreationToken="t")["FileSystemId"]
    return bool(efs.delete_file_system_policy(FileSystemId=identifier))


def _changed_subnet_group() -> bool:
    rds = _client("rds")
    _, subnet = _network()
    rds.create_db_subnet_group(DBSubnetGroupName="g", DBSubnetGroupDescription="g", SubnetIds=[subnet])
    rds.modify_db_subnet_group(DBSubnetGroupName="g", SubnetIds=[subnet])
    return bool(rds.describe_db_subnet_groups(DBSubnetGroupName="g")["DBSubnetGroups"])


def _instance() -> dict[str, Any]:
    made: dict[str, Any] = _client("rds").create_db_instance(
        DBInstanceIdentifier="i",
        DBInstanceClass="db.t4g.micro",
        Engine="postgres",
        AllocatedStorage=20,
        MasterUsername="u",
        MasterUserPassword="not-so-secret",
        EnablePerformanceInsights=True,
    )["DBInstance"]
    return made


def _performance_insights() -> bool:
    return bool(_instance().get("PerformanceInsightsEnabled"))


def _changed_performance_insights() -> bool:
    _instance()
    changed = _client("rds").modify_db_instance(DBInstanceIdentifier="i", EnablePerformanceInsights=False)
    return bool(changed["DBInstance"].get("PerformanceInsightsEnabled") is False)


def _stream_tags() -> bool:
    kinesis = _client("kinesis")
    kinesis.create_stream(StreamName="s", ShardCount=1, Tags={"a": "b"})
    return bool(kinesis.list_tags_for_stream(StreamName="s")["Tags"])


def _deleted_cache_subnet_group() -> bool:
    cache = _client("elasticache")
    _, subnet = _network()
    cache.create_cache_subnet_group(CacheSubnetGroupName="g", CacheSubnetGroupDescription="g", SubnetIds=[subnet])
    return bool(cache.delete_cache_subnet_group(CacheSubnetGroupName="g"))


def _deleted_named_query() -> bool:
    athena = _client("athena")
    made = athena.create_named_query(Name="q", Database="d", QueryString="SELECT 1")["NamedQueryId"]
    return bool(athena.delete_named_query(NamedQueryId=made))


def _updated_user_pool() -> bool:
    cognito = _client("cognito-idp")
    pool = cognito.create_user_pool(PoolName="p", UsernameAttributes=["email"])["UserPool"]["Id"]
    cognito.update_user_pool(UserPoolId=pool, MfaConfiguration="OFF")
    return bool(cognito.describe_user_pool(UserPoolId=pool)["UserPool"].get("UsernameAttributes"))


def _resource_ids() -> bool:
    rds = _client("rds")
    wanted = {"Engine": "postgres", "DBInstanceClass": "db.t3.micro"}
    made = [rds.create_db_instance(DBInstanceIdentifier=name, **wanted)["DBInstance"] for name in "ab"]
    return len({each["DbiResourceId"] for each in made}) == 2


def _health_check() -> bool:
    elb = _client("elb")
    listeners = [{"Protocol": "HTTP", "LoadBalancerPort": 80, "InstancePort": 8080}]
    elb.create_load_balancer(LoadBalancerName="b", Listeners=listeners, AvailabilityZones=["us-east-1a"])
    shown = elb.describe_load_balancers()["LoadBalancerDescriptions"][0]
    return bool(shown.get("HealthCheck", {}).get("Target") == "TCP:8080")


def _permission_set_arn() -> bool:
    sso = _client("sso-admin")
    instance = sso.list_instances()["Instances"][0]["InstanceArn"]
    made = sso.create_permission_set(Name="readers", InstanceArn=instance)["PermissionSet"]
    return ":permissionSet/" in made["PermissionSetArn"]


_PROBES: dict[str, Callable[[], bool]] = {
    "a rule from a group has no description": _rule_description,
    "a service loses much of its configuration": _service_configuration,
    "an update loses Service Connect": _service_connect_by_update,
    "a service stays outside of the range of its scaling target": _service_in_range,
    "a service must name security groups": _service_without_groups,
    "a service without a network shows an empty one": _service_without_network,
    "a backup policy put as disabled is not shown": _disabled_backup_policy,
    "no DeleteFileSystemPolicy": _deleted_file_system_policy,
    "a changed subnet group is gone": _changed_subnet_group,
    "all database instances have one resource id": _resource_ids,
    "performance insights are not shown": _performance_insights,
    "changed performance insights are not shown": _changed_performance_insights,
    "a stream created with tags has none": _stream_tags,
    "no DeleteCacheSubnetGroup": _deleted_cache_subnet_group,
    "no DeleteNamedQuery": _deleted_named_query,
    "an updated user pool loses what cannot change": _updated_user_pool,
    "a balancer of the first generation has no health check": _health_check,
    "a permission set has the ARN of an instance": _permission_set_arn,
}


@pytest.mark.parametrize("patch", PATCHES, ids=lambda patch: patch.fault)
def test_patch_mends_what_moto_still_does_wrong(patch: Patch) -> None:
    probe = _PROBES[patch.fault]
    with mock_aws():
        assert probe(), "mended"
    with mock_aws(), patch.undone():
        right = False
        with contextlib.suppress(ClientError, KeyError, NotImplementedError):
            right = probe()
    assert not right, "moto has caught up: the patch can go"


def test_an_operation_that_moto_lacks_is_answered_as_such() -> None:
    with mock_aws(), pytest.raises(ClientError, match="PutQueryDefinition") as told:
        _client("logs").put_query_definition(name="errors", queryString="fields @message")
    assert told.value.response["ResponseMetadata"]["HTTPStatusCode"] == 501
