"""The reference system's whole life with the emitted scripts, and every condition of its templates built both ways."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.deploy.bundle.aws_cli import AwsCli
from tests.deploy.bundle.scripts import MANIFEST, Desk, Outcome, bundle_of
from tests.emulator.faults import Fault
from tests.emulator.intrinsics import Evaluator
from tests.emulator.parameters import Parameter
from tests.emulator.server import EmulatedCloud
from tests.emulator.template import parse
from tests.emulator.types.coverage import types_by_depth
from tests.frame.checkout import ROOT

pytestmark = pytest.mark.slow

IMAGES = ("Registry", "Currenttime", "Mcpgw", "Realserverfaketools", "FlightBookingAgent", "TravelAssistantAgent")
SECRETS = {"KeycloakAdminPassword": "planted-one", "KeycloakDatabasePassword": "planted-two"}
GIVEN = {f"{name}ImageUri": "example/image:1" for name in IMAGES}
SETS = (
    {
        "UseRegionalDomains": "true",
        "KeycloakDomain": "",
        "EnableMonitoring": "true",
        "AlarmEmail": "ops@example.org",
        "VpcCidr": "10.0.0.0/16",
    },
    {
        "UseRegionalDomains": "false",
        "RootDomain": "example.org",
        "KeycloakDomain": "auth.example.org",
        "EnableMonitoring": "false",
        "AlarmEmail": "",
        "VpcCidr": "10.20.64.0/18",
    },
)
ONE_WAY = {
    "EcsServicesStack": {"UseRegionalDomainsIsFalseAndKeycloakDomainIsEmpty"},
    "VpcStack": {"PartitionIsAwsCn", "VpcCidrPrefixIs17", "VpcCidrPrefixIs19"},
}
"""Conditions that two parameter sets in one partition leave false: a prefix has four values, and without a domain there
is nothing to make a certificate for."""
SERVICE = "KeycloakEcsService"


class Pseudo:
    """Surroundings with nothing in them: a condition sees parameters only."""

    def __init__(self) -> None:
        self.pseudo = {"AWS::Partition": "aws", "AWS::Region": "us-east-1"}

    def ref(self, logical_id: str) -> object:
        raise AssertionError(logical_id)

    def attribute(self, logical_id: str, name: str) -> object:
        raise AssertionError(f"{logical_id}.{name}")

    def import_value(self, name: str) -> str:
        raise AssertionError(name)

    def zones(self, region: str) -> list[str]:
        raise AssertionError(region)


def stacks(cloud: EmulatedCloud) -> dict[str, str]:
    """The name of each stack by its logical ID, ``main`` for the root."""
    found = cloud.client("cloudformation").describe_stacks()["Stacks"]
    root = next(each for each in found if "ParentId" not in each)
    nested = cloud.client("cloudformation").describe_stack_resources(StackName=root["StackName"])["StackResources"]
    return {"main": root["StackName"], **{each["LogicalResourceId"]: each["PhysicalResourceId"] for each in nested}}


def conditions(cloud: EmulatedCloud, other: dict[str, str] | None = None) -> set[tuple[str, str, bool]]:
    """How each condition of each deployed stack has come out, or would with other parameters."""
    client = cloud.client("cloudformation")
    found = set()
    for logical_id, name in stacks(cloud).items():
        template = parse((ROOT / "templates" / f"{_file(logical_id)}-stack.yaml").read_text(encoding="utf-8"))
        given = client.describe_stacks(StackName=name)["Stacks"][0].get("Parameters", [])
        shown = {each["ParameterKey"]: each["ParameterValue"] for each in given}
        shown |= {key: value for key, value in (other or {}).items() if key in shown}
        values = {key: Parameter(key, value, value, no_echo=False, from_store=False) for key, value in shown.items()}
        evaluator = Evaluator(template, values, Pseudo())
        found |= {(logical_id, condition, evaluator.condition(condition)) for condition in template.conditions}
    return found


def _file(logical_id: str) -> str:
    """A nested stack's file, after the name of the resource that it is: ``EcsServicesStack``."""
    names = {path.name.removesuffix("-stack.yaml") for path in (ROOT / "templates").iterdir()}
    squeezed = {name.replace("-", ""): name for name in names}
    wanted = logical_id.removesuffix("Stack").lower()
    return squeezed.get(wanted) or next(name for key, name in squeezed.items() if wanted.startswith(key))


def converted(folder: Path, edited: bool = False) -> Path:
    """The bundle of the reference system; ``edited``: with logs of Keycloak that are kept longer."""
    source = folder / "source"
    shutil.copytree(ROOT / "terraform_ref", source, dirs_exist_ok=True)
    if edited:
        text = (source / "keycloak.tf").read_text(encoding="utf-8")
        assert "retention_in_days = 7" in text
        (source / "keycloak.tf").write_text(text.replace("retention_in_days = 7", "retention_in_days = 30"))
    return bundle_of(source, folder / "bundle")


