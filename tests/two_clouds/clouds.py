"""Terraform roots in two emulated accounts: applied into the one, converted and deployed into the other.

Everything goes the way that a user's goes: the real Terraform CLI with the real AWS provider there, the emitted
``deploy.sh`` with the real AWS CLI here. All roots are applied at once, as modules of one configuration, because
Terraform and its provider take longer to start than to apply a small root; each is converted and deployed alone.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.deploy.bundle.aws_cli import AwsCli
from tests.deploy.bundle.scripts import MANIFEST, Desk
from tests.emulator.server import EmulatedCloud
from tests.frame.checkout import ROOT
from tests.support.terraform_cli import CommandFailedError, Workspace

ROOTS = Path(__file__).resolve().parent / "roots"
REGION = "us-east-1"
TIME_LIMIT = 1800
"""How many seconds Terraform has for all roots."""
AWAITS_IMAGE = 15
"""The exit code of ``deploy.sh`` where it has made the repositories and waits for their images."""


@dataclass(frozen=True)
class Root:
    """A Terraform configuration, the values of those of its variables that have no default, and what it looks up."""

    name: str
    folder: Path
    values: Mapping[str, str] = field(default_factory=dict)
    zones: Sequence[str] = ()
    """Hosted zones that are there already."""
    repositories: Sequence[str] = ()
    """Repositories that are there already, each with an image ``1``."""
    images: Sequence[str] = ()
    """Repositories that somebody fills as soon as they are made."""


@cache
def roots() -> Mapping[str, Root]:
    """Return the small roots by name."""
    given = yaml.safe_load((ROOTS / "given.yaml").read_text(encoding="utf-8"))
    folders = sorted(path for path in ROOTS.iterdir() if path.is_dir())
    return {folder.name: Root(folder.name, folder, **given.get(folder.name, {})) for folder in folders}


REFERENCE = Root(
    "mcp",
    ROOT / "terraform_ref",
    values={
        "keycloak_admin_password": "planted-admin",
        "keycloak_database_password": "planted-database",
        "registry_image_uri": "example/registry:1",
        "currenttime_image_uri": "example/currenttime:1",
        "mcpgw_image_uri": "example/mcpgw:1",
        "realserverfaketools_image_uri": "example/tools:1",
        "flight_booking_agent_image_uri": "example/flights:1",
        "travel_assistant_agent_image_uri": "example/travel:1",
    },
    zones=["mycorp.click"],
    images=["keycloak"],
)
"""The reference system."""


@dataclass(frozen=True)
class Applied:
    """What Terraform made: its managed resources under the root that holds each, and what it could not make."""

    resources: Mapping[str, Sequence[Mapping[str, Any]]]
    failures: str


def prepare(chosen: Sequence[Root], account: EmulatedCloud) -> None:
    """Put into an account what the roots look up."""
    account.seed_hosted_zones(zone for root in chosen for zone in root.zones)
    for name in (name for root in chosen for name in root.repositories):
        account.client("ecr").create_repository(repositoryName=name)
        account.client("ecr").put_image(repositoryName=name, imageManifest=MANIFEST, imageTag="1")


def apply(chosen: Sequence[Root], account: EmulatedCloud, mirror: Path, scratch: Path) -> Applied:
    """Apply roots into an account, all at once."""
    together = scratch / "together"
    calls: dict[str, Any] = {}
    for root in chosen:
        shutil.copytree(root.folder, together / "roots" / root.name)
        calls[root.name] = {"source": f"./roots/{root.name}", **root.values}
    (together / "main.tf.json").write_text(json.dumps({"module": calls}), encoding="utf-8")
    failures = ""
    with Workspace(together, aws=account, mirror=mirror) as workspace:
        try:
            state = workspace.apply(region=REGION, limit=TIME_LIMIT)
        except CommandFailedError as failed:
            failures = failed.output
            state = workspace.state()
    modules = state.get("values", {}).get("root_module", {}).get("child_modules", [])
    by_name = {module["address"].removeprefix("module."): list(_managed(module)) for module in modules}
    return Applied({root.name: by_name.get(root.name, []) for root in chosen}, failures)


def _managed(module: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    own = [each for each in module.get("resources", []) if each["mode"] == "managed"]
    return own + [each for child in module.get("child_modules", []) for each in _managed(child)]


def deploy(root: Root, bundle: Path, account: EmulatedCloud, cli: AwsCli) -> str:
    """Deploy a root's conversion with its own script; return what went wrong, nothing if all is well."""
    desk = Desk(bundle, account, cli, root.name)
    given = {_parameter(name): value for name, value in root.values.items()}
    done = desk.deploy(given, "--sources", str(root.folder))
    if done.code == AWAITS_IMAGE and root.images:
        for name in root.images:
            account.client("ecr").put_image(repositoryName=name, imageManifest=MANIFEST, imageTag="latest")
        done = desk.deploy(given, "--sources", str(root.folder))
    return "" if done.code == 0 else f"deploy.sh ends with {done.code}:\n{done.messages[-3000:]}"


def _parameter(variable: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in variable.split("_"))
