"""Probes of what moto does not do of data, how it is queried, searched and moved, and of patches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moto.dms.models import dms_backends

from .network_probes import client


def _catalogued_database() -> bool:
    def run(query: str) -> list[str]:
        client("athena").start_query_execution(QueryString=query)
        return [each["Name"] for each in client("glue").get_databases()["DatabaseList"]]

    return (run("create database `Sales`;"), run("drop database `sales`;")) == (["sales"], [])


def _task() -> Any:
    task = {"ReplicationTaskIdentifier": "t", "MigrationType": "full-load", "TableMappings": "{}"}
    arns = {"SourceEndpointArn": "s", "TargetEndpointArn": "t", "ReplicationInstanceArn": "i"}
    client("dms").create_replication_task(**task, **arns)
    return client("dms").describe_replication_tasks()["ReplicationTasks"][0]


def _task_times() -> bool:
    _task()
    (task,) = dms_backends["123456789012"]["us-east-1"].replication_tasks.values()
    return isinstance(task.to_dict()["ReplicationTaskCreationDate"], float)


def _domain_state() -> bool:
    made = client("es").create_elasticsearch_domain(DomainName="search")["DomainStatus"]
    return (made["DomainProcessingStatus"], made["ElasticsearchClusterConfig"]["InstanceCount"]) == ("Active", 1)


def _baseline(**more: Any) -> str:
    return str(client("ssm").create_patch_baseline(Name="base", **more)["BaselineId"])


def _baseline_of_windows() -> bool:
    _baseline()
    return bool(client("ssm").describe_patch_baselines()["BaselineIdentities"][0]["OperatingSystem"] == "WINDOWS")


def _baseline_with_tags() -> bool:
    tags = [{"Key": "a", "Value": "b"}]
    asked = {"ResourceType": "PatchBaseline", "ResourceId": _baseline(Tags=tags)}
    return bool(client("ssm").list_tags_for_resource(**asked)["TagList"] == tags)


def _read_baseline() -> bool:
    ssm = client("ssm")
    baseline = _baseline(Description="all")
    ssm.register_patch_baseline_for_patch_group(BaselineId=baseline, PatchGroup="web")
    shown = ssm.get_patch_baseline(BaselineId=baseline)
    return (shown["Name"], shown["Description"], shown["PatchGroups"]) == ("base", "all", ["web"])


def _updated_baseline() -> bool:
    ssm = client("ssm")
    ssm.update_patch_baseline(BaselineId=_baseline(Description="all"), Name="changed")
    shown = ssm.describe_patch_baselines()["BaselineIdentities"][0]
    return (shown["BaselineName"], shown["BaselineDescription"]) == ("changed", "all")


def _default_of_its_system() -> bool:
    ssm = client("ssm")
    first, second, other = _baseline(), _baseline(), _baseline(OperatingSystem="UBUNTU")
    for each in (other, first, second):
        ssm.register_default_patch_baseline(BaselineId=each)
    shown = ssm.describe_patch_baselines()["BaselineIdentities"]
    return {each["BaselineId"] for each in shown if each["DefaultBaseline"]} == {second, other}


def _told_default() -> bool:
    ssm = client("ssm")
    of_aws = ssm.get_default_patch_baseline()["BaselineId"]
    baseline = _baseline()
    ssm.register_default_patch_baseline(BaselineId=baseline)
    return baseline != of_aws and bool(ssm.get_default_patch_baseline()["BaselineId"] == baseline)


def _grouped(*, then: bool = False) -> str:
    ssm = client("ssm")
    pair = {"BaselineId": _baseline(), "PatchGroup": "web"}
    ssm.register_patch_baseline_for_patch_group(**pair)
    if then:
        ssm.deregister_patch_baseline_for_patch_group(**pair)
        found = ssm.get_patch_baseline_for_patch_group(PatchGroup="web", OperatingSystem="WINDOWS")["BaselineId"]
        return "gone" if found != pair["BaselineId"] else "kept"
    (mapping,) = ssm.describe_patch_groups()["Mappings"]
    return "listed" if mapping["BaselineIdentity"]["BaselineId"] == pair["BaselineId"] else "other"


PROBES: dict[str, Callable[[], bool]] = {
    "a database of Athena is in no catalog": _catalogued_database,
    "the times of a replication task are texts": _task_times,
    "a replication task is never ready": lambda: _task()["Status"] == "ready",
    "a search domain tells neither state nor cluster": _domain_state,
    "a baseline may be for no operating system": _baseline_of_windows,
    "a baseline has no tags": _baseline_with_tags,
    "no GetPatchBaseline": _read_baseline,
    "no UpdatePatchBaseline": _updated_baseline,
    "no RegisterDefaultPatchBaseline": _default_of_its_system,
    "no GetDefaultPatchBaseline": _told_default,
    "no DescribePatchGroups": lambda: _grouped() == "listed",
    "a patch group stays with its baseline": lambda: _grouped(then=True) == "gone",
}