def deployed(desk: Desk, values: dict[str, str]) -> list[Outcome]:
    """Deploy in two stages, the image between them."""
    first = desk.deploy(values)
    assert first.code == 15, first.messages
    assert "keycloak:latest is not there, for aws_ecs_task_definition.keycloak" in first.messages
    desk.cloud.client("ecr").put_image(repositoryName="keycloak", imageManifest=MANIFEST, imageTag="latest")
    second = desk.deploy(values)
    assert second.code == 0, second.messages
    return [first, second]


def log_level(desk: Desk) -> str:
    """How much Keycloak logs, in the task definition that its service has now."""
    ecs = desk.cloud.client("ecs")
    for cluster in ecs.list_clusters()["clusterArns"]:
        for arn in ecs.list_services(cluster=cluster)["serviceArns"]:
            service = ecs.describe_services(cluster=cluster, services=[arn])["services"][0]
            if service["serviceName"].startswith("keycloak"):
                task = ecs.describe_task_definition(taskDefinition=service["taskDefinition"])["taskDefinition"]
                (container,) = task["containerDefinitions"]
                return str(
                    next(each["value"] for each in container["environment"] if each["name"] == "KEYCLOAK_LOGLEVEL")
                )
    raise AssertionError("no service of Keycloak")


def kept(desk: Desk) -> set[int]:
    """For how many days logs of Keycloak are kept."""
    groups = desk.cloud.client("logs").describe_log_groups()["logGroups"]
    return {each["retentionInDays"] for each in groups if "keycloak" in each["logGroupName"]}


def test_the_reference_system_lives_its_life(account: EmulatedCloud, cli: AwsCli, tmp_path: Path) -> None:
    account.seed_hosted_zones(["mycorp.click", "example.org"])
    again = {**GIVEN, **SETS[0]}
    desk = Desk(converted(tmp_path), account, cli, "mcp")
    told = deployed(desk, {**SECRETS, **again})
    assert cli.made("ecs update-service") == 7
    names = {each["Name"] for each in account.client("ssm").describe_parameters()["Parameters"]}
    assert {"/keycloak/admin", "/keycloak/admin_password", "/keycloak/database/password"} <= names
    types = {
        each["ResourceType"]
        for name in stacks(account).values()
        for each in account.client("cloudformation").describe_stack_resources(StackName=name)["StackResources"]
    } - {"AWS::CloudFormation::Stack"}
    depths = types_by_depth(types)
    assert sum(map(len, depths.values())) == len(types) > 40

    # again: nothing changes
    told.append(desk.deploy(again))
    assert (told[-1].code, "nothing to change" in told[-1].messages) == (0, True), told[-1].messages

    # a changed parameter
    assert log_level(desk) == "INFO"
    told.append(desk.deploy({**again, "KeycloakLogLevel": "DEBUG"}))
    assert told[-1].code == 0, told[-1].messages
    assert log_level(desk) == "DEBUG"

    # a changed configuration, converted again into the same folder
    before = kept(desk)
    converted(tmp_path, edited=True)
    told.append(desk.deploy({**again, "KeycloakLogLevel": "DEBUG"}))
    assert told[-1].code == 0, told[-1].messages
    assert kept(desk) - before == {30}

    # a resource that fails: back to what was, and the cause with its place in the Terraform
    account.inject(Fault("update", SERVICE, message="no capacity", times=1))
    told.append(desk.deploy({**again, "KeycloakLogLevel": "WARN"}))
    account.clear_faults()
    assert told[-1].code == 1, told[-1].messages
    assert f"/{SERVICE} (AWS::ECS::Service)" in told[-1].messages
    assert "in Terraform: " in told[-1].messages
    assert desk.status() == "UPDATE_ROLLBACK_COMPLETE"
    assert log_level(desk) == "DEBUG"

    told.append(desk.run("delete.sh", "--confirm", "mcp", "--empty"))
    assert told[-1].code == 0, told[-1].messages
    assert "CNAME records" in told[-1].messages
    assert "remains: AWS::KMS::Key" in told[-1].messages  # with the database that is encrypted with it
    assert "delete them before a new deployment" in told[-1].messages
    assert desk.status() == ""
    for secret in SECRETS.values():
        assert not any(secret in each.messages + each.output for each in told)
        assert not any(secret in argument for call in cli.calls for argument in call)


def test_every_condition_comes_out_both_ways(account: EmulatedCloud, cli: AwsCli, tmp_path: Path) -> None:
    account.seed_hosted_zones(["mycorp.click", "example.org"])
    desk = Desk(converted(tmp_path), account, cli, "other")
    deployed(desk, {**SECRETS, **GIVEN, **SETS[1]})
    seen = conditions(account) | conditions(account, SETS[0])  # the first set is built by the test above
    both = {(stack, name) for stack, name, value in seen if (stack, name, not value) in seen}
    one_way = {(stack, name) for stack, name, _ in seen} - both
    assert one_way <= {(stack, name) for stack, names in ONE_WAY.items() for name in names} | _stages(one_way)

    deleted = desk.run("delete.sh", "--confirm", "other", "--empty")
    assert deleted.code == 0, deleted.messages


def _stages(names: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Conditions of a stage of the deployment or a part of a stack: both in the run's two stages and in the parts."""
    return {each for each in names if each[1].startswith(("DeploymentStage", "IsPart"))}
