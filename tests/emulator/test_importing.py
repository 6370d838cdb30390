"""Imports: what is there becomes a stack's, and nothing else happens."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

PARAMETER = "AWS::SSM::Parameter"
RETAIN = {"DeletionPolicy": "Retain"}


def parameter(name: str, value: str = "1", **attributes: Any) -> dict[str, Any]:
    return {"Type": PARAMETER, "Properties": {"Type": "String", "Value": value, "Name": name}, **attributes}


def wanted(**names: str) -> list[dict[str, Any]]:
    """What imports parameters, by logical ID."""
    return [
        {"ResourceType": PARAMETER, "LogicalResourceId": key, "ResourceIdentifier": {"Name": name}}
        for key, name in names.items()
    ]


def put(cloud: Any, name: str, value: str = "1") -> None:
    cloud.ssm.put_parameter(Name=name, Value=value, Type="String")


def adopt(cloud: Any, template: Any, resources: list[dict[str, Any]], stack: str = "demo") -> str:
    """Make an import and carry it out; the stack's status."""
    made = cloud.cloudformation.create_change_set(
        StackName=stack,
        ChangeSetName="adopt",
        ChangeSetType="IMPORT",
        TemplateBody=json.dumps(template),
        ResourcesToImport=resources,
    )
    cloud.cloudformation.get_waiter("change_set_create_complete").wait(
        ChangeSetName=made["Id"], WaiterConfig={"Delay": 0}
    )
    found = cloud.cloudformation.describe_change_set(ChangeSetName=made["Id"])
    assert {each["ResourceChange"]["Action"] for each in found["Changes"]} == {"Import"}
    cloud.cloudformation.execute_change_set(ChangeSetName=made["Id"])
    status: str = cloud.end(stack)
    if status == "REVIEW_IN_PROGRESS":
        return status
    cloud.cloudformation.delete_change_set(ChangeSetName=made["Id"])
    return status


def test_a_new_stack_of_what_is_there(cloud: Any) -> None:
    put(cloud, "/a")
    put(cloud, "/b")
    template = {"Resources": {"A": parameter("/a", **RETAIN), "B": parameter("/b", **RETAIN, DependsOn="A")}}
    assert adopt(cloud, template, wanted(A="/a", B="/b")) == "IMPORT_COMPLETE"
    assert cloud.physical_id("A") == "/a"
    assert ("A", "IMPORT_COMPLETE") in cloud.events()

    # from here on it is a stack like any other
    template = {"Resources": {"A": parameter("/a", "2"), "B": parameter("/b", **RETAIN)}}
    assert cloud.update({**template, "Outputs": {"A": {"Value": {"Ref": "A"}}}}) == "UPDATE_COMPLETE"
    assert cloud.parameters() == {"/a": "2", "/b": "1"}
    assert cloud.outputs() == {"A": "/a"}
    assert cloud.delete() == "DELETE_COMPLETE"
    assert cloud.parameters() == {"/b": "1"}


def test_more_for_a_stack_that_is_there(cloud: Any) -> None:
    put(cloud, "/b")
    cloud.create({"Resources": {"A": parameter("/a")}})
    template = {"Resources": {"A": parameter("/a"), "B": parameter("/b", **RETAIN)}}
    assert adopt(cloud, template, wanted(B="/b")) == "IMPORT_COMPLETE"
    assert cloud.physical_id("B") == "/b"


def test_what_is_not_there_imports_nothing(cloud: Any) -> None:
    put(cloud, "/a")
    template = {"Resources": {"A": parameter("/a", **RETAIN), "B": parameter("/none", **RETAIN, DependsOn="A")}}
    assert adopt(cloud, template, wanted(A="/a", B="/none")) == "REVIEW_IN_PROGRESS"
    assert "ParameterNotFound" in cloud.reasons()["B"] or "not found" in cloud.reasons()["B"]
    assert cloud.cloudformation.describe_stack_resources(StackName="demo")["StackResources"] == []

    cloud.create({"Resources": {"C": parameter("/c")}}, name="other")
    template = {"Resources": {"C": parameter("/c"), "B": parameter("/none", **RETAIN)}}
    assert adopt(cloud, template, wanted(B="/none"), "other") == "IMPORT_ROLLBACK_COMPLETE"
    assert cloud.update({"Resources": {"C": parameter("/c", "2")}}, "other") == "UPDATE_COMPLETE"


def test_what_is_another_stacks(cloud: Any) -> None:
    cloud.create({"Resources": {"A": parameter("/a")}}, name="other")
    assert adopt(cloud, {"Resources": {"A": parameter("/a", **RETAIN)}}, wanted(A="/a")) == "REVIEW_IN_PROGRESS"
    assert "already exists in stack" in cloud.reasons()["A"]


def test_a_nested_stack_that_was_a_stack_of_its_own(cloud: Any) -> None:
    put(cloud, "/child")
    child = {"Resources": {"P": parameter("/child", **RETAIN)}}
    url = cloud.upload("child.json", child)
    assert adopt(cloud, child, wanted(P="/child"), "child") == "IMPORT_COMPLETE"
    stack_id = cloud.stack("child")["StackId"]
    nested = {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": url}, **RETAIN}
    one = [
        {
            "ResourceType": "AWS::CloudFormation::Stack",
            "LogicalResourceId": "Child",
            "ResourceIdentifier": {"StackId": stack_id},
        }
    ]
    other = cloud.upload("other.json", {"Resources": {"P": parameter("/child", "2", **RETAIN)}})
    wrong = {**nested, "Properties": {"TemplateURL": other}}
    assert adopt(cloud, {"Resources": {"Child": wrong}}, one, "wrong") == "REVIEW_IN_PROGRESS"
    assert "another one than TemplateURL names" in cloud.reasons("wrong")["Child"]

    assert adopt(cloud, {"Resources": {"Child": nested}}, one) == "IMPORT_COMPLETE"
    assert cloud.physical_id("Child") == stack_id
    assert cloud.stack("child")["ParentId"] == cloud.stack("demo")["StackId"]
    assert cloud.update({"Resources": {"Child": wrong}}) == "UPDATE_COMPLETE"
    assert cloud.parameters() == {"/child": "2"}


@pytest.mark.parametrize(
    ("resources", "imports", "more", "message"),
    [
        ({"A": parameter("/a")}, wanted(A="/a"), {}, r"Resources \[A\] must have DeletionPolicy"),
        ({"A": parameter("/a", **RETAIN)}, [], {}, "at least one resource"),
        ({"A": parameter("/a", **RETAIN)}, wanted(B="/a"), {}, "is not in the template"),
        (
            {"A": parameter("/a", **RETAIN), "B": parameter("/b", **RETAIN)},
            wanted(A="/a"),
            {},
            "You have modified resources",
        ),
        (
            {"A": parameter("/a", **RETAIN)},
            wanted(A="/a"),
            {"Outputs": {"A": {"Value": "x"}}},
            r"you cannot modify or add \[Outputs\]",
        ),
        (
            {"A": parameter("/a", **RETAIN)},
            [{"ResourceType": PARAMETER, "LogicalResourceId": "A", "ResourceIdentifier": {"Arn": "/a"}}],
            {},
            "is not that of AWS::SSM::Parameter",
        ),
    ],
)
def test_refusals(
    cloud: Any, resources: dict[str, Any], imports: list[dict[str, Any]], more: dict[str, Any], message: str
) -> None:
    put(cloud, "/a")
    with pytest.raises(ClientError, match=message):
        adopt(cloud, {"Resources": resources, **more}, imports)
    assert cloud.cloudformation.describe_stacks()["Stacks"] == []
