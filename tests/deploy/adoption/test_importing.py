"""A whole adoption, as its guide says: resources are imported, Terraform lets them go, the stacks take over."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from converter.cli import main
from converter.cli.exit_codes import ExitCode
from tests.deploy.adoption.test_against_aws import ROOTS
from tests.deploy.bundle.aws_cli import AwsCli
from tests.deploy.bundle.scripts import Desk
from tests.emulator.server import EmulatedCloud
from tests.support.provider_mirror import find_provider_mirror
from tests.support.terraform_cli import Workspace, terraform_environment, terraform_missing_reason

STACK = "adopted"
BUCKET = "templates-of-the-import"
NESTED = "AWS::CloudFormation::Stack"
GIVEN: Mapping[str, Mapping[str, str]] = {"shop": {"Password": "correct-horse-battery"}}
"""The parameters of the first update, as Terraform's variables were; an import must not know the secrets among them."""


@pytest.mark.slow
@pytest.mark.parametrize("name", GIVEN)
def test_an_adoption(name: str, tmp_path: Path) -> None:
    missing, mirror = terraform_missing_reason(), find_provider_mirror()
    if missing or mirror is None:
        pytest.skip(missing or "no mirror")
    root, variables, _ = ROOTS[name]
    assert main(["convert", str(root), "-o", str(tmp_path), "-q"]) == ExitCode.CLEAN
    given = [argument for key, value in variables.items() for argument in ("--var", f"{key}={value}")]
    with EmulatedCloud() as cloud, AwsCli() as cli, Workspace(root, aws=cloud, mirror=mirror) as workspace:
        cloud.seed_hosted_zones(["mycorp.click"])
        workspace.apply(variables)
        state = workspace.root / "terraform.tfstate"
        where = ("--templates", str(tmp_path / "templates"), "-o", str(tmp_path / "out"))
        assert main(["adopt", str(state), str(root), *where, *given, "-q"]) == ExitCode.CLEAN
        desk = Desk(tmp_path, cloud, cli, STACK)

        imported = import_everything(desk, tmp_path / "out", GIVEN[name])
        assert {status for status, _ in imported.values()} == {"IMPORT_COMPLETE"}
        before = physical_ids(cloud)
        assert len(before) == sum(count for _, count in imported.values())

        let_go(workspace.root, tmp_path / "out" / "let-go" / "after-import.sh")
        kept = {each["type"] for each in json.loads(state.read_text())["resources"] if each["mode"] == "managed"}
        assert not kept & {"aws_vpc", "aws_subnet", "aws_s3_bucket", "aws_kms_key"}

        updated = desk.deploy(GIVEN[name])
        assert updated.code == 0, updated.messages
        shown = re.findall(r"^  (Replace\??|Remove) +\S+ +\S+", updated.messages, re.MULTILINE)
        assert shown == [], updated.messages
        after = physical_ids(cloud)
        assert {key: after.get(key) for key in before} == before
        assert desk.status() == "UPDATE_COMPLETE"
        again = desk.deploy(GIVEN[name])
        assert (again.code, "nothing to change" in again.messages) == (0, True), again.messages


def import_everything(desk: Desk, folder: Path, secrets: Mapping[str, str]) -> dict[str, tuple[str, int]]:
    """Do what the guide says, up to the import; by stack its status, and how many resources it imports."""
    for entry in json.loads((folder / "adoption.json").read_text("utf-8"))["imports"]:
        file = folder / entry["parameters"]
        rows = json.loads(file.read_text("utf-8"))
        for row in rows:
            if row["ParameterValue"] == "SECRET-TO-GIVE":
                row["ParameterValue"] = secrets[row["ParameterKey"]]
        file.write_text(json.dumps(rows))
    desk.cloud.client("s3").create_bucket(Bucket=BUCKET)
    page = (folder / "README.md").read_text("utf-8").partition("## 4.")[0]
    program = "\n".join(re.findall(r"^```bash\n(.*?)^```", page, re.MULTILINE | re.DOTALL))
    for name, value in (("AWS_DEFAULT_REGION", "us-east-1"), ("STACK_NAME", STACK), ("BUCKET", BUCKET)):
        assert f"{name}=…" in program
        program = program.replace(f"{name}=…", f"{name}={value}")
    done = subprocess.run(
        [shutil.which("bash") or "bash", "-euo", "pipefail", "-c", program],
        cwd=folder,
        env=desk.environment(),
        input="yes\n" * 50,
        capture_output=True,
        text=True,
        check=False,
        timeout=1800,
    )
    assert done.returncode == 0, done.stdout + done.stderr + reasons(desk.cloud)
    files = {
        path.stem: len(json.loads(path.read_text("utf-8"))) for path in (folder / "resources-to-import").glob("*.json")
    }
    names = {stack["StackName"]: stack["StackStatus"] for stack in stacks(desk.cloud)}
    return {file: (names[STACK if file == "main" else f"{STACK}-{file}"], count) for file, count in files.items()}


def stacks(cloud: EmulatedCloud) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = cloud.client("cloudformation").describe_stacks()["Stacks"]
    return found


def physical_ids(cloud: EmulatedCloud) -> dict[tuple[str, str], str]:
    """The physical ID of each resource, by the name of its stack and its own."""
    return {
        (stack["StackName"], each["LogicalResourceId"]): each["PhysicalResourceId"]
        for stack in stacks(cloud)
        for each in cloud.client("cloudformation").describe_stack_resources(StackName=stack["StackName"])[
            "StackResources"
        ]
    }


def reasons(cloud: EmulatedCloud) -> str:
    """Why resources failed."""
    return "\n".join(
        f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason')}"
        for stack in stacks(cloud)
        for event in cloud.client("cloudformation").describe_stack_events(StackName=stack["StackName"])["StackEvents"]
        if event["ResourceStatus"].endswith("_FAILED")
    )


def let_go(root: Path, script: Path) -> None:
    """Let Terraform forget what was imported."""
    environment = terraform_environment(root)
    subprocess.run(
        [shutil.which("sh") or "sh", str(script)],
        cwd=root,
        env=environment,
        check=True,
        capture_output=True,
        timeout=120,
    )
