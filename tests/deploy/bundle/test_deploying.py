"""The life of a stack with the scripts: deployed, deployed again, changed, failed and deleted."""

from __future__ import annotations

import json
import signal
from pathlib import Path
from typing import Any

import pytest

from tests.deploy.bundle.aws_cli import Interference
from tests.deploy.bundle.scripts import HERE, MANIFEST, Desk, abandoned
from tests.emulator.faults import Fault

PLANTED = 'pl@nted "s3cret" $(touch x) \\n'
REPOSITORY = "aws_ecr_repository.orders (main.tf:44)"
SOURCES = ("--sources", str(HERE / "shop"))


def stored_password(shop: Desk) -> str:
    found: dict[str, Any] = shop.cloud.client("ssm").get_parameter(Name="/shop/password", WithDecryption=True)
    assert found["Parameter"]["Type"] == "SecureString"
    return str(found["Parameter"]["Value"])


def owner(shop: Desk) -> list[str]:
    """The stack that the password belongs to."""
    tags = shop.cloud.client("ssm").list_tags_for_resource(ResourceType="Parameter", ResourceId="/shop/password")
    return [each["Value"] for each in tags["TagList"] if each["Key"] == "tf2cfn:stack"]


def objects(shop: Desk) -> dict[str, bytes]:
    """What is in the scripts' own bucket; nothing where there is none yet."""
    s3 = shop.cloud.client("s3")
    bucket = "tf2cfn-123456789012-us-east-1"
    if bucket not in {each["Name"] for each in s3.list_buckets()["Buckets"]}:
        return {}
    keys = [o["Key"] for o in s3.list_objects_v2(Bucket=bucket).get("Contents", [])]
    return {key: s3.get_object(Bucket=bucket, Key=key)["Body"].read() for key in keys}


def test_the_life_of_a_stack(shop: Desk) -> None:
    seen = ""

    # deployed: secrets before, objects after, outputs on standard output, neither lock nor mark left
    done = shop.deploy({"Password": PLANTED}, *SOURCES)
    seen += done.messages + done.output
    assert done.code == 0, done.messages
    assert shop.status() == "CREATE_COMPLETE"
    assert stored_password(shop) == PLANTED
    assert owner(shop) == ["shop"]
    assert done.output.startswith("Repository\t123456789012.dkr.ecr.")
    assert "EcrStack/OrdersEcrRepository  AWS::ECR::Repository" in done.messages
    pages = next(b["Name"] for b in shop.cloud.client("s3").list_buckets()["Buckets"] if "pages" in b["Name"])
    assert shop.cloud.client("s3").head_object(Bucket=pages, Key="index.html")["ContentType"] == "text/html"
    assert all(key.startswith("shop/templates/") for key in objects(shop))

    # again, without the secret: it stays as it is and nothing is uploaded or put
    shop.cli.forget()
    again = shop.deploy({}, *SOURCES)
    seen += again.messages + again.output
    assert (again.code, "nothing to change" in again.messages) == (0, True), again.messages
    assert all("--if-none-match" in call for call in shop.cli.calls if "put-object" in call)  # nothing is written over
    assert not shop.cli.made("ssm put-parameter")
    assert stored_password(shop) == PLANTED

    # a changed parameter changes what depends on it
    changed = shop.deploy({"Alarms": "true"}, *SOURCES)
    seen += changed.messages + changed.output
    assert changed.code == 0, changed.messages
    assert len(shop.cloud.client("sns").list_topics()["Topics"]) == 1

    seen += delete(shop)
    for secret in (PLANTED, json.dumps(PLANTED)[1:-1], "s3cret"):
        assert secret not in seen
        assert not any(secret in argument for call in shop.cli.calls for argument in call)


