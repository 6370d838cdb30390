"""A stack's life: creation, update, replacement, deletion, and the way back from each."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from botocore.exceptions import ClientError

HANDLE = {"Type": "AWS::CloudFormation::WaitConditionHandle"}


def parameter(value: Any = "v", name: str | None = None, **attributes: Any) -> dict[str, Any]:
    properties = {"Type": "String", "Value": value} | ({"Name": name} if name else {})
    return {"Type": "AWS::SSM::Parameter", "Properties": properties, **attributes}


def resources(**members: Any) -> dict[str, Any]:
    return {"Resources": members}


def test_resources_come_in_order_and_tell_it(cloud: Any) -> None:
    template = resources(
        Third=parameter("x", DependsOn="Second"), Second=parameter({"Fn::Sub": "${First}"}), First=parameter("x")
    )
    assert cloud.create(template) == "CREATE_COMPLETE"
    done = [name for name, status in cloud.events() if status == "CREATE_COMPLETE"]
    assert done == ["First", "Second", "Third", "demo"]
    assert cloud.events()[0] == ("demo", "CREATE_IN_PROGRESS")
    assert cloud.physical_id("First").startswith("demo-First-")
    assert cloud.parameters()[cloud.physical_id("Second")] == cloud.physical_id("First")


def test_conditions_leave_out_resources_and_outputs(cloud: Any) -> None:
    template = {
        "Parameters": {"Env": {"Type": "String"}},
        "Conditions": {"Prod": {"Fn::Equals": [{"Ref": "Env"}, "prod"]}},
        "Resources": {"Always": parameter("a", "/always"), "Some": parameter("b", "/some", Condition="Prod")},
        "Outputs": {
            "A": {"Value": {"Fn::If": ["Prod", {"Ref": "Some"}, "none"]}},
            "B": {"Value": {"Ref": "Some"}, "Condition": "Prod"},
        },
    }
    cloud.create(template, Parameters=[{"ParameterKey": "Env", "ParameterValue": "dev"}])
    assert set(cloud.parameters()) == {"/always"}
    assert cloud.outputs() == {"A": "none"}
    cloud.update(Parameters=[{"ParameterKey": "Env", "ParameterValue": "prod"}])
    assert set(cloud.parameters()) == {"/always", "/some"}
    assert cloud.outputs() == {"A": "/some", "B": "/some"}
    cloud.update(Parameters=[{"ParameterKey": "Env", "ParameterValue": "dev"}])
    assert set(cloud.parameters()) == {"/always"}


def test_a_failed_creation_is_rolled_back(cloud: Any) -> None:
    cloud.fault("create", "Bad", message="no room left")
    template = resources(
        Kept=parameter("x", "/kept", DeletionPolicy="Retain"),
        Gone=parameter("x", "/gone", DeletionPolicy="RetainExceptOnCreate"),
        Bad=parameter("x", "/bad", DependsOn=["Kept", "Gone"]),
        Cancelled=parameter("x", "/cancelled", DependsOn=["Kept", "Gone"]),
        Never=parameter("x", "/never", DependsOn="Bad"),
    )
    assert cloud.create(template) == "ROLLBACK_COMPLETE"
    assert set(cloud.parameters()) == {"/kept"}
    assert "no room left" in cloud.reasons()["Bad"]
    assert cloud.reasons()["Cancelled"] == "Resource creation cancelled"
    events = cloud.events()
    assert ("Kept", "DELETE_SKIPPED") in events
    assert ("Gone", "DELETE_COMPLETE") in events
    assert "Never" not in [name for name, _ in events]
    rollback = next(
        event["ResourceStatusReason"]
        for event in cloud.cloudformation.describe_stack_events(StackName="demo")["StackEvents"]
        if event["ResourceStatus"] == "ROLLBACK_IN_PROGRESS"
    )
    assert rollback.startswith("The following resource(s) failed to create: [Bad, Cancelled]. Rollback requested")
    with pytest.raises(ClientError, match="is in ROLLBACK_COMPLETE state and can not be updated"):
        cloud.update(resources(H=HANDLE))
    assert cloud.delete() == "DELETE_COMPLETE"


@pytest.mark.parametrize(
    ("arguments", "status", "left"),
    [
        ({"OnFailure": "DO_NOTHING"}, "CREATE_FAILED", {"/a"}),
        ({"DisableRollback": True}, "CREATE_FAILED", {"/a"}),
        ({"OnFailure": "DELETE"}, "DELETE_COMPLETE", set()),
    ],
)
def test_what_happens_on_failure_can_be_chosen(cloud: Any, arguments: Any, status: str, left: set[str]) -> None:
    cloud.fault("create", "B", message="no")
    assert cloud.create(resources(A=parameter("x", "/a"), B=parameter("x", DependsOn="A")), **arguments) == status
    assert set(cloud.parameters()) == left


def test_a_kept_failure_is_mended_by_an_update(cloud: Any) -> None:
    cloud.fault("create", "B", message="no", times=1)
    template = resources(A=parameter("x", "/a"), B=parameter("x", "/b", DependsOn="A"))
    assert cloud.create(template, DisableRollback=True) == "CREATE_FAILED"
    assert cloud.update(template, DisableRollback=True) == "UPDATE_COMPLETE"
    assert set(cloud.parameters()) == {"/a", "/b"}


def test_a_change_in_place_and_one_that_replaces(cloud: Any) -> None:
    cloud.create(resources(Here=parameter("1", "/here"), There=parameter("1", "/old")))
    assert cloud.update(resources(Here=parameter("2", "/here"), There=parameter("1", "/new"))) == "UPDATE_COMPLETE"
    assert cloud.parameters() == {"/here": "2", "/new": "1"}
    events = cloud.events()
    assert events.index(("There", "UPDATE_COMPLETE")) < events.index(("demo", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"))
    assert events.index(("demo", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")) < events.index(("There", "DELETE_IN_PROGRESS"))
    assert events[-1] == ("demo", "UPDATE_COMPLETE")


def test_a_handler_may_ask_for_a_replacement(cloud: Any) -> None:
    cloud.create(resources(P=parameter("fragile")))
    before = cloud.physical_id("P")
    cloud.update(resources(P=parameter("2")))
    assert cloud.parameters() == {cloud.physical_id("P"): "2"}
    assert cloud.physical_id("P") != before


def test_a_named_resource_cannot_be_replaced_under_its_name(cloud: Any) -> None:
    cloud.create(resources(P=parameter("fragile", "/named")))
    assert cloud.update(resources(P=parameter("2", "/named"))) == "UPDATE_ROLLBACK_COMPLETE"
    assert "custom-named resource requires replacing" in cloud.reasons()["P"]
    assert cloud.parameters() == {"/named": "fragile"}


def test_a_replaced_resource_stays_where_its_policy_says_so(cloud: Any) -> None:
    kept = {"UpdateReplacePolicy": "Retain"}
    gone = {"DeletionPolicy": "Retain"}
    cloud.create(resources(A=parameter("1", "/a", **kept), B=parameter("1", "/b", **gone)))
    cloud.update(resources(A=parameter("1", "/a2", **kept), B=parameter("1", "/b2", **gone)))
    assert set(cloud.parameters()) == {"/a", "/a2", "/b2"}
    cloud.delete()
    assert set(cloud.parameters()) == {"/a", "/b2"}


def test_what_leaves_the_template_is_deleted_by_its_policy(cloud: Any) -> None:
    cloud.create(resources(A=parameter("1", "/a", DeletionPolicy="Retain"), B=parameter("1", "/b"), H=HANDLE))
    cloud.update(resources(H=HANDLE))
    assert set(cloud.parameters()) == {"/a"}
    found = cloud.cloudformation.list_stack_resources(StackName="demo")["StackResourceSummaries"]
    assert [entry["LogicalResourceId"] for entry in found] == ["H"]


def test_a_failed_update_is_rolled_back(cloud: Any) -> None:
    cloud.create(resources(A=parameter("1", "/a"), R=parameter("1", "/r"), Z=parameter("1", "/z", DependsOn="A")))
    cloud.fault("update", "Z", message="not today", times=1)
    after = resources(
        A=parameter("2", "/a"),
        R=parameter("1", "/r2"),
        New=parameter("1", "/new"),
        Z=parameter("2", "/z", DependsOn=["A", "R", "New"]),
    )
    assert cloud.update(after) == "UPDATE_ROLLBACK_COMPLETE"
    assert cloud.parameters() == {"/a": "1", "/r": "1", "/z": "1"}
    statuses = [status for name, status in cloud.events() if name == "demo"]
    assert statuses[-4:] == [
        "UPDATE_IN_PROGRESS",
        "UPDATE_ROLLBACK_IN_PROGRESS",
        "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
        "UPDATE_ROLLBACK_COMPLETE",
    ]
    assert json.loads(json.dumps(cloud.cloudformation.get_template(StackName="demo")["TemplateBody"])) != after
    assert cloud.update(after) == "UPDATE_COMPLETE"
    assert cloud.parameters() == {"/a": "2", "/r2": "1", "/new": "1", "/z": "2"}


def test_a_failed_rollback_goes_on_when_told(cloud: Any) -> None:
    cloud.create(resources(A=parameter("1", "/a"), Z=parameter("1", "/z", DependsOn="A")))
    cloud.fault("update", "Z", message="no")
    cloud.fault("update", "A", seconds=0, times=1)
    cloud.fault("update", "A", message="nor back", times=1)
    after = resources(A=parameter("2", "/a"), Z=parameter("2", "/z", DependsOn="A"))
    assert cloud.update(after) == "UPDATE_ROLLBACK_FAILED"
    with pytest.raises(ClientError, match="is in UPDATE_ROLLBACK_FAILED state and can not be updated"):
        cloud.update(after)
    cloud.cloudformation.continue_update_rollback(StackName="demo", ResourcesToSkip=["Z"])
    assert cloud.end("demo") == "UPDATE_ROLLBACK_COMPLETE"
    assert cloud.parameters() == {"/a": "1", "/z": "1"}


def test_without_rollback_an_update_stays_where_it_failed(cloud: Any) -> None:
    cloud.create(resources(A=parameter("1", "/a"), Z=parameter("1", "/z", DependsOn="A")))
    cloud.fault("update", "Z", message="no", times=1)
    after = resources(A=parameter("2", "/a"), Z=parameter("2", "/z", DependsOn="A"))
    assert cloud.update(after, DisableRollback=True) == "UPDATE_FAILED"
    assert cloud.parameters() == {"/a": "2", "/z": "1"}
    cloud.cloudformation.rollback_stack(StackName="demo")
    assert cloud.end("demo") == "UPDATE_ROLLBACK_COMPLETE"
    assert cloud.parameters() == {"/a": "1", "/z": "1"}


def test_nothing_to_update(cloud: Any) -> None:
    template = resources(A=parameter(80, "/a"))
    cloud.create(template)
    same = resources(A=parameter("80", "/a"))
    for body in (template, same, {**template, "Description": "new words"}):
        with pytest.raises(ClientError, match="No updates are to be performed"):
            cloud.update(body)
    assert cloud.stack()["StackStatus"] == "CREATE_COMPLETE"
    assert cloud.update({**template, "Outputs": {"O": {"Value": "new"}}}) == "UPDATE_COMPLETE"


def test_one_operation_at_a_time(cloud: Any) -> None:
    cloud.create(resources(A=parameter("1", "/a")))
    cloud.fault("update", "A", seconds=20, times=1)
    cloud.cloudformation.update_stack(StackName="demo", TemplateBody=json.dumps(resources(A=parameter("2", "/a"))))
    with pytest.raises(ClientError, match="is in UPDATE_IN_PROGRESS state and can not be updated"):
        cloud.update(resources(A=parameter("3", "/a")))
    with pytest.raises(ClientError, match="cannot be deleted while in status UPDATE_IN_PROGRESS"):
        cloud.delete()
    cloud.cloudformation.cancel_update_stack(StackName="demo")
    assert cloud.end("demo") == "UPDATE_ROLLBACK_COMPLETE"
    assert cloud.parameters() == {"/a": "1"}
    with pytest.raises(ClientError, match="cannot be called from current stack status"):
        cloud.cloudformation.cancel_update_stack(StackName="demo")


def test_a_creation_can_be_cut_short_by_a_deletion(cloud: Any) -> None:
    cloud.fault("create", "B", seconds=20)
    body = json.dumps(resources(A=parameter("1", "/a"), B=parameter("1", "/b", DependsOn="A")))
    begun = time.monotonic()
    stack = cloud.cloudformation.create_stack(StackName="demo", TemplateBody=body)["StackId"]
    assert cloud.stack()["StackStatus"] == "CREATE_IN_PROGRESS"
    cloud.cloudformation.delete_stack(StackName="demo")
    assert cloud.end(stack) == "DELETE_COMPLETE"
    assert time.monotonic() - begun < 15
    assert cloud.parameters() == {}


def test_deletion_goes_backwards_and_leaves_what_must_stay(cloud: Any) -> None:
    template = resources(
        A=parameter("1", "/a"), B=parameter("1", "/b", DependsOn="A"), C=parameter("1", "/c", DeletionPolicy="Retain")
    )
    cloud.create(template)
    stack = cloud.stack()["StackId"]
    assert cloud.delete() == "DELETE_COMPLETE"
    gone = [name for name, status in cloud.events(stack) if status == "DELETE_COMPLETE"]
    assert gone == ["B", "A", "demo"]
    assert set(cloud.parameters()) == {"/c"}
    with pytest.raises(ClientError, match="does not exist"):
        cloud.stack("demo")
    assert cloud.stack(stack)["StackStatus"] == "DELETE_COMPLETE"
    assert cloud.create(resources(H=HANDLE)) == "CREATE_COMPLETE"


def test_a_failed_deletion_can_leave_the_resource_behind(cloud: Any) -> None:
    cloud.create(resources(A=parameter("1", "/a"), B=parameter("1", "/b", DependsOn="A")))
    cloud.fault("delete", "B", message="still in use")
    with pytest.raises(ClientError, match="RetainResources can only be specified"):
        cloud.delete(RetainResources=["B"])
    assert cloud.delete() == "DELETE_FAILED"
    assert cloud.stack()["StackStatusReason"].startswith("The following resource(s) failed to delete: [B]")
    assert set(cloud.parameters()) == {"/a", "/b"}  # B still needs A
    assert cloud.delete(RetainResources=["B"]) == "DELETE_COMPLETE"
    assert set(cloud.parameters()) == {"/b"}


def test_termination_protection(cloud: Any) -> None:
    cloud.create(resources(H=HANDLE), EnableTerminationProtection=True)
    with pytest.raises(ClientError, match="cannot be deleted while TerminationProtection is enabled"):
        cloud.delete()
    cloud.cloudformation.update_termination_protection(StackName="demo", EnableTerminationProtection=False)
    assert cloud.delete() == "DELETE_COMPLETE"


def test_a_stack_policy_is_kept(cloud: Any) -> None:
    cloud.create(resources(H=HANDLE), StackPolicyBody="{}")
    cloud.cloudformation.set_stack_policy(StackName="demo", StackPolicyBody='{"Statement": []}')
    assert cloud.cloudformation.get_stack_policy(StackName="demo")["StackPolicyBody"] == '{"Statement": []}'


def test_exports_in_use(cloud: Any) -> None:
    def exporting(value: str) -> dict[str, Any]:
        return {**resources(H=HANDLE), "Outputs": {"O": {"Value": value, "Export": {"Name": "net"}}}}

    importing = resources(P=parameter({"Fn::ImportValue": "net"}, "/p"))
    assert cloud.create(importing, "early") == "ROLLBACK_COMPLETE"
    assert cloud.reasons("early")["P"] == "No export named net found."
    cloud.create(exporting("1"), "exporter")
    cloud.create(importing, "importer")
    assert cloud.parameters() == {"/p": "1"}
    assert cloud.cloudformation.list_imports(ExportName="net")["Imports"] == ["importer"]
    (export,) = cloud.cloudformation.list_exports()["Exports"]
    assert (export["Name"], export["Value"]) == ("net", "1")
    assert cloud.create(exporting("2"), "rival") == "ROLLBACK_COMPLETE"
    assert cloud.update(exporting("2"), "exporter") == "UPDATE_ROLLBACK_COMPLETE"
    reasons = [
        event.get("ResourceStatusReason", "")
        for event in cloud.cloudformation.describe_stack_events(StackName="exporter")["StackEvents"]
    ]
    assert "Export net cannot be updated as it is in use by importer" in reasons
    assert cloud.delete("exporter") == "UPDATE_ROLLBACK_COMPLETE"
    assert cloud.stack("exporter")["StackStatusReason"] == "Export net cannot be deleted as it is in use by importer"
    cloud.delete("importer")
    assert cloud.delete("exporter") == "DELETE_COMPLETE"


def test_a_property_that_the_registry_does_not_know_fails_its_resource(cloud: Any) -> None:
    bad = parameter("x")
    bad["Properties"] |= {"Valeu": "x", "Tier": "Huge"}
    del bad["Properties"]["Value"]
    assert cloud.create(resources(P=bad)) == "ROLLBACK_COMPLETE"
    reason = cloud.reasons()["P"]
    assert "Properties validation failed for resource P with message:" in reason
    assert "#: extraneous key [Valeu] is not permitted" in reason
    assert "#: required key [Value] not found" in reason
    assert "#/Tier: Huge is not a valid enum value" in reason


def test_a_broken_handler_fails_its_resource_without_its_words(cloud: Any, caplog: pytest.LogCaptureFixture) -> None:
    role = {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {}, "Description": "break"}}
    assert cloud.create(resources(R=role), Capabilities=["CAPABILITY_IAM"]) == "ROLLBACK_COMPLETE"
    assert "the emulator broke with KeyError" in cloud.reasons()["R"]
    assert "a secret" not in cloud.reasons()["R"]
    assert caplog.records


def test_a_service_that_refuses_gives_the_reason(cloud: Any) -> None:
    role = {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {}, "Description": "refuse"}}
    cloud.create(resources(R=role), "first", Capabilities=["CAPABILITY_IAM"])
    assert cloud.reasons("first")["R"].startswith('Resource handler returned message: "no more roles" (RequestToken: ')
    assert cloud.reasons("first")["R"].endswith("HandlerErrorCode: ServiceLimitExceeded)")
    cloud.ssm.put_parameter(Name="/taken", Value="x", Type="String")
    cloud.create(resources(P=parameter("x", "/taken")), "second")
    assert "(Status Code: 400, Request ID: " in cloud.reasons("second")["P"]
    assert cloud.parameters() == {"/taken": "x"}


def test_dynamic_references_are_fetched_late_and_do_not_change_the_stack(cloud: Any) -> None:
    cloud.ssm.put_parameter(Name="/source", Value="one", Type="String")
    cloud.ssm.put_parameter(Name="/hidden", Value="one", Type="SecureString")
    template = resources(P=parameter("<{{resolve:ssm:/source}}>", "/p"))
    cloud.create(template)
    assert cloud.parameters()["/p"] == "<one>"
    cloud.ssm.put_parameter(Name="/source", Value="two", Type="String", Overwrite=True)
    with pytest.raises(ClientError, match="No updates"):
        cloud.update(template)
    for number, reference in enumerate(("ssm:/nothing", "ssm-secure:/hidden", "ssm:/hidden", "secretsmanager:nothing")):
        name = f"bad{number}"
        assert cloud.create(resources(P=parameter(f"{{{{resolve:{reference}}}}}")), name) == "ROLLBACK_COMPLETE"
        assert "P" in cloud.reasons(name)


def test_parameters_from_the_store(cloud: Any) -> None:
    cloud.ssm.put_parameter(Name="/image", Value="ami-1", Type="String")
    template = {
        "Parameters": {"Image": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/image"}},
        "Resources": {"H": HANDLE},
        "Outputs": {"O": {"Value": {"Ref": "Image"}}},
    }
    cloud.create(template)
    assert cloud.outputs() == {"O": "ami-1"}
    assert cloud.stack()["Parameters"] == [
        {"ParameterKey": "Image", "ParameterValue": "/image", "ResolvedValue": "ami-1"}
    ]
