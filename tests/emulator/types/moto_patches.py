"""What moto's services lose or refuse although AWS does not, mended in one place.

Each patch has a probe in ``test_moto_patches.py`` that shows the fault without it, and fails once moto has caught up,
so that the patch can go.
"""

from __future__ import annotations

import base64
import copy
import hashlib
import json
from collections.abc import Callable
from functools import cache
from typing import Any

from moto.applicationautoscaling.models import ApplicationAutoscalingBackend, FakeScalableTarget
from moto.athena.responses import AthenaResponse
from moto.cognitoidp.models import CognitoIdpBackend
from moto.core.config import default_user_config
from moto.core.responses import ActionResult, BaseResponse, EmptyResult
from moto.ec2.models.security_groups import SecurityGroupRule
from moto.ecs.models import Service
from moto.ecs.responses import EC2ContainerServiceResponse
from moto.efs.models import EFSBackend
from moto.efs.responses import EFSResponse
from moto.elasticache.exceptions import CacheSubnetGroupNotFound
from moto.elasticache.responses import ElastiCacheResponse
from moto.elb.models import ELBBackend
from moto.iam.aws_managed_policies import aws_managed_policies_data
from moto.iam.models import AWSManagedPolicy, IAMBackend
from moto.kinesis.responses import KinesisResponse
from moto.rds.models import DBInstance, DBSubnetGroup, RDSBackend
from moto.rds.responses import RDSResponse
from moto.ssoadmin.models import PermissionSet

from tests.support import moto_server

from . import (
    moto_apis,
    moto_athena,
    moto_buckets,
    moto_codecommit,
    moto_dms,
    moto_networks,
    moto_opensearch,
    moto_ram,
    moto_securityhub,
    moto_ssm,
    moto_transfer,
    moto_vpn,
)
from .patch import Patch


def apply_patches() -> None:
    """Mend moto in this process; more than once does no harm."""
    default_user_config["iam"]["load_aws_managed_policies"] = True
    default_user_config["lambda"]["use_docker"] = False  # a rotation calls its function
    IAMBackend._init_aws_policies = _copied_policies  # type: ignore[assignment,method-assign]
    moto_server.mend()
    for patch in PATCHES:
        patch.apply()


@cache
def _policies_of_aws() -> tuple[AWSManagedPolicy, ...]:
    content = json.loads(aws_managed_policies_data)
    return tuple(AWSManagedPolicy.from_data(name, "", "aws", data) for name, data in content.items())


def _copied_policies(backend: IAMBackend) -> list[AWSManagedPolicy]:
    """Return copies of what was read once; moto reads megabytes for every account and at every reset."""
    made = [copy.copy(policy) for policy in _policies_of_aws()]
    for policy in made:
        policy.account_id = backend.account_id
        policy.partition = backend.partition
    return made


def _rule_description(_original: Any) -> Any:
    def description(rule: SecurityGroupRule) -> Any:
        shown = rule.ip_range or rule.source_group or {}
        return shown.get("Description")

    return property(description)


def _keeping(key: str, *members: str) -> Callable[[Any], Any]:
    """Return a replacement of an operation that keeps members of the request on the resource of its answer.

    moto's serializer shows every attribute that bears the name of a member of the output.
    """

    def replacement(original: Callable[[BaseResponse], ActionResult]) -> Callable[[BaseResponse], ActionResult]:
        def operation(response: BaseResponse) -> ActionResult:
            answer = original(response)
            resource = answer.result[key]  # type: ignore[index]
            for member in members:
                value = response._get_param(member)
                if value is not None:
                    setattr(resource, member, value)
            return answer

        return operation

    return replacement


def _no_network(original: Any) -> Any:
    """A service without a network has no member for it; Terraform's provider breaks at an empty one."""

    def initialise(service: Any, *arguments: Any, **named: Any) -> None:
        original(service, *arguments, **named)
        service.network_configuration = service.network_configuration or None

    return initialise


def _network_without_groups(original: Any) -> Any:
    """A service without security groups of its own has the VPC's default one."""

    def validate(service: Service, network: dict[str, dict[str, list[str]]]) -> Any:
        network["awsvpcConfiguration"].setdefault("securityGroups", [])
        return original(service, network)

    return validate


