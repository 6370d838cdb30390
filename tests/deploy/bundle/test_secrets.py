"""No secret is left anywhere: in no process's arguments or variables, no file, event, template or message of a run."""

from __future__ import annotations

import base64
import json
import shutil
import sys
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.deploy.bundle.aws_cli import Interference
from tests.deploy.bundle.scripts import HERE, Desk, abandoned
from tests.emulator.faults import Fault

PLANTED = 'pl@nted "s3cret" $(touch x) \\n'
OTHER = "another-planted-one"
SOURCES = ("--sources", str(HERE / "shop"))
PROGRAMS = ("cat", "mktemp", "rm", "sha256sum", "sleep", "sort", "wc", "dirname")
"""All that a deployment calls beside ``aws``: with these alone on the PATH it succeeds."""

WITNESS = """\
#!{python} -IS
import json, os, sys
with open({log!r}, "a") as log:
    log.write(json.dumps([sys.argv, dict(os.environ)]) + "\\n")
os.execv({program!r}, [{program!r}, *sys.argv[1:]])
"""


class WitnessedDesk(Desk):
    """A desk where every program that a script starts is on record, with its arguments and variables."""

    def watch(self, folder: Path) -> None:
        """Put a witness in the place of each program."""
        self.record = folder / "record"
        self.programs = folder / "programs"
        self.programs.mkdir(parents=True)
        real = {name: shutil.which(name) or name for name in PROGRAMS} | {"aws": str(self.cli.path / "aws")}
        for name, program in real.items():
            witness = self.programs / name
            witness.write_text(WITNESS.format(python=sys.executable, log=str(self.record), program=program))
            witness.chmod(0o755)

    def environment(self) -> dict[str, str]:
        return {**super().environment(), "PATH": str(self.programs), "TMPDIR": str(self.programs)}


def forms(secret: str) -> tuple[str, ...]:
    """How a value may stand in a file."""
    coded = base64.b64encode(secret.encode()).decode()
    quoted = json.dumps(secret)[1:-1]
    return secret, quoted, json.dumps(quoted)[1:-1], urllib.parse.quote(secret), urllib.parse.quote_plus(secret), coded


def texts_of_files(*folders: Path) -> Iterator[str]:
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file():
                yield path.read_text("utf-8", errors="replace")


def texts_of_the_cloud(desk: Desk) -> Iterator[str]:
    """What CloudFormation and the bucket of the templates show to anybody who may look."""
    api = desk.cloud.client("cloudformation")
    for stack in api.describe_stacks()["Stacks"]:
        name = stack["StackId"]
        yield str(stack)
        yield str(api.describe_stack_events(StackName=name))
        yield str(api.describe_stack_resources(StackName=name))
        yield str(api.get_template(StackName=name))
        yield str(api.list_change_sets(StackName=name))
    s3 = desk.cloud.client("s3")
    bucket = "tf2cfn-123456789012-us-east-1"
    for each in s3.list_objects_v2(Bucket=bucket).get("Contents", []):
        yield s3.get_object(Bucket=bucket, Key=each["Key"])["Body"].read().decode()


@pytest.mark.slow
def test_no_secret_is_left_anywhere(shop: Desk, tmp_path: Path) -> None:
    bundle = tmp_path / "bundle"
    shutil.copytree(shop.bundle, bundle)
    desk = WitnessedDesk(bundle, shop.cloud, shop.cli)
    desk.watch(tmp_path / "watched")
    said: list[str] = []

    # killed while the secret is on its way
    desk.cli.interfere(Interference("ssm put-parameter", kill="before"))
    killed = desk.deploy({"Password": PLANTED}, *SOURCES)
    assert killed.code == -9, killed.messages
    said += [killed.messages, killed.output, *texts_of_files(*abandoned())]

    done = desk.deploy({"Password": PLANTED}, *SOURCES)
    assert done.code == 0, done.messages
    said += [done.messages, done.output]

    # a change of it, which fails, and AWS repeats the request in its message
    desk.cloud.inject(Fault("update", "*", message=f"cannot set {OTHER}", times=1))
    desk.cloud.inject(Fault("create", "*", message=f"cannot set {OTHER}", times=1))
    failed = desk.deploy({"Password": OTHER, "Alarms": "true"}, *SOURCES)
    assert failed.code == 1, failed.messages
    assert "****" in failed.messages
    said += [failed.messages, failed.output]
    desk.cloud.clear_faults()

    said += [text.replace(f"cannot set {OTHER}", "") for text in texts_of_the_cloud(desk)]
    deleted = desk.run("delete.sh", "--confirm", "shop", "--empty")
    assert deleted.code == 0, deleted.messages
    said += [deleted.messages, deleted.output]

    started = [json.loads(line) for line in desk.record.read_text().splitlines()]
    assert {Path(arguments[0]).name for arguments, _ in started} >= {"aws", "sort", "mktemp", "rm"}
    said += [text for arguments, variables in started for text in (*arguments, *variables.values())]
    said += texts_of_files(tmp_path, *abandoned())
    found: list[Any] = [form for secret in (PLANTED, OTHER) for form in forms(secret) if any(form in t for t in said)]
    assert found == []
