"""Runs the scripts of a bundle as a user does, against the emulated AWS."""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from converter.conversion import ConvertSettings, convert
from converter.conversion.writing import changes, write
from converter.deploy.bundle import with_bundle
from converter.findings import Findings
from converter.terraform.loading import load
from tests.deploy.bundle.aws_cli import AwsCli
from tests.emulator.server import EmulatedCloud

HERE = Path(__file__).resolve().parent
TIME_LIMIT = 900
MANIFEST = json.dumps({"schemaVersion": 2, "mediaType": "application/vnd.docker.distribution.manifest.v2+json"})
"""Of a container image, as far as a repository looks at it."""


WORK_PLACES = tuple(place for place in map(Path, ("/dev/shm", tempfile.gettempdir())) if place.is_dir())  # noqa: S108
"""Where runs of the scripts have a folder of their own."""


_WORK_NAME = re.compile(r"tf2cfn-.+-(?P<process>[0-9]+)-[A-Za-z0-9]{8}")


def abandoned() -> set[Path]:
    """The folders of runs that are gone."""
    folders = {path: _WORK_NAME.fullmatch(path.name) for place in WORK_PLACES for path in place.glob("tf2cfn-*")}
    return {path for path, name in folders.items() if name and not Path(f"/proc/{name['process']}").exists()}


def bundle_of(configuration: Path, folder: Path) -> Path:
    """The bundle of a configuration, written into a folder."""
    findings = Findings()
    project = load(configuration, findings)
    assert project is not None
    conversion = convert(project, ConvertSettings(), findings)
    assert conversion is not None, [f.summary for f in findings]
    made = with_bundle(conversion)
    write(made.files, folder, changes(made.files, folder))
    return folder


@dataclass(frozen=True)
class Outcome:
    """How a script ended."""

    code: int
    output: str
    messages: str


@dataclass
class Desk:
    """Somebody with a bundle, the AWS CLI and an account."""

    bundle: Path
    cloud: EmulatedCloud
    cli: AwsCli
    stack: str = "shop"

    def command(self, script: str, *options: str) -> list[str]:
        """The command line of a script."""
        return [shutil.which("bash") or "bash", str(self.bundle / "scripts" / script), *self._stack(script), *options]

    def environment(self) -> dict[str, str]:
        """The variables that it sees."""
        return {
            **self.cloud.environment(),
            "PATH": f"{self.cli.path}:{os.environ['PATH']}",
            "HOME": str(self.bundle),
            "TF2CFN_POLL_SECONDS": "0.05",
        }

    def run(self, script: str, *options: str, typed: str = "") -> Outcome:
        """Run a script to its end, with a text as its input and no terminal."""
        done = subprocess.run(
            self.command(script, *options),
            env=self.environment(),
            input=typed,
            capture_output=True,
            text=True,
            timeout=TIME_LIMIT,
            check=False,
            start_new_session=True,
        )
        return Outcome(done.returncode, done.stdout, done.stderr)

    def run_on_terminal(self, script: str, *options: str, typed: str) -> Outcome:
        """Run a script with a terminal as its input, and type an answer."""
        terminal, script_side = pty.openpty()
        try:
            with subprocess.Popen(
                self.command(script, *options),
                env=self.environment(),
                stdin=script_side,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                start_new_session=True,
            ) as running:
                os.write(terminal, typed.encode())
                output, messages = running.communicate(timeout=TIME_LIMIT)
        finally:
            os.close(script_side)
            os.close(terminal)
        return Outcome(running.returncode, output, messages)

    def deploy(self, parameters: Mapping[str, str], *options: str) -> Outcome:
        """Deploy with parameter values, without a question."""
        return self.run("deploy.sh", "--parameters", "-", "--yes", *options, typed=parameters_json(parameters))

    def start(self, script: str, *options: str) -> subprocess.Popen[str]:
        """Start a script and leave it running."""
        return subprocess.Popen(
            self.command(script, *options),
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def status(self) -> str:
        """The stack's status; empty without one."""
        stacks = self.cloud.client("cloudformation").describe_stacks()["Stacks"]
        return next((s["StackStatus"] for s in stacks if s["StackName"] == self.stack), "")

    def _stack(self, script: str) -> list[str]:
        return [] if script == "validate.sh" else ["--stack-name", self.stack]


def parameters_json(values: Mapping[str, str]) -> str:
    """A parameters file's content."""
    return json.dumps([{"ParameterKey": key, "ParameterValue": value} for key, value in values.items()])