@pytest.mark.slow
def test_changes_that_are_looked_at_refused_or_fail(shop: Desk) -> None:
    seen = ""

    # --dry-run shows the changes of all stacks with their places in Terraform, and leaves no stack
    tried = shop.deploy({"Password": PLANTED}, "--dry-run", *SOURCES)
    seen += tried.messages + tried.output
    assert tried.code == 0, tried.messages
    assert f"Add      EcrStack/OrdersEcrRepository  AWS::ECR::Repository  {REPOSITORY}" in tried.messages
    assert shop.status() == ""
    assert not shop.cli.made("ssm put-parameter")

    done = shop.deploy({"Password": PLANTED}, *SOURCES)
    assert done.code == 0, done.messages

    # what holds data is not replaced without a flag that names it
    refused = shop.deploy({"Repository": "other"}, *SOURCES)
    seen += refused.messages
    assert refused.code == 24, refused.messages
    assert "EcrStack/OrdersEcrRepository (AWS::ECR::Repository)" in refused.messages
    allowed = shop.deploy({"Repository": "other"}, "--allow-replacement", "OrdersEcrRepository", "--dry-run", *SOURCES)
    assert (allowed.code, "Replace  EcrStack/OrdersEcrRepository" in allowed.messages) == (0, True), allowed.messages

    # a failing update goes back, and its cause is told with its place
    shop.cloud.inject(Fault("create", "OrdersEcrRepository", message="the name is taken"))
    failed = shop.deploy({"Repository": "other"}, "--allow-replacement", "OrdersEcrRepository", *SOURCES)
    seen += failed.messages
    assert failed.code == 1
    assert "root cause: EcrStack/OrdersEcrRepository (AWS::ECR::Repository)" in failed.messages
    assert f"in Terraform: {REPOSITORY}" in failed.messages
    assert shop.status() == "UPDATE_ROLLBACK_COMPLETE"
    shop.cloud.clear_faults()

    assert PLANTED not in seen


def delete(shop: Desk) -> str:
    """The name is typed, what is not empty blocks, what the steps made goes too; what the scripts said."""
    assert shop.run_on_terminal("delete.sh", typed="shpo\n").code == 26
    blocked = shop.run("delete.sh", "--confirm", "shop")
    assert (blocked.code, "aws_s3_bucket.pages" in blocked.messages) == (31, True), blocked.messages
    assert shop.status() == "UPDATE_COMPLETE"
    deleted = shop.run_on_terminal("delete.sh", "--empty", "--delete-templates", typed="shop\n")
    assert deleted.code == 0, deleted.messages
    assert shop.status() == ""
    assert shop.cloud.client("ssm").describe_parameters()["Parameters"] == []
    assert objects(shop) == {}
    return blocked.messages + deleted.messages + deleted.output


def test_what_another_stack_has_made_is_left_alone(shop: Desk) -> None:
    ssm = shop.cloud.client("ssm")
    tags = [{"Key": "tf2cfn:stack", "Value": "other"}]
    ssm.put_parameter(Name="/shop/password", Value="theirs", Type="SecureString", Tags=tags)
    refused = shop.deploy({"Password": PLANTED}, *SOURCES)
    assert refused.code == 30, refused.messages
    assert "aws_ssm_parameter.password (main.tf:" in refused.messages
    assert 'is made by stack other: {"ResourceType": "Parameter", "ResourceId": "/shop/password"}' in refused.messages
    assert not shop.cli.made("create-change-set")

    deleted = shop.run("delete.sh", "--confirm", "shop")
    assert (deleted.code, "it belongs to stack other" in deleted.messages) == (0, True), deleted.messages
    assert stored_password(shop) == "theirs"

    # what is nobody's may be anybody's: it is not deleted either
    ssm.remove_tags_from_resource(ResourceType="Parameter", ResourceId="/shop/password", TagKeys=["tf2cfn:stack"])
    deleted = shop.run("delete.sh", "--confirm", "shop")
    assert (deleted.code, "nothing says that" in deleted.messages) == (0, True), deleted.messages
    assert stored_password(shop) == "theirs"