def _backup_policy(original: Any) -> Any:
    """A policy that was put as disabled is shown as that; PolicyNotFound is for a file system that never had one."""

    def describe(backend: EFSBackend, file_system_id: str) -> Any:
        file_system = backend.file_systems_by_id[file_system_id]
        if getattr(file_system, "_backup", None) is False:
            return {"Status": "DISABLED"}
        return original(backend, file_system_id)

    return describe


def _delete_file_system_policy(_original: Any) -> Any:
    def delete_file_system_policy(response: EFSResponse) -> ActionResult:
        file_system = response.efs_backend.file_systems_by_id[response._get_param("FileSystemId")]
        file_system.file_system_policy = None
        return EmptyResult()

    return delete_file_system_policy


def _modify_subnet_group(original: Any) -> Any:
    """Put the group back that moto takes away to change it."""

    def modify_db_subnet_group(backend: RDSBackend, subnet_name: str, description: str, subnets: Any) -> DBSubnetGroup:
        group: DBSubnetGroup = original(backend, subnet_name, description, subnets)
        backend.subnet_groups[subnet_name] = group
        return group

    return modify_db_subnet_group


def _resource_id(original: Any) -> Any:
    """Terraform asks for an instance by the id that the service makes up, and wants only that one."""

    def initialise(instance: DBInstance, *arguments: Any, **named: Any) -> None:
        original(instance, *arguments, **named)
        digest = hashlib.sha256(instance.db_instance_identifier.encode()).digest()
        instance.dbi_resource_id = f"db-{base64.b32encode(digest).decode()[:26]}"

    return initialise


def _performance_insights(original: Any) -> Any:
    """What is asked for by one name is shown by another."""

    def operation(response: RDSResponse) -> ActionResult:
        answer: ActionResult = original(response)
        instance = answer.result["DBInstance"]  # type: ignore[index]
        wanted = response.params.get("EnablePerformanceInsights")
        if wanted is not None:
            instance.PerformanceInsightsEnabled = wanted
        return answer

    return operation


_SERVICE_MEMBERS = (
    "availabilityZoneRebalancing",
    "capacityProviderStrategy",
    "deploymentConfiguration",
    "enableECSManagedTags",
    "enableExecuteCommand",
    "healthCheckGracePeriodSeconds",
    "placementConstraints",
    "placementStrategy",
)


def _service_connect(original: Any) -> Any:
    """The configuration belongs to the service's deployments."""

    def operation(response: EC2ContainerServiceResponse) -> ActionResult:
        answer: ActionResult = original(response)
        service = answer.result["service"]  # type: ignore[index]
        configuration = response._get_param("serviceConnectConfiguration")
        if configuration is not None:
            for deployment in service.deployments:
                deployment["serviceConnectConfiguration"] = configuration
        return answer

    return operation


def _register_scalable_target(original: Any) -> Any:
    """Bring a service's tasks into the range of its scaling target.

    https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html
    """

    def register(
        backend: ApplicationAutoscalingBackend, namespace: str, r_id: str, *arguments: Any, **named: Any
    ) -> FakeScalableTarget:
        target: FakeScalableTarget = original(backend, namespace, r_id, *arguments, **named)
        if namespace == "ecs":
            _, cluster, name = r_id.split("/")
            (service,), _ = backend.ecs_backend.describe_services(cluster, [name])
            lowest, highest = int(target.min_capacity or 0), int(target.max_capacity or 0)
            service.desired_count = min(max(service.desired_count, lowest), highest)
            for deployment in service.deployments[:1]:
                deployment["desiredCount"] = service.desired_count
        return target

    return register


def _stream_tags(original: Any) -> Any:
    def create_stream(response: KinesisResponse) -> Any:
        answer = original(response)
        tags = response._get_param("Tags")
        if tags:
            name = response._get_param("StreamName")
            response.kinesis_backend.add_tags_to_stream(stream_arn=None, stream_name=name, tags=tags)
        return answer

    return create_stream


def _delete_cache_subnet_group(_original: Any) -> Any:
    def delete_cache_subnet_group(response: ElastiCacheResponse) -> ActionResult:
        name = response._get_param("CacheSubnetGroupName")
        if response.elasticache_backend.cache_subnet_groups.pop(name, None) is None:
            raise CacheSubnetGroupNotFound(name)
        return EmptyResult()

    return delete_cache_subnet_group


