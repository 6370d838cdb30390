"""Change sets: what they foresee, over nested stacks too, and what becomes of them."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from botocore.exceptions import ClientError


def parameter(value: Any, name: str | None = None, **attributes: Any) -> dict[str, Any]:
    properties = {"Type": "String", "Value": value} | ({"Name": name} if name else {})
    return {"Type": "AWS::SSM::Parameter", "Properties": properties, **attributes}


def make(cloud: Any, template: Any, kind: str = "UPDATE", name: str = "c", **arguments: Any) -> Any:
    """Make a change set of the stack ``demo``, wait for it and return its description."""
    body = {"UsePreviousTemplate": True} if template is None else {"TemplateBody": json.dumps(template)}
    cloud.cloudformation.create_change_set(
        StackName="demo", ChangeSetName=name, ChangeSetType=kind, **body, **arguments
    )
    return described(cloud, name)


def described(cloud: Any, name: str = "c") -> Any:
    limit = time.monotonic() + 20
    while time.monotonic() < limit:
        found = cloud.cloudformation.describe_change_set(StackName="demo", ChangeSetName=name)
        if found["Status"] in {"CREATE_COMPLETE", "FAILED"}:
            return found
        time.sleep(0.005)
    raise AssertionError("the change set does not come to an end")


def changes(found: Any) -> dict[str, tuple[str, str | None]]:
    return {
        change["ResourceChange"]["LogicalResourceId"]: (
            change["ResourceChange"]["Action"],
            change["ResourceChange"].get("Replacement"),
        )
        for change in found["Changes"]
    }


def nested(url: str, value: Any, **more: Any) -> dict[str, Any]:
    properties = {"TemplateURL": url, "Parameters": {"Value": value}}
    return {"Resources": {"Child": {"Type": "AWS::CloudFormation::Stack", "Properties": properties}, **more}}


CHILD = {
    "Parameters": {"Value": {"Type": "String"}},
    "Resources": {"P": parameter({"Ref": "Value"}, "/child")},
    "Outputs": {"Name": {"Value": {"Ref": "P"}}, "Value": {"Value": {"Ref": "Value"}}},
}


def test_a_new_stack_is_reviewed_first(cloud: Any) -> None:
    found = make(cloud, {"Resources": {"P": parameter("1", "/p")}}, "CREATE")
    assert changes(found) == {"P": ("Add", None)}
    assert cloud.stack()["StackStatus"] == "REVIEW_IN_PROGRESS"
    assert cloud.parameters() == {}
    cloud.cloudformation.execute_change_set(StackName="demo", ChangeSetName="c")
    assert cloud.end("demo") == "CREATE_COMPLETE"
    assert cloud.parameters() == {"/p": "1"}
    assert cloud.stack()["ChangeSetId"] == found["ChangeSetId"]
    assert described(cloud)["ExecutionStatus"] == "EXECUTE_COMPLETE"


def test_what_changes_how(cloud: Any) -> None:
    before = {
        "Here": parameter("1", "/here"),
        "New": parameter("1", "/name"),
        "Gone": parameter("1", "/gone"),
        "Same": parameter("1", "/same"),
        "Follows": parameter({"Ref": "New"}, "/follows"),
        "Kept": parameter("1", "/kept", DeletionPolicy="Retain"),
    }
    after = {
        "Here": parameter("2", "/here"),
        "New": parameter("1", "/renamed"),
        "Same": before["Same"],
        "Follows": before["Follows"],
        "Added": parameter("1", "/added"),
    }
    cloud.create({"Resources": before})
    found = make(cloud, {"Resources": after})
    assert changes(found) == {
        "Here": ("Modify", "False"),
        "New": ("Modify", "True"),
        "Follows": ("Modify", "False"),
        "Added": ("Add", None),
        "Gone": ("Remove", None),
        "Kept": ("Remove", None),
    }
    by_name = {change["ResourceChange"]["LogicalResourceId"]: change["ResourceChange"] for change in found["Changes"]}
    assert by_name["Kept"]["PolicyAction"] == "Retain"
    assert by_name["New"]["PolicyAction"] == "ReplaceAndDelete"
    (detail,) = by_name["New"]["Details"]
    assert detail["Target"] == {"Attribute": "Properties", "Name": "Name", "RequiresRecreation": "Always"}
    (detail,) = by_name["Follows"]["Details"]
    assert (detail["Evaluation"], detail["CausingEntity"]) == ("Dynamic", "New")
    assert cloud.parameters()["/here"] == "1"
    cloud.cloudformation.execute_change_set(StackName="demo", ChangeSetName="c")
    assert cloud.end("demo") == "UPDATE_COMPLETE"
    assert cloud.parameters() == {
        "/here": "2",
        "/renamed": "1",
        "/same": "1",
        "/follows": "/renamed",
        "/added": "1",
        "/kept": "1",
    }


def test_without_changes_it_fails_and_cannot_be_executed(cloud: Any) -> None:
    cloud.create({"Resources": {"P": parameter("1", "/p")}})
    found = make(cloud, None)
    assert (found["Status"], found["ExecutionStatus"]) == ("FAILED", "UNAVAILABLE")
    assert found["StatusReason"].startswith("The submitted information didn't contain changes.")
    with pytest.raises(ClientError) as caught:
        cloud.cloudformation.execute_change_set(StackName="demo", ChangeSetName="c")
    assert caught.value.response["Error"]["Code"] == "InvalidChangeSetStatus"


def test_another_execution_makes_it_obsolete(cloud: Any) -> None:
    cloud.create({"Resources": {"P": parameter("1", "/p")}})
    make(cloud, {"Resources": {"P": parameter("2", "/p")}})
    make(cloud, {"Resources": {"P": parameter("3", "/p")}}, name="other")
    cloud.cloudformation.execute_change_set(StackName="demo", ChangeSetName="other")
    cloud.end("demo")
    with pytest.raises(ClientError, match="OBSOLETE"):
        cloud.cloudformation.execute_change_set(StackName="demo", ChangeSetName="c")
    summaries = cloud.cloudformation.list_change_sets(StackName="demo")["Summaries"]
    assert {entry["ChangeSetName"]: entry["ExecutionStatus"] for entry in summaries} == {
        "c": "OBSOLETE",
        "other": "EXECUTE_COMPLETE",
    }


def test_refusals(cloud: Any) -> None:
    api = cloud.cloudformation
    body = {"Resources": {"P": parameter("1", "/p")}}
    with pytest.raises(ClientError, match=r"Stack \[demo\] does not exist"):
        make(cloud, body)
    cloud.create(body)
    with pytest.raises(ClientError, match="already exists and cannot be created again with the changeSet"):
        make(cloud, body, "CREATE")
    with pytest.raises(ClientError) as caught:
        api.describe_change_set(StackName="demo", ChangeSetName="nothing")
    assert caught.value.response["Error"]["Code"] in {"ChangeSetNotFound", "ChangeSetNotFoundException"}
    make(cloud, None)
    with pytest.raises(ClientError, match="AlreadyExists"):
        make(cloud, None)
    api.delete_change_set(StackName="demo", ChangeSetName="c")
    assert api.list_change_sets(StackName="demo")["Summaries"] == []


def test_nested_stacks_count_as_changed_where_nobody_looks_into_them(cloud: Any) -> None:
    template = nested(cloud.upload("child.json", CHILD), "1")
    cloud.create(template)
    found = make(cloud, template)
    assert changes(found) == {"Child": ("Modify", "False")}
    assert found["Changes"][0]["ResourceChange"]["Details"][0]["ChangeSource"] == "Automatic"
    looked = make(cloud, template, name="deep", IncludeNestedStacks=True)
    assert looked["Status"] == "FAILED"
    assert "didn't contain changes" in looked["StatusReason"]


def test_a_change_set_over_nested_stacks(cloud: Any) -> None:
    url = cloud.upload("child.json", CHILD)
    follows = parameter({"Fn::GetAtt": "Child.Outputs.Value"}, "/follows")
    stays = parameter({"Fn::GetAtt": "Child.Outputs.Name"}, "/stays")
    cloud.create(nested(url, "1", Follows=follows, Stays=stays))
    found = make(cloud, nested(url, "2", Follows=follows, Stays=stays), IncludeNestedStacks=True)
    assert changes(found) == {"Child": ("Modify", "False"), "Follows": ("Modify", "False")}
    below_id = found["Changes"][0]["ResourceChange"]["ChangeSetId"]
    below = cloud.cloudformation.describe_change_set(ChangeSetName=below_id)
    assert changes(below) == {"P": ("Modify", "False")}
    assert (below["ParentChangeSetId"], below["RootChangeSetId"]) == (found["ChangeSetId"], found["ChangeSetId"])
    with pytest.raises(ClientError, match="root change set"):
        cloud.cloudformation.execute_change_set(ChangeSetName=below_id)
    cloud.cloudformation.execute_change_set(StackName="demo", ChangeSetName="c")
    assert cloud.end("demo") == "UPDATE_COMPLETE"
    assert cloud.parameters() == {"/child": "2", "/follows": "2", "/stays": "/child"}


def test_a_new_nested_stack_is_reserved_and_used(cloud: Any) -> None:
    found = make(cloud, nested(cloud.upload("child.json", CHILD), "1"), "CREATE", IncludeNestedStacks=True)
    change = found["Changes"][0]["ResourceChange"]
    assert cloud.stack(change["PhysicalResourceId"])["StackStatus"] == "REVIEW_IN_PROGRESS"
    assert changes(cloud.cloudformation.describe_change_set(ChangeSetName=change["ChangeSetId"])) == {
        "P": ("Add", None)
    }
    cloud.cloudformation.execute_change_set(StackName="demo", ChangeSetName="c")
    assert cloud.end("demo") == "CREATE_COMPLETE"
    assert cloud.physical_id("Child") == change["PhysicalResourceId"]


def test_a_deleted_change_set_takes_its_reservations_along(cloud: Any) -> None:
    found = make(cloud, nested(cloud.upload("child.json", CHILD), "1"), "CREATE", IncludeNestedStacks=True)
    reserved = found["Changes"][0]["ResourceChange"]["PhysicalResourceId"]
    cloud.cloudformation.delete_change_set(StackName="demo", ChangeSetName="c")
    assert cloud.stack(reserved)["StackStatus"] == "DELETE_COMPLETE"
    assert cloud.stack()["StackStatus"] == "REVIEW_IN_PROGRESS"
    assert cloud.delete() == "DELETE_COMPLETE"


def test_a_nested_change_set_that_fails_fails_the_root(cloud: Any) -> None:
    url = cloud.upload("child.json", CHILD)
    cloud.create(nested(url, "1"))
    cloud.fault("change-set", "Child", message="Usage of an intrinsic function is not allowed")
    found = make(cloud, nested(url, "2"), IncludeNestedStacks=True)
    assert found["Status"] == "FAILED"
    assert "was not successfully created: Currently in FAILED." in found["StatusReason"]
    assert make(cloud, nested(url, "2"), name="flat")["Status"] == "CREATE_COMPLETE"
