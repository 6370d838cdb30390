"""Nested stacks: parameters down, outputs up, and failures through every level."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.emulator.template_source import place

PARAMETER = "AWS::SSM::Parameter"


def child(name: str = "/child") -> dict[str, Any]:
    value = {"Type": PARAMETER, "Properties": {"Type": "String", "Name": name, "Value": {"Ref": "Value"}}}
    return {
        "Parameters": {"Value": {"Type": "String"}},
        "Resources": {"P": value},
        "Outputs": {"Name": {"Value": {"Ref": "P"}}, "Value": {"Value": {"Fn::GetAtt": "P.Value"}}},
    }


def root(url: str, value: Any = "1", **more: Any) -> dict[str, Any]:
    properties = {"TemplateURL": url, "Parameters": {"Value": value}}
    return {
        "Resources": {"Child": {"Type": "AWS::CloudFormation::Stack", "Properties": properties}, **more},
        "Outputs": {"Joined": {"Value": {"Fn::Sub": "${Child.Outputs.Name}=${Child.Outputs.Value}"}}},
    }


def own(value: str, **more: Any) -> dict[str, Any]:
    return {"Type": PARAMETER, "Properties": {"Type": "String", "Name": "/root", "Value": value}, **more}


def test_parameters_go_down_and_outputs_come_up(cloud: Any) -> None:
    template = root(cloud.upload("child.json", child()))
    assert cloud.create(template, Tags=[{"Key": "team", "Value": "net"}]) == "CREATE_COMPLETE"
    assert cloud.outputs() == {"Joined": "/child=1"}
    nested = cloud.stack(cloud.physical_id("Child"))
    assert nested["ParentId"] == nested["RootId"] == cloud.stack()["StackId"]
    assert nested["Tags"] == [{"Key": "team", "Value": "net"}]
    assert nested["StackName"].startswith("demo-Child-")
    assert cloud.delete() == "DELETE_COMPLETE"
    assert cloud.stack(nested["StackId"])["StackStatus"] == "DELETE_COMPLETE"
    assert cloud.parameters() == {}


def test_three_levels(cloud: Any) -> None:
    middle = root(cloud.upload("leaf.json", child()), {"Ref": "Value"}) | {"Parameters": {"Value": {"Type": "String"}}}
    top = root(cloud.upload("middle.json", middle), "deep")
    top["Outputs"] = {"O": {"Value": {"Fn::GetAtt": ["Child", "Outputs.Joined"]}}}
    assert cloud.create(top) == "CREATE_COMPLETE"
    assert cloud.outputs() == {"O": "/child=deep"}
    leaf = next(entry for entry in cloud.cloudformation.describe_stacks()["Stacks"] if "-Child-" in entry["ParentId"])
    assert leaf["RootId"] == cloud.stack()["StackId"]


def test_a_failure_below_fails_the_root_and_names_the_cause(cloud: Any) -> None:
    cloud.fault("create", "P", message="no room")
    assert cloud.create(root(cloud.upload("child.json", child()))) == "ROLLBACK_COMPLETE"
    reason = cloud.reasons()["Child"]
    assert reason.startswith("Embedded stack arn:aws:cloudformation:")
    assert "was not successfully created: The following resource(s) failed to create: [P]." in reason
    nested = next(
        event["PhysicalResourceId"]
        for event in cloud.cloudformation.describe_stack_events(StackName="demo")["StackEvents"]
        if event["LogicalResourceId"] == "Child"
    )
    assert "no room" in cloud.reasons(nested)["P"]
    assert cloud.stack(nested)["StackStatus"] == "DELETE_COMPLETE"


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("https://templates.s3.eu-west-1.amazonaws.com/nothing", "S3 error: The specified key does not exist."),
        ("https://example.com/child.json", "TemplateURL must be a supported URL."),
    ],
)
def test_a_template_that_cannot_be_fetched(cloud: Any, url: str, message: str) -> None:
    assert cloud.create(root(url)) == "ROLLBACK_COMPLETE"
    assert message in cloud.reasons()["Child"]


def test_what_the_child_refuses_fails_its_resource(cloud: Any) -> None:
    url = cloud.upload("child.json", child())
    wrong = root(url)
    wrong["Resources"]["Child"]["Properties"]["Parameters"] = {"Nope": "x"}
    assert cloud.create(wrong, "unknown") == "ROLLBACK_COMPLETE"
    assert cloud.reasons("unknown")["Child"] == "Parameters: [Nope] do not exist in the template"
    assert cloud.create(root(url, ["a", "b"]), "list") == "ROLLBACK_COMPLETE"
    role = {"Resources": {"R": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {}}}}}
    iam = {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": cloud.upload("role.json", role)}}
    assert cloud.create({"Resources": {"Child": iam}}, "iam") == "ROLLBACK_COMPLETE"
    assert cloud.reasons("iam")["Child"] == "Requires capabilities : [CAPABILITY_IAM]"


def test_an_output_that_is_not_there(cloud: Any) -> None:
    template = root(cloud.upload("child.json", child()))
    template["Outputs"] = {"O": {"Value": {"Fn::GetAtt": ["Child", "Outputs.Nope"]}}}
    assert cloud.create(template) == "ROLLBACK_COMPLETE"
    rolled_back = cloud.cloudformation.describe_stack_events(StackName="demo")["StackEvents"]
    assert any("has no output Nope" in event.get("ResourceStatusReason", "") for event in rolled_back)


def test_an_update_reaches_the_child(cloud: Any) -> None:
    url = cloud.upload("child.json", child())
    cloud.create(root(url))
    assert cloud.update(root(url, "2")) == "UPDATE_COMPLETE"
    assert cloud.outputs() == {"Joined": "/child=2"}
    statuses = [status for _, status in cloud.events(cloud.physical_id("Child"))]
    assert statuses[-2:] == ["UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "UPDATE_COMPLETE"]


def test_other_content_at_the_same_address_is_an_update(cloud: Any) -> None:
    url = cloud.upload("child.json", child())
    cloud.create(root(url))
    cloud.upload("child.json", child("/renamed"))
    assert cloud.update(root(url)) == "UPDATE_COMPLETE"
    assert cloud.parameters() == {"/renamed": "1"}


def test_an_unchanged_child_is_left_alone(cloud: Any) -> None:
    url = cloud.upload("child.json", child())
    cloud.create(root(url, Own=own("1")))
    before = cloud.events(cloud.physical_id("Child"))
    cloud.update(root(cloud.upload("moved.json", child()), Own=own("2")))
    assert cloud.parameters() == {"/child": "1", "/root": "2"}
    assert cloud.events(cloud.physical_id("Child")) == before


def test_a_failure_in_the_root_takes_the_child_back(cloud: Any) -> None:
    url = cloud.upload("child.json", child())
    cloud.create(root(url, Own=own("1", DependsOn="Child")))
    cloud.fault("update", "Own", message="no", times=1)
    address = cloud.upload("new.json", child("/new"))
    assert cloud.update(root(address, "2", Own=own("2", DependsOn="Child"))) == "UPDATE_ROLLBACK_COMPLETE"
    assert cloud.parameters() == {"/child": "1", "/root": "1"}
    nested = cloud.physical_id("Child")
    assert cloud.stack(nested)["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert cloud.outputs() == {"Joined": "/child=1"}
    assert cloud.update(root(address, "2", Own=own("2", DependsOn="Child"))) == "UPDATE_COMPLETE"
    assert cloud.parameters() == {"/new": "2", "/root": "2"}


def test_a_failure_in_the_child_takes_the_root_back(cloud: Any) -> None:
    url = cloud.upload("child.json", child())
    template = root(url, Own=own("1"))
    template["Resources"]["Child"]["DependsOn"] = "Own"
    cloud.create(template)
    cloud.fault("update", "P", message="no", times=1)
    changed = root(url, "2", Own=own("2"))
    changed["Resources"]["Child"]["DependsOn"] = "Own"
    assert cloud.update(changed) == "UPDATE_ROLLBACK_COMPLETE"
    assert cloud.parameters() == {"/child": "1", "/root": "1"}
    assert "Currently in UPDATE_ROLLBACK_IN_PROGRESS with reason: The following" in cloud.reasons()["Child"]


def test_a_child_that_leaves_the_template_is_deleted(cloud: Any) -> None:
    cloud.create(root(cloud.upload("child.json", child()), Own=own("1")))
    nested = cloud.physical_id("Child")
    assert cloud.update({"Resources": {"Own": own("1")}}) == "UPDATE_COMPLETE"
    assert cloud.stack(nested)["StackStatus"] == "DELETE_COMPLETE"
    assert cloud.parameters() == {"/root": "1"}


def test_a_protected_root_protects_its_children(cloud: Any) -> None:
    cloud.create(root(cloud.upload("child.json", child())), EnableTerminationProtection=True)
    with pytest.raises(ClientError, match="TerminationProtection"):
        cloud.delete(cloud.physical_id("Child"))


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://s3.eu-west-1.amazonaws.com/bucket/a/b.yaml", ("bucket", "a/b.yaml", None)),
        ("https://s3.amazonaws.com/bucket/b.yaml", ("bucket", "b.yaml", None)),
        ("https://my.bucket.s3.eu-west-1.amazonaws.com/b.yaml", ("my.bucket", "b.yaml", None)),
        ("https://bucket.s3.amazonaws.com/b.yaml?versionId=v1", ("bucket", "b.yaml", "v1")),
        ("https://bucket.s3.dualstack.us-gov-west-1.amazonaws.com/b.yaml", ("bucket", "b.yaml", None)),
        ("https://bucket.s3.cn-north-1.amazonaws.com.cn/b%20c.yaml", ("bucket", "b c.yaml", None)),
        ("http://127.0.0.1:5000/bucket/b.yaml", ("bucket", "b.yaml", None)),
        ("http://bucket.localhost:5000/b.yaml", ("bucket", "b.yaml", None)),
    ],
)
def test_addresses_of_templates(url: str, found: tuple[str, str, str | None]) -> None:
    assert place(url) == found
