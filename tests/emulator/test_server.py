"""The emulator as a server, used by the real AWS CLI as a person would."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.emulator.faults import Fault
from tests.emulator.server import EmulatedCloud
from tests.support import processes

AWS = Path(sys.executable).with_name("aws")
CHILD = """
Parameters: {Value: {Type: String}}
Resources:
  P:
    Type: AWS::SSM::Parameter
    Properties: {Type: String, Name: /child, Value: !Ref Value}
Outputs: {Name: {Value: !Ref P}}
"""
ROOT = """
Parameters: {Value: {Type: String, Default: one}}
Resources:
  Child:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: child.yaml, Parameters: {Value: !Ref Value}}
Outputs: {Name: {Value: !GetAtt Child.Outputs.Name}}
"""


@pytest.fixture(scope="module")
def server() -> Iterator[EmulatedCloud]:
    with EmulatedCloud() as started:
        yield started


def aws(server: EmulatedCloud, folder: Path, *arguments: str) -> None:
    variables = {key: value for key, value in os.environ.items() if not key.startswith("AWS_")}
    environment = variables | server.environment()
    processes.run([str(AWS), *arguments], cwd=folder, env=environment, limit=120)


def test_the_real_cli_deploys_changes_and_deletes(server: EmulatedCloud, tmp_path: Path) -> None:
    (tmp_path / "child.yaml").write_text(CHILD, encoding="utf-8")
    (tmp_path / "root.yaml").write_text(ROOT, encoding="utf-8")

    def cloudformation(*arguments: str) -> None:
        aws(server, tmp_path, "cloudformation", *arguments)

    server.client("s3").create_bucket(Bucket="templates")
    api, store = server.client("cloudformation"), server.client("ssm")
    cloudformation("package", "--template-file", "root.yaml", "--s3-bucket", "templates", "--output-template-file", "p")
    cloudformation("deploy", "--template-file", "p", "--stack-name", "demo")
    stack = api.describe_stacks(StackName="demo")["Stacks"][0]
    assert stack["Outputs"][0]["OutputValue"] == "/child"

    named = ("--stack-name", "demo", "--change-set-name", "second")
    value = ("--parameters", "ParameterKey=Value,ParameterValue=two")
    cloudformation("create-change-set", *named, "--use-previous-template", *value, "--include-nested-stacks")
    cloudformation("wait", "change-set-create-complete", *named)
    change = api.describe_change_set(StackName="demo", ChangeSetName="second")["Changes"][0]["ResourceChange"]
    assert change["ChangeSetId"]
    cloudformation("execute-change-set", *named)
    assert store.get_parameter(Name="/child")["Parameter"]["Value"] == "two"

    server.inject(Fault("delete", "P", message="still in use", times=1))
    cloudformation("delete-stack", "--stack-name", "demo")
    assert api.describe_stacks(StackName="demo")["Stacks"][0]["StackStatus"] == "DELETE_FAILED"
    cloudformation("delete-stack", "--stack-name", "demo")
    cloudformation("wait", "stack-delete-complete", "--stack-name", stack["StackId"])


def test_a_fault_must_be_one(server: EmulatedCloud) -> None:
    with pytest.raises(ValueError, match="no operation burn"):
        server.inject(Fault("burn", "P"))
    server.clear_faults()


def test_a_reset_forgets_the_stacks(server: EmulatedCloud) -> None:
    api = server.client("cloudformation")
    api.create_stack(StackName="old", TemplateBody="Resources: {H: {Type: 'AWS::CloudFormation::WaitConditionHandle'}}")
    assert [entry["StackName"] for entry in api.describe_stacks()["Stacks"]] == ["old"]
    server.reset()
    assert api.describe_stacks()["Stacks"] == []
