"""One emulated AWS and one initialised copy of the reference for all tests of this folder."""

from __future__ import annotations

import fcntl
import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.support.emulated_aws import EmulatedAws
from tests.support.provider_mirror import find_provider_mirror
from tests.support.terraform_cli import Workspace, terraform_missing_reason

ROOT = Path(__file__).resolve().parents[2] / "terraform_ref"


class Planner(Workspace):
    """A working copy whose plans are kept in a folder, which the processes of one test run share."""

    def __init__(self, folder: Path, *, aws: EmulatedAws, mirror: Path) -> None:
        super().__init__(ROOT, aws=aws, mirror=mirror)
        self._kept = folder

    def plan(self, variables: Mapping[str, object] | None = None, *, region: str = "us-east-1") -> dict[str, Any]:
        """The plan; made once for the same variables and region."""
        name = hashlib.sha256(json.dumps([variables or {}, region], sort_keys=True).encode()).hexdigest()
        kept = self._kept / f"{name}.json"
        with (self._kept / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not kept.is_file():
                made = super().plan(variables, region=region)
                kept.write_text(json.dumps(made), encoding="utf-8")
            document: dict[str, Any] = json.loads(kept.read_text(encoding="utf-8"))
        return document


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Return a working copy of ``terraform_ref``, with the hosted zones that its plans look up."""
    mirror = find_provider_mirror()
    reason = terraform_missing_reason()
    if reason or mirror is None:
        pytest.skip(str(reason))
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if base.name.startswith("popen-") else base) / "plans-of-the-reference"
    shared.mkdir(exist_ok=True)
    with EmulatedAws() as aws, Planner(shared, aws=aws, mirror=mirror) as copy:
        aws.seed_hosted_zones(["mycorp.click", "example.org", "example.net", "other.example.org"])
        yield copy
