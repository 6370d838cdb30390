"""Equality by meaning: what is taken as equal, and beside each that a real difference is still seen."""

from __future__ import annotations

from typing import Any

import pytest

from converter.parity.comparison.differences import gaps
from converter.parity.comparison.meaning import form_of, text_of

ROLE = "AWS::IAM::Role"
TASK = "AWS::ECS::TaskDefinition"
GROUP = "AWS::EC2::SecurityGroup"
TARGET = "AWS::ElasticLoadBalancingV2::TargetGroup"
QUEUE = "AWS::SQS::Queue"
SECRET = "AWS::SecretsManager::Secret"  # noqa: S105 - a type
LISTENER = "AWS::ElasticLoadBalancingV2::ListenerRule"


def trust(*statements: Any, **more: Any) -> dict[str, Any]:
    return {"AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": list(statements), **more}}


ECS = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ecs-tasks.amazonaws.com"}}
RDS = {"Effect": "Allow", "Action": ["sts:AssumeRole"], "Principal": {"Service": ["rds.amazonaws.com"]}}
DENY = {**RDS, "Effect": "Deny"}
SOURCE = {"Condition": {"StringEquals": {"aws:SourceAccount": ["1", "2"]}}}
SWAPPED = {"Condition": {"StringEquals": {"aws:SourceAccount": ["2", "1"]}}}


def rules(*ports: str) -> dict[str, Any]:
    return {"SecurityGroupIngress": [{"IpProtocol": "tcp", "FromPort": port, "ToPort": port} for port in ports]}


def containers(*environment: tuple[str, str]) -> dict[str, Any]:
    pairs = [{"Name": name, "Value": value} for name, value in environment]
    return {"ContainerDefinitions": [{"Name": "app", "Image": "x", "Environment": pairs}]}


def command(*words: str) -> dict[str, Any]:
    return {"ContainerDefinitions": [{"Name": "app", "Image": "x", "Command": list(words)}]}


def policies(*names: str) -> dict[str, Any]:
    return {"Policies": [{"PolicyName": name, "PolicyDocument": {"Statement": [ECS]}} for name in names]}


def tags(*pairs: tuple[str, str]) -> dict[str, Any]:
    return {"Tags": [{"Key": key, "Value": value} for key, value in pairs]}