def _delete_named_query(_original: Any) -> Any:
    def delete_named_query(response: AthenaResponse) -> str:
        response.athena_backend.named_queries.pop(response._get_param("NamedQueryId"), None)
        return "{}"

    return delete_named_query


_LASTING = ("AliasAttributes", "UsernameAttributes", "UsernameConfiguration")


def _update_user_pool(original: Any) -> Any:
    """What an update cannot change stays."""

    def update_user_pool(backend: CognitoIdpBackend, user_pool_id: str, extended_config: dict[str, Any]) -> Any:
        before = backend.describe_user_pool(user_pool_id).extended_config or {}
        lasting = {name: before[name] for name in _LASTING if name in before}
        return original(backend, user_pool_id, {**lasting, **extended_config})

    return update_user_pool


def _health_check(original: Any) -> Any:
    """A load balancer of the first generation looks at its first listener's instances unless it is told otherwise.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-healthchecks.html
    """

    def create_load_balancer(backend: ELBBackend, name: str, *arguments: Any, ports: Any, **named: Any) -> Any:
        balancer = original(backend, name, *arguments, ports=ports, **named)
        backend.configure_health_check(name, "5", "10", "2", "30", f"TCP:{ports[0]['InstancePort']}")
        return balancer

    return create_load_balancer


def _permission_set_arn(original: staticmethod[[str], str]) -> staticmethod[[str], str]:
    """Name a permission set as AWS does: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsiamidentitycenter.html."""
    generate = original.__func__

    def generate_id(instance_arn: str) -> str:
        return generate(instance_arn).replace(":instance/", ":permissionSet/")

    return staticmethod(generate_id)


PATCHES = (
    Patch("a stream created with tags has none", KinesisResponse, "create_stream", _stream_tags),
    Patch("no DeleteCacheSubnetGroup", ElastiCacheResponse, "delete_cache_subnet_group", _delete_cache_subnet_group),
    Patch("no DeleteNamedQuery", AthenaResponse, "delete_named_query", _delete_named_query),
    Patch("an updated user pool loses what cannot change", CognitoIdpBackend, "update_user_pool", _update_user_pool),
    Patch("a rule from a group has no description", SecurityGroupRule, "description", _rule_description),
    Patch(
        "a service loses much of its configuration",
        EC2ContainerServiceResponse,
        "create_service",
        lambda original: _service_connect(_keeping("service", *_SERVICE_MEMBERS)(original)),
    ),
    Patch("an update loses Service Connect", EC2ContainerServiceResponse, "update_service", _service_connect),
    Patch(
        "a service stays outside of the range of its scaling target",
        ApplicationAutoscalingBackend,
        "register_scalable_target",
        _register_scalable_target,
    ),
    Patch("a service without a network shows an empty one", Service, "__init__", _no_network),
    Patch("a service must name security groups", Service, "_validate_network", _network_without_groups),
    Patch("a backup policy put as disabled is not shown", EFSBackend, "describe_backup_policy", _backup_policy),
    Patch("no DeleteFileSystemPolicy", EFSResponse, "delete_file_system_policy", _delete_file_system_policy),
    Patch("a changed subnet group is gone", RDSBackend, "modify_db_subnet_group", _modify_subnet_group),
    Patch("all database instances have one resource id", DBInstance, "__init__", _resource_id),
    Patch("performance insights are not shown", RDSResponse, "create_db_instance", _performance_insights),
    Patch("changed performance insights are not shown", RDSResponse, "modify_db_instance", _performance_insights),
    Patch("a balancer of the first generation has no health check", ELBBackend, "create_load_balancer", _health_check),
    Patch("a permission set has the ARN of an instance", PermissionSet, "generate_id", _permission_set_arn),
    *moto_apis.PATCHES,
    *moto_athena.PATCHES,
    *moto_buckets.PATCHES,
    *moto_codecommit.PATCHES,
    *moto_dms.PATCHES,
    *moto_networks.PATCHES,
    *moto_opensearch.PATCHES,
    *moto_ram.PATCHES,
    *moto_securityhub.PATCHES,
    *moto_ssm.PATCHES,
    *moto_transfer.PATCHES,
    *moto_vpn.PATCHES,
)
