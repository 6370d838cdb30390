"""Ground truth for a Terraform root: what the real CLI and AWS provider say, offline.

>>> with EmulatedAws() as aws, Workspace(root, aws=aws, mirror=mirror) as workspace:
...     plan = workspace.plan({"name": "demo"})
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from . import processes
from .emulated_aws import EmulatedAws
from .processes import CommandFailedError
from .provider_mirror import (
    ENVIRONMENT_VARIABLE,
    NAMESPACE,
    complete_mirror,
    find_provider_mirror,
)
from .provider_process import ProviderProcess

__all__ = [
    "CommandFailedError",
    "EmulatedAws",
    "Workspace",
    "find_provider_mirror",
    "find_terraform",
    "plan",
    "terraform_environment",
    "terraform_missing_reason",
    "validate",
]

# State stays in the working copy, whatever backend the root asks for
_OVERRIDE = 'terraform {\n  backend "local" {}\n}\n'
_LEFT_OUT = shutil.ignore_patterns(
    ".git", "providers", "terraform.tfstate*", ".terraform.lock.hcl", "*.tfplan", "*.auto.tfvars*",
    "terraform.tfvars", "terraform.tfvars.json",
)  # fmt: skip


def find_terraform() -> Path | None:
    """Return the ``terraform`` program on PATH, or None."""
    found = shutil.which("terraform")
    return Path(found) if found else None


def terraform_missing_reason() -> str | None:
    """Say what keeps real plans from being made here; None if nothing does."""
    if not find_terraform():
        return "terraform is not on PATH"
    if not find_provider_mirror():
        return f"no mirror with the AWS provider was found (set {ENVIRONMENT_VARIABLE})"
    for module, package in (("moto", "moto[server]"), ("flask", "moto[server]"), ("tf", "tf")):
        if importlib.util.find_spec(module) is None:
            return f"the package {package} is not installed"
    return None


def terraform_environment(home: Path) -> dict[str, str]:
    """Return an environment for Terraform that takes nothing over from the user's own."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(home),
        "TMPDIR": str(home),
        "LANG": "C.UTF-8",
        "NO_COLOR": "1",
        "TF_CLI_CONFIG_FILE": os.devnull,
        "TF_IN_AUTOMATION": "1",
        "TF_INPUT": "0",
        "CHECKPOINT_DISABLE": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


class Workspace:
    """One initialised working copy of a root, planned as often as wanted.

    ``base`` is the folder to copy where the root uses modules above itself.  Modules that are not local must have
    been installed into ``.terraform/modules`` of the root.
    """

    def __init__(self, root: Path, *, aws: EmulatedAws, mirror: Path, base: Path | None = None) -> None:
        """Copy the root to a temporary folder and initialise it there; the original is only read."""
        terraform = find_terraform()
        if terraform is None:
            raise FileNotFoundError("terraform is not on PATH")
        self._terraform = str(terraform)
        self._aws = aws
        self._provider: ProviderProcess | None = None
        self._temporary = tempfile.TemporaryDirectory(prefix="tf2cfn-plan-")
        self._folder = Path(self._temporary.name)
        source = (base or root).resolve()
        copy = self._folder / "work"
        shutil.copytree(source, copy, symlinks=True, ignore=_LEFT_OUT)
        self.root = copy / root.resolve().relative_to(source)
        (self.root / "zz_backend_override.tf").write_text(_OVERRIDE)
        self._home = self._folder / "home"
        self._home.mkdir()
        try:
            plugins = complete_mirror(mirror.resolve(), self._folder / "mirror")
            self._call("init", "-input=false", f"-plugin-dir={plugins}", limit=120)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        """Return the workspace."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Remove the working copy."""
        self.close()

    def close(self) -> None:
        """Remove the working copy and end the provider."""
        if self._provider:
            self._provider.close()
        self._temporary.cleanup()

    def validate(self) -> dict[str, Any]:
        """Return the answer of ``terraform validate -json``: ``valid`` and ``diagnostics``."""
        text = self._call("validate", "-json", limit=120, accept=(0, 1))
        return _object(text)

    def plan(self, variables: Mapping[str, object] | None = None, *, region: str = "us-east-1") -> dict[str, Any]:
        """Plan, from an empty state unless something was applied before; return the plan's JSON.

        ``region`` is the environment's, for providers that name none.
        """
        saved = self._plan(variables or {}, region)
        return self._show(str(saved))

    def apply(
        self, variables: Mapping[str, object] | None = None, *, region: str = "us-east-1", limit: float = 600
    ) -> dict[str, Any]:
        """Apply to the emulated AWS; return the state's JSON. The state stays, so plans that follow are of changes."""
        saved = self._plan(variables or {}, region)
        self._call("apply", "-input=false", "-lock=false", str(saved), region=region, limit=limit)
        return self._show()

    def state(self) -> dict[str, Any]:
        """Return the state's JSON as it is, for instance after an apply that failed half-way."""
        return self._show()

    def _plan(self, variables: Mapping[str, object], region: str) -> Path:
        given = self._folder / "variables.tfvars.json"
        given.write_text(json.dumps(dict(variables)))
        saved = self._folder / "plan.bin"
        self._call(
            "plan",
            "-input=false",
            "-lock=false",
            f"-var-file={given}",
            f"-out={saved}",
            region=region,
            limit=300,
        )
        return saved

    def _show(self, *what: str) -> dict[str, Any]:
        text = self._call("show", "-json", *what, limit=120)
        # Nothing that is kept names a folder or a port of this machine
        text = text.replace(f"{self._folder}/work/", "").replace(str(self._folder), ".")
        return _object(text.replace(self._aws.endpoint, "http://aws.invalid"))

    def _call(
        self,
        command: str,
        *arguments: str,
        limit: float,
        region: str = "us-east-1",
        accept: tuple[int, ...] = (0,),
    ) -> str:
        env = terraform_environment(self._home) | self._aws.environment(region)
        if command != "init":
            env |= self._attached(env)
        argv = [self._terraform, command, "-no-color", *arguments]
        return processes.run(argv, cwd=self.root, env=env, limit=limit, accept=accept)

    def _attached(self, env: Mapping[str, str]) -> dict[str, str]:
        """Start the AWS provider that was chosen by ``init``, once."""
        if self._provider is None:
            installed = self.root / ".terraform" / "providers" / NAMESPACE / "aws"
            program = next(installed.glob("*/*/terraform-provider-aws*"), None)
            if program is None:
                return {}
            self._provider = ProviderProcess(program, env, self.root)
        return self._provider.environment


def plan(
    root: Path,
    *,
    variables: Mapping[str, object],
    aws: EmulatedAws,
    mirror: Path,
    region: str = "us-east-1",
) -> dict[str, Any]:
    """Return the JSON of one real plan of a root."""
    with Workspace(root, aws=aws, mirror=mirror) as workspace:
        return workspace.plan(variables, region=region)


def validate(root: Path, *, aws: EmulatedAws, mirror: Path) -> dict[str, Any]:
    """Return the answer of ``terraform validate -json`` for a root."""
    with Workspace(root, aws=aws, mirror=mirror) as workspace:
        return workspace.validate()


def _object(text: str) -> dict[str, Any]:
    parsed = json.loads(text)
    if not isinstance(parsed, dict):
        raise TypeError("terraform did not answer with a JSON object")
    return parsed
