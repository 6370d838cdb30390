"""Every way in which a deployment cannot go on has its own exit code and a message that says what to do."""

from __future__ import annotations

import dataclasses
import json
import shutil
import time
from pathlib import Path

import pytest

from tests.deploy.bundle.aws_cli import Interference
from tests.deploy.bundle.scripts import HERE, Desk

GIVEN = {"Password": "planted-secret"}
SOURCES = ("--sources", str(HERE / "shop"))
ARN = "arn:aws:cloudformation:us-east-1:123456789012:stack/shop/1"


def status_of(status: str) -> Interference:
    return Interference("describe-stacks", output=f"{status}\t{ARN}\tName,Password")


def refused(command: str, code: str, text: str, times: int = 1) -> Interference:
    """A command that AWS refuses, in the AWS CLI's words."""
    operation = "".join(word.capitalize() for word in command.split("-"))
    message = f"\nAn error occurred ({code}) when calling the {operation} operation: {text}"
    return Interference(command, message=message, times=times)


TOO_LARGE = "Template may not exceed 1000000 bytes in size."
NO_MATCH = "Parameter 'Name' must match pattern x failed to satisfy"
NOT_ALLOWED = "not authorized to perform: cloudformation:DescribeStacks"

CASES = {
    "wrong credentials": (
        refused("get-caller-identity", "InvalidClientTokenId", "The security token is invalid."),
        10,
        "AWS does not accept the credentials",
    ),
    "no credentials": (
        Interference("get-caller-identity", status=253, message="Unable to locate credentials. You can configure …"),
        10,
        "sign in",
    ),
    "a region that there is not": (
        Interference("get-caller-identity", message='\nCould not connect to the endpoint URL: "https://sts.eu-wst-1/"'),
        18,
        "AWS cannot be reached",
    ),
    "a region of no form": (
        Interference(
            "get-caller-identity", message="\nProvided region_name 'eu west' doesn't match a supported format."
        ),
        2,
        "is no region",
    ),
    "not permitted to describe": (refused("describe-stacks", "AccessDenied", NOT_ALLOWED), 11, NOT_ALLOWED),
    "not permitted to use the bucket": (
        refused("head-bucket", "403", "Forbidden"),
        12,
        "name another one with --bucket",
    ),
    "not permitted to make the bucket": (
        refused("create-bucket", "AccessDenied", "Access Denied"),
        12,
        "s3:CreateBucket is not permitted",
    ),
    "an old AWS CLI": (
        Interference("put-object", status=252, message="\nUnknown options: --if-none-match, *"),
        2,
        "the AWS CLI is too old",
    ),
    "a look-up without result": (
        Interference("describe-vpcs", output="[]"),
        16,
        "look-up of VpcId (data.aws_vpc.main, main.tf:34) finds nothing",
    ),
    "a look-up with two": (Interference("describe-vpcs", output='["vpc-1", "vpc-2"]'), 16, "finds 2: vpc-1 vpc-2"),
    "a first creation that failed": (
        status_of("ROLLBACK_COMPLETE"),
        20,
        "scripts/delete.sh --stack-name shop --region us-east-1",
    ),
    "an update under way": (status_of("UPDATE_IN_PROGRESS"), 21, "AWS is still working on it"),
    "a stack that went back half": (status_of("UPDATE_ROLLBACK_FAILED"), 22, "continue-update-rollback"),
    "a deletion that failed": (status_of("DELETE_FAILED"), 22, "its deletion began"),
    "a template that AWS finds too large": (
        refused("create-change-set", "ValidationError", TOO_LARGE, times=2),
        14,
        "divide the stack",
    ),
    "a value that the template refuses": (
        refused("create-change-set", "ValidationError", NO_MATCH, times=2),
        13,
        "a parameter is missing or wrong",
    ),
    "no change set at all": (
        refused("create-change-set", "LimitExceededException", "ChangeSet limit exceeded", times=2),
        25,
        "no change set can be made: ChangeSet limit exceeded",
    ),
}

LATE = frozenset(
    {
        "a template that AWS finds too large",
        "a value that the template refuses",
        "no change set at all",
        "an old AWS CLI",
        "not permitted to describe",
        "a deletion that failed",
        "no credentials",
    }
)
"""Cases that take many calls, or that are like another one."""


@pytest.mark.parametrize(
    "case", [pytest.param(name, marks=pytest.mark.slow) if name in LATE else name for name in CASES]
)
def test_a_refusal(shop: Desk, case: str) -> None:
    interference, code, message = CASES[case]
    shop.cli.interfere(interference)
    outcome = shop.deploy(GIVEN, *SOURCES)
    assert (outcome.code, message in outcome.messages) == (code, True), outcome.messages
    assert "planted-secret" not in outcome.messages
    assert not shop.cli.made("ssm put-parameter")
    assert not shop.cli.made("execute-change-set")


