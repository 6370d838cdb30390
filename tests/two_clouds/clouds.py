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
from tests.deploy.bundle.scripts import Desk, bundle_of
from tests.emulator.server import EmulatedCloud
from tests.support.terraform_cli import CommandFailedError, Workspace

ROOTS = Path(__file__).resolve().parent / "roots"
REGION = "us-east-1"
AWAITS_IMAGE = 15
"""The exit code of ``deploy.sh`` where it has made the repositories and waits for their images."""


@dataclass(frozen=True)
class Root:
    """A Terraform configuration, and the values of those of its variables that have no default."""

    name: str
    folder: Path
    values: Mapping[str, str] = field(default_factory=dict)


@cache
def roots() -> Mapping[str, Root]:
    """Return the small roots by name."""
    values = yaml.safe_load((ROOTS / "values.yaml").read_text(encoding="utf-8"))
    folders = sorted(path for path in ROOTS.iterdir() if path.is_dir())
    return {folder.name: Root(folder.name, folder, values.get(folder.name, {})) for folder in folders}


@dataclass(frozen=True)
class Applied:
    """What Terraform made: its managed resources under the root that holds each, and what it could not make."""

    resources: Mapping[str, Sequence[Mapping[str, Any]]]
    failures: str


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
            state = workspace.apply(region=REGION)
        except CommandFailedError as failed:
            failures = failed.output
            state = workspace.state()
    modules = state.get("values", {}).get("root_module", {}).get("child_modules", [])
    by_name = {module["address"].removeprefix("module."): list(_managed(module)) for module in modules}
    return Applied({root.name: by_name.get(root.name, []) for root in chosen}, failures)


def _managed(module: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    own = [each for each in module.get("resources", []) if each["mode"] == "managed"]
    return own + [each for child in module.get("child_modules", []) for each in _managed(child)]


def deploy(root: Root, account: EmulatedCloud, cli: AwsCli, scratch: Path) -> str:
    """Convert a root and deploy it with its own script; return what went wrong, nothing if all is well."""
    bundle = bundle_of(root.folder, scratch / root.name)
    desk = Desk(bundle, account, cli, root.name)
    given = {_parameter(name): value for name, value in root.values.items()}
    done = desk.deploy(given, "--sources", str(root.folder))
    return "" if done.code == 0 else f"deploy.sh ends with {done.code}:\n{done.messages[-3000:]}"


def _parameter(variable: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in variable.split("_"))