@pytest.mark.slow
def test_the_stages_wait_for_images(services: Desk) -> None:
    first = services.run("deploy.sh", "--yes")
    assert first.code == 15, first.messages
    assert "web:latest is not there, for aws_ecs_task_definition.web (main.tf:12)" in first.messages
    assert services.status() == "CREATE_COMPLETE"
    assert not services.cloud.client("ecs").list_services(cluster="main")["serviceArns"]

    services.cloud.client("ecr").put_image(repositoryName="web", imageManifest=MANIFEST, imageTag="latest")
    second = services.run("deploy.sh", "--yes")
    assert second.code == 0, second.messages
    assert len(services.cloud.client("ecs").list_services(cluster="main")["serviceArns"]) == 1
    assert services.cli.made("ecs update-service") == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("matching", "when"),
    [
        ("s3api create-bucket", "after"),
        ("put-bucket-encryption", "after"),
        ("lock --body", "after"),
        ("main-stack.yaml", "before"),
        ("create-change-set", "after"),
        ("ssm put-parameter", "after"),
        ("ssm add-tags-to-resource", "after"),
        ("pending --body", "after"),
        ("execute-change-set", "after"),
        ("describe-stack-events", "after"),
        ("index.html", "before"),
        ("delete-object", "before"),
    ],
)
def test_a_run_that_is_killed_is_run_again(shop: Desk, matching: str, when: str) -> None:
    shop.cli.interfere(Interference(matching, kill=when))
    killed = shop.deploy({"Password": PLANTED}, *SOURCES)
    assert killed.code == -9, killed.messages
    left = abandoned()
    assert left
    again = shop.deploy({"Password": PLANTED}, *SOURCES)
    while again.code == 21:  # AWS goes on without the script
        again = shop.deploy({"Password": PLANTED}, *SOURCES)
    assert again.code == 0, again.messages
    assert shop.status() == "CREATE_COMPLETE"
    assert stored_password(shop) == PLANTED
    pages = next(b["Name"] for b in shop.cloud.client("s3").list_buckets()["Buckets"] if "pages" in b["Name"])
    assert shop.cloud.client("s3").list_objects_v2(Bucket=pages)["KeyCount"] == 1
    assert all(key.startswith("shop/templates/") for key in objects(shop))
    assert owner(shop) == ["shop"]
    assert not left & abandoned()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sign", "message"),
    [("looked up VpcId", "run again to go on"), ("CREATE_IN_PROGRESS", "AWS goes on with stack shop by itself")],
)
def test_a_run_that_is_interrupted_is_run_again(shop: Desk, tmp_path: Path, sign: str, message: str) -> None:
    (tmp_path / "parameters.json").write_text(json.dumps([{"ParameterKey": "Password", "ParameterValue": PLANTED}]))
    running = shop.start("deploy.sh", "--parameters", str(tmp_path / "parameters.json"), "--yes", *SOURCES)
    assert running.stdout is not None
    for line in running.stdout:
        if sign in line:
            running.send_signal(signal.SIGTERM)
            break
    messages, _ = running.communicate(timeout=120)
    assert (running.returncode, message in messages) == (143, True), messages
    assert "shop/lock" not in objects(shop)
    again = shop.deploy({"Password": PLANTED}, *SOURCES)
    while again.code == 21:  # AWS goes on without the script
        again = shop.deploy({"Password": PLANTED}, *SOURCES)
    assert again.code == 0, again.messages
    assert shop.status() == "CREATE_COMPLETE"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("matching", "when"),
    [("delete-stack", "before"), ("delete-stack", "after"), ("ssm delete-parameter", "after"), ("s3 rm", "before")],
)
def test_a_deletion_that_is_killed_is_run_again(shop: Desk, matching: str, when: str) -> None:
    options = ("--confirm", "shop", "--empty", "--delete-templates")
    assert shop.deploy({"Password": PLANTED}, *SOURCES).code == 0
    shop.cli.interfere(Interference(matching, kill=when))
    assert shop.run("delete.sh", *options).code == -9
    again = shop.run("delete.sh", *options)
    assert again.code == 0, again.messages
    assert shop.status() == ""
    assert shop.cloud.client("ssm").describe_parameters()["Parameters"] == []
    assert objects(shop) == {}


@pytest.mark.slow
def test_a_first_deployment_that_fails_is_deleted_and_run_again(shop: Desk) -> None:
    shop.cloud.inject(Fault("create", "OrdersEcrRepository", message="the name is taken"))
    failed = shop.deploy({"Password": PLANTED}, *SOURCES)
    assert failed.code == 1, failed.messages
    assert "root cause: EcrStack/OrdersEcrRepository (AWS::ECR::Repository)" in failed.messages
    assert f"in Terraform: {REPOSITORY}" in failed.messages
    assert shop.status() == "ROLLBACK_COMPLETE"
    shop.cloud.clear_faults()

    refused = shop.deploy({"Password": PLANTED}, *SOURCES)
    assert refused.code == 20, refused.messages
    assert "scripts/delete.sh --stack-name shop --region us-east-1" in refused.messages
    assert shop.run("delete.sh", "--confirm", "shop").code == 0
    again = shop.deploy({"Password": PLANTED}, *SOURCES)
    assert again.code == 0, again.messages
    assert shop.status() == "CREATE_COMPLETE"