@pytest.mark.parametrize(
    ("parameters", "options", "code", "message"),
    [
        ({}, (), 13, "Password (var.password, main.tf:9)"),
        ({"Pasword": "x"}, (), 13, "the templates have no parameter Pasword"),
        ({"Password": "<Password>"}, (), 13, "placeholder"),
        ({**GIVEN, "Title": "Other"}, (), 17, "TitleLower is computed from Title"),
        (GIVEN, ("--stage", "all"), 2, "no stages"),
        (GIVEN, ("--region",), 2, "--region needs a value"),
        (GIVEN, ("--frobnicate",), 2, "unknown option --frobnicate"),
        (GIVEN, ("--parameters", "nowhere.json"), 2, "cannot read the parameters file nowhere.json"),
        (GIVEN, ("--stack-name", "1 $(touch x)"), 2, "is no name of a stack"),
    ],
)
def test_wrong_input(shop: Desk, parameters: dict[str, str], options: tuple[str, ...], code: int, message: str) -> None:
    outcome = shop.deploy(parameters, *SOURCES, *options)
    assert (outcome.code, message in outcome.messages) == (code, True), outcome.messages
    assert not shop.cli.made("create-bucket")  # nothing is made for what cannot be deployed


def test_a_parameters_file_that_is_none(shop: Desk) -> None:
    outcome = shop.run("deploy.sh", "--parameters", "-", "--yes", typed='{"Password": "planted-secret"}')
    assert (outcome.code, "is no list of parameters" in outcome.messages) == (13, True), outcome.messages
    assert "planted-secret" not in outcome.messages


def test_a_template_that_is_too_large(shop: Desk, tmp_path: Path) -> None:
    shutil.copytree(shop.bundle, tmp_path / "bundle")
    with (tmp_path / "bundle" / "templates" / "ecr-stack.yaml").open("a") as template:
        template.write("#" * 1_000_000)
    outcome = dataclasses.replace(shop, bundle=tmp_path / "bundle").deploy(GIVEN, *SOURCES)
    assert (outcome.code, "templates/ecr-stack.yaml has 1000" in outcome.messages) == (14, True), outcome.messages
    assert not shop.cli.calls


@pytest.mark.slow
def test_an_answer_that_is_not_yes(shop: Desk, tmp_path: Path) -> None:
    (tmp_path / "parameters.json").write_text(json.dumps([{"ParameterKey": "Password", "ParameterValue": "x-y-z"}]))
    given = ("--parameters", str(tmp_path / "parameters.json"))
    outcome = shop.run_on_terminal("deploy.sh", *given, *SOURCES, typed="no\n")
    assert (outcome.code, "nothing was carried out" in outcome.messages) == (26, True), outcome.messages
    assert shop.status() == ""
    assert not shop.cli.made("ssm put-parameter")


@pytest.mark.parametrize(("script", "remedy"), [("deploy.sh", "--yes"), ("delete.sh", "--confirm shop")])
def test_a_question_without_a_terminal_is_refused_at_once(shop: Desk, script: str, remedy: str) -> None:
    outcome = shop.run(script, typed="yes\n")
    assert outcome.code == 2, outcome.messages
    assert "no terminal to ask it on" in outcome.messages
    assert remedy in outcome.messages
    assert not shop.cli.calls


@pytest.mark.slow
def test_two_at_once(shop: Desk, tmp_path: Path) -> None:
    (tmp_path / "parameters.json").write_text(json.dumps([{"ParameterKey": "Password", "ParameterValue": "x-y-z"}]))
    first = shop.start("deploy.sh", "--parameters", str(tmp_path / "parameters.json"), "--yes", *SOURCES)
    deadline = time.monotonic() + 60
    while not shop.cli.made("list-hosted-zones") and not shop.cli.made("create-change-set"):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    second = shop.deploy(GIVEN, *SOURCES)
    messages, _ = first.communicate(timeout=120)
    assert first.returncode == 0, messages
    assert second.code in {21, 23}, second.messages
    assert "another run works on stack shop" in second.messages or "still working on it" in second.messages
    assert shop.status() == "CREATE_COMPLETE"


@pytest.mark.parametrize(
    ("holder", "age", "code"),
    [
        ("elsewhere\n1\n{now}\nsomebody\n", 0, 23),
        ("elsewhere\n1\n{now}\nsomebody\n", 601, 12),
        ("elsewhere\na[$(touch pwned)]\na[$(touch pwned)]\nsomebody\n", 0, 12),
    ],
)
def test_a_lock_holds_as_long_as_its_holder_lives(shop: Desk, holder: str, age: int, code: int) -> None:
    bucket = "tf2cfn-123456789012-us-east-1"
    s3 = shop.cloud.client("s3")
    s3.create_bucket(Bucket=bucket)
    s3.put_object(Bucket=bucket, Key="shop/lock", Body=holder.format(now=int(time.time()) - age).encode())
    shop.cli.interfere(refused("--key shop/templates", "AccessDenied", "the run has come far enough"))
    outcome = shop.deploy({**GIVEN, "VpcId": "vpc-1"}, *SOURCES)
    assert outcome.code == code, outcome.messages
    if code == 23:
        assert "somebody on elsewhere, process 1, last seen" in outcome.messages
    else:
        assert "taking over the lock of a run that is gone" in outcome.messages
    assert not list(shop.bundle.rglob("pwned"))


@pytest.mark.slow
def test_a_change_set_without_the_nested_stacks(shop: Desk) -> None:
    shop.cli.interfere(refused("create-change-set", "ValidationError", "nested stacks are not supported here"))
    outcome = shop.deploy(GIVEN, "--dry-run", *SOURCES)
    assert outcome.code == 0, outcome.messages
    assert "cannot be made: nested stacks are not supported here" in outcome.messages
    assert "Add      EcrStack  AWS::CloudFormation::Stack" in outcome.messages
    assert "OrdersEcrRepository" not in outcome.messages
