"""A canary per patch: it shows the fault without the patch, and fails when moto has caught up and the patch can go."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError
from moto import mock_aws
from moto.codecommit.models import codecommit_backends
from moto.transfer.models import transfer_backends

from tests.emulator.types import data_probes, moto_patches, network_probes
from tests.emulator.types.moto_patches import PATCHES
from tests.emulator.types.network_probes import client, network
from tests.emulator.types.patch import Patch

moto_patches.apply_patches()


def _rule_description() -> bool:
    ec2 = client("ec2")
    vpc, _ = network()
    group = ec2.create_security_group(GroupName="g", Description="g", VpcId=vpc)["GroupId"]
    pair = {"GroupId": group, "Description": "peers"}
    rule = {"IpProtocol": "tcp", "FromPort": 1, "ToPort": 1, "UserIdGroupPairs": [pair]}
    made = ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[rule])["SecurityGroupRules"][0]
    shown = ec2.describe_security_group_rules(SecurityGroupRuleIds=[made["SecurityGroupRuleId"]])
    return bool(shown["SecurityGroupRules"][0].get("Description") == "peers")


def _service(**arguments: Any) -> dict[str, Any]:
    ecs = client("ecs")
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
    updated = client("ecs").update_service(cluster="c", service="s", serviceConnectConfiguration=configuration)
    return bool(updated["service"]["deployments"][0].get("serviceConnectConfiguration") == configuration)


def _service_without_groups() -> bool:
    _, subnet = network()
    return bool(_service(networkConfiguration={"awsvpcConfiguration": {"subnets": [subnet]}}))


def _service_without_network() -> bool:
    return "networkConfiguration" not in _service()


def _service_in_range() -> bool:
    _service()
    client("application-autoscaling").register_scalable_target(
        ServiceNamespace="ecs",
        ResourceId="service/c/s",
        ScalableDimension="ecs:service:DesiredCount",
        MinCapacity=2,
        MaxCapacity=4,
    )
    (service,) = client("ecs").describe_services(cluster="c", services=["s"])["services"]
    return [service["desiredCount"], service["deployments"][0]["desiredCount"]] == [2, 2]


def _account_without_role() -> bool:
    apis = client("apigateway")
    change = {"op": "replace", "path": "/cloudwatchRoleArn"}
    apis.update_account(patchOperations=[{**change, "value": "arn:aws:iam::123456789012:role/logs"}])
    return "cloudwatchRoleArn" not in apis.update_account(patchOperations=[change])


def _repository_times() -> bool:
    client("codecommit").create_repository(repositoryName="r")
    held = codecommit_backends["123456789012"]["us-east-1"].repositories["r"].repository_metadata
    return all(isinstance(held[name], float) for name in ("creationDate", "lastModifiedDate"))


def _repository_tags() -> bool:
    sources = client("codecommit")
    made = sources.create_repository(repositoryName="r", tags={"a": "b"})["repositoryMetadata"]
    return bool(sources.list_tags_for_resource(resourceArn=made["Arn"])["tags"] == {"a": "b"})


def _listed_repositories() -> bool:
    sources = client("codecommit")
    sources.create_repository(repositoryName="r")
    return [each["repositoryName"] for each in sources.list_repositories()["repositories"]] == ["r"]


def _disabled_backup_policy() -> bool:
    efs = client("efs")
    identifier = efs.create_file_system(CreationToken="t")["FileSystemId"]
    efs.put_backup_policy(FileSystemId=identifier, BackupPolicy={"Status": "DISABLED"})
    return bool(efs.describe_backup_policy(FileSystemId=identifier)["BackupPolicy"]["Status"] == "DISABLED")


def _deleted_file_system_policy() -> bool:
    efs = client("efs")
    identifier = efs.create_file_system(CreationToken="t")["FileSystemId"]
    return bool(efs.delete_file_system_policy(FileSystemId=identifier))


def _changed_subnet_group() -> bool:
    rds = client("rds")
    _, subnet = network()
    rds.create_db_subnet_group(DBSubnetGroupName="g", DBSubnetGroupDescription="g", SubnetIds=[subnet])
    rds.modify_db_subnet_group(DBSubnetGroupName="g", SubnetIds=[subnet])
    return bool(rds.describe_db_subnet_groups(DBSubnetGroupName="g")["DBSubnetGroups"])


def _instance() -> dict[str, Any]:
    made: dict[str, Any] = client("rds").create_db_instance(
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
    changed = client("rds").modify_db_instance(DBInstanceIdentifier="i", EnablePerformanceInsights=False)
    return bool(changed["DBInstance"].get("PerformanceInsightsEnabled") is False)


def _stream_tags() -> bool:
    kinesis = client("kinesis")
    kinesis.create_stream(StreamName="s", ShardCount=1, Tags={"a": "b"})
    return bool(kinesis.list_tags_for_stream(StreamName="s")["Tags"])


def _deleted_cache_subnet_group() -> bool:
    cache = client("elasticache")
    _, subnet = network()
    cache.create_cache_subnet_group(CacheSubnetGroupName="g", CacheSubnetGroupDescription="g", SubnetIds=[subnet])
    return bool(cache.delete_cache_subnet_group(CacheSubnetGroupName="g"))


def _deleted_named_query() -> bool:
    athena = client("athena")
    made = athena.create_named_query(Name="q", Database="d", QueryString="SELECT 1")["NamedQueryId"]
    return bool(athena.delete_named_query(NamedQueryId=made))


def _updated_user_pool() -> bool:
    cognito = client("cognito-idp")
    pool = cognito.create_user_pool(PoolName="p", UsernameAttributes=["email"])["UserPool"]["Id"]
    cognito.update_user_pool(UserPoolId=pool, MfaConfiguration="OFF")
    return bool(cognito.describe_user_pool(UserPoolId=pool)["UserPool"].get("UsernameAttributes"))


def _resource_ids() -> bool:
    rds = client("rds")
    wanted = {"Engine": "postgres", "DBInstanceClass": "db.t3.micro"}
    made = [rds.create_db_instance(DBInstanceIdentifier=name, **wanted)["DBInstance"] for name in "ab"]
    return len({each["DbiResourceId"] for each in made}) == 2


def _health_check() -> bool:
    elb = client("elb")
    listeners = [{"Protocol": "HTTP", "LoadBalancerPort": 80, "InstancePort": 8080}]
    elb.create_load_balancer(LoadBalancerName="b", Listeners=listeners, AvailabilityZones=["us-east-1a"])
    shown = elb.describe_load_balancers()["LoadBalancerDescriptions"][0]
    return bool(shown.get("HealthCheck", {}).get("Target") == "TCP:8080")


def _permission_set_arn() -> bool:
    sso = client("sso-admin")
    instance = sso.list_instances()["Instances"][0]["InstanceArn"]
    made = sso.create_permission_set(Name="readers", InstanceArn=instance)["PermissionSet"]
    return ":permissionSet/" in made["PermissionSetArn"]


def _listed_users() -> bool:
    transfer = client("transfer")
    server = transfer.create_server()["ServerId"]
    transfer.create_user(ServerId=server, UserName="anna", Role="arn:aws:iam::123456789012:role/files")
    return [each["UserName"] for each in transfer.list_users(ServerId=server)["Users"]] == ["anna"]


def _shares() -> tuple[Any, list[str]]:
    ram = client("ram")
    made = [ram.create_resource_share(name=name)["resourceShare"]["resourceShareArn"] for name in "ab"]
    return ram, made


def _share_asked_for() -> bool:
    ram, (first, _) = _shares()
    shown = ram.get_resource_shares(resourceOwner="SELF", resourceShareArns=[first])["resourceShares"]
    return [each["resourceShareArn"] for each in shown] == [first]


def _associated_share(*, then: bool = False) -> list[str]:
    ram, (share, _) = _shares()
    ram.associate_resource_share(resourceShareArn=share, principals=["444455556666"])
    if then:
        ram.disassociate_resource_share(resourceShareArn=share, principals=["444455556666"])
    found = ram.get_resource_share_associations(associationType="PRINCIPAL", resourceShareArns=[share])
    return [each["associatedEntity"] for each in found["resourceShareAssociations"]]


def _permissions_of_share() -> bool:
    ram, (share, _) = _shares()
    return "permissions" in ram.list_resource_share_permissions(resourceShareArn=share)


def _imported_key() -> bool:
    transfer = client("transfer")
    server = transfer.create_server()["ServerId"]
    transfer.create_user(ServerId=server, UserName="anna", Role="arn:aws:iam::123456789012:role/files")
    key = {"ServerId": server, "UserName": "anna", "SshPublicKeyBody": "ssh-ed25519 AAAA anna"}
    transfer.import_ssh_public_key(**key)
    (user,) = transfer_backends["123456789012"]["us-east-1"].servers[server]._users
    return isinstance(user.to_dict()["SshPublicKeys"][0]["DateImported"], float)


def _configured_hub() -> bool:
    hub = client("securityhub")
    hub.enable_security_hub()
    hub.update_security_hub_configuration(AutoEnableControls=False)
    return hub.describe_hub()["AutoEnableControls"] is False


def _bucket_with_documents() -> Any:
    s3 = client("s3")
    s3.create_bucket(Bucket="measured")
    for name in "ab":
        metrics = {"Id": name, "Filter": {"Prefix": name}}
        s3.put_bucket_metrics_configuration(Bucket="measured", Id=name, MetricsConfiguration=metrics)
    return s3


def _bucket_documents() -> bool:
    s3 = _bucket_with_documents()
    shown = s3.get_bucket_metrics_configuration(Bucket="measured", Id="a")["MetricsConfiguration"]
    listed = s3.list_bucket_metrics_configurations(Bucket="measured")["MetricsConfigurationList"]
    return [shown["Filter"], [each["Id"] for each in listed]] == [{"Prefix": "a"}, ["a", "b"]]


def _deleted_bucket_document() -> bool:
    s3 = _bucket_with_documents()
    s3.delete_bucket_metrics_configuration(Bucket="measured", Id="a")
    listed = s3.list_bucket_metrics_configurations(Bucket="measured")["MetricsConfigurationList"]
    return [each["Id"] for each in listed] == ["b"]


_PROBES: dict[str, Callable[[], bool]] = {
    **data_probes.PROBES,
    **network_probes.PROBES,
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
    "an account keeps its role for logs": _account_without_role,
    "the times of a repository are texts": _repository_times,
    "a repository is made without its tags": _repository_tags,
    "no ListTagsForResource of repositories": _repository_tags,
    "no ListRepositories": _listed_repositories,
    "no DeleteNamedQuery": _deleted_named_query,
    "an updated user pool loses what cannot change": _updated_user_pool,
    "a balancer of the first generation has no health check": _health_check,
    "a permission set has the ARN of an instance": _permission_set_arn,
    "every share is told of, whichever is asked for": _share_asked_for,
    "no AssociateResourceShare": lambda: _associated_share() == ["444455556666"],
    "no DisassociateResourceShare": lambda: _associated_share(then=True) == [],
    "no ListResourceSharePermissions": _permissions_of_share,
    "no ListUsers of a file server": _listed_users,
    "the time of a user's key is a text": _imported_key,
    "no UpdateSecurityHubConfiguration": _configured_hub,
    "all hubs are configured alike": _configured_hub,
    "a bucket's documents are not kept": _bucket_documents,
    "a bucket's documents are not shown": _bucket_documents,
    "to delete a bucket's document deletes it": _deleted_bucket_document,
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
        client("logs").put_query_definition(name="errors", queryString="fields @message")
    assert told.value.response["ResponseMetadata"]["HTTPStatusCode"] == 501