@pytest.mark.parametrize(
    ("kind", "one", "same", "other"),
    [
        pytest.param(ROLE, {"Path": "/"}, {}, {"Path": "/x/"}, id="a default that is left out"),
        pytest.param(TARGET, {"Port": "80"}, {"Port": "80.0"}, {"Port": "81"}, id="a number's text"),
        pytest.param(TARGET, {"Name": "01"}, {"Name": "01"}, {"Name": "1"}, id="a text of digits is no number"),
        pytest.param(
            TARGET,
            {"HealthCheckEnabled": "true"},
            {"HealthCheckEnabled": "True"},
            {"HealthCheckEnabled": "false"},
            id="a boolean's text",
        ),
        pytest.param(GROUP, rules("80", "443"), rules("443", "80"), rules("443", "81"), id="an unordered list"),
        pytest.param(GROUP, rules("80", "80"), rules("80", "80"), rules("80"), id="an unordered list counts"),
        pytest.param(
            TASK,
            containers(("A", "1"), ("B", "2")),
            containers(("B", "2"), ("A", "1")),
            containers(("A", "2"), ("B", "1")),
            id="an unordered list further down",
        ),
        pytest.param(TASK, command("a", "b"), command("a", "b"), command("b", "a"), id="an ordered list"),
        pytest.param(
            QUEUE, tags(("a", "1"), ("b", "2")), tags(("b", "2"), ("a", "1")), tags(("a", "2"), ("b", "1")), id="tags"
        ),
        pytest.param(ROLE, policies("a", "b"), policies("b", "a"), policies("b", "c"), id="inline policies"),
        pytest.param(ROLE, trust(ECS, RDS), trust(RDS, ECS), trust(ECS, DENY), id="statements"),
        pytest.param(
            ROLE,
            trust(ECS),
            trust({**ECS, "Action": ["sts:AssumeRole"]}),
            trust({**ECS, "Action": ["sts:*"]}),
            id="one like a list of one",
        ),
        pytest.param(ROLE, trust(ECS), trust(ECS, ECS), trust(ECS, RDS), id="a statement twice"),
        pytest.param(
            ROLE, trust({**ECS, **SOURCE}), trust({**ECS, **SWAPPED}), trust(ECS), id="values of a policy's condition"
        ),
        pytest.param(
            SECRET,
            {"SecretString": '{"a": 1, "b": [1, 2]}'},
            {"SecretString": '{"b":[1,2],"a":1.0}'},
            {"SecretString": '{"b":[2,1],"a":1}'},
            id="JSON text",
        ),
        pytest.param(
            SECRET,
            {"SecretString": '{"a": 1}'},
            {"SecretString": '{ "a":1 }'},
            {"SecretString": '{"a":"1"}'},
            id="types in JSON text",
        ),
        pytest.param(
            SECRET,
            {"SecretString": "{a}"},
            {"SecretString": "{a}"},
            {"SecretString": "{ a}"},
            id="what only looks like JSON",
        ),
        pytest.param(
            "Custom::Thing",
            {"Anything": ["1", "2"]},
            {"Anything": ["1", "2"]},
            {"Anything": ["2", "1"]},
            id="what no schema describes",
        ),
    ],
)
def test_equal_by_meaning(kind: str, one: dict[str, Any], same: dict[str, Any], other: dict[str, Any]) -> None:
    assert list(gaps(form_of(kind, one), form_of(kind, same))) == []
    assert text_of(form_of(kind, one)) == text_of(form_of(kind, same))
    assert list(gaps(form_of(kind, one), form_of(kind, other))) != []
    assert text_of(form_of(kind, one)) != text_of(form_of(kind, other))


@pytest.mark.parametrize(
    ("kind", "one", "other", "paths"),
    [
        (
            GROUP,
            rules("80", "443", "22"),
            rules("22", "80", "444"),
            ["SecurityGroupIngress[2].FromPort", "SecurityGroupIngress[2].ToPort"],
        ),
        (GROUP, rules("80"), rules("443", "80"), ["SecurityGroupIngress[0]"]),
        (GROUP, rules("80", "443"), rules("443"), ["SecurityGroupIngress[0]"]),
        (TASK, command("a", "b", "c"), command("a", "x", "c"), ["ContainerDefinitions[0].Command[1]"]),
        (TASK, command("a", "b", "c"), command("a", "c"), ["ContainerDefinitions[0].Command[1]"]),
        (
            TASK,
            containers(("A", "1"), ("B", "2")),
            containers(("B", "3"), ("A", "1")),
            ["ContainerDefinitions[0].Environment[0].Value"],
        ),
        (ROLE, trust(ECS, RDS), trust(DENY, ECS), ["AssumeRolePolicyDocument.Statement[0].Effect"]),
        (SECRET, {"SecretString": '{"a": 1}'}, {"SecretString": '{"a": 2}'}, ["SecretString.a"]),
        (ROLE, {"Path": "/x/"}, {}, ["Path"]),
    ],
)
def test_a_difference_has_its_own_place(
    kind: str, one: dict[str, Any], other: dict[str, Any], paths: list[str]
) -> None:
    assert [gap.path for gap in gaps(form_of(kind, one), form_of(kind, other))] == paths


def test_a_place_in_a_template_ends_where_a_text_begins() -> None:
    (gap,) = gaps(form_of(SECRET, {"SecretString": '{"a": 1}'}), form_of(SECRET, {"SecretString": '{"a": 2}'}))
    assert gap.steps[: gap.depth] == ("SecretString",)
