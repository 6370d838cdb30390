"""The minimal case of every rule table: what the provider requires and nothing more, so that every default counts.

``minimal/`` holds them, some to a folder, which is one configuration: the case of a type is the resource called
``this``, what stands beside it is there for it alone. ``minimal/given.yaml`` says what a folder needs that no table is
for.
"""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import jmespath
import yaml
from botocore import xform_name

from tests.emulator.server import EmulatedCloud

from .clouds import Root

MINIMAL = Path(__file__).resolve().with_name("minimal")
PACKAGE = "package.zip"
"""The code of functions, made by the run in the folders that name it."""
_A_TIME = (2026, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class GivenCall:
    """A call that makes, or finds, what a case refers to and no table is for."""

    variable: str
    """The variable that gets its identifier."""
    call: str
    at: str
    arguments: Mapping[str, str] = field(default_factory=dict)
    """Texts; after ``$`` the variable of an earlier call."""


@dataclass(frozen=True)
class Cases:
    """The cases of a folder."""

    root: Root
    calls: Sequence[GivenCall] = ()
    applied: bool = True
    """Whether Terraform can make them at all."""

    def in_account(self, account: EmulatedCloud) -> Root:
        """Make in an account what the cases need there; return their root with its values."""
        values = dict(self.root.values)
        for given in self.calls:
            service, _, operation = given.call.rpartition(".")
            arguments = {k: values[v[1:]] if v.startswith("$") else v for k, v in given.arguments.items()}
            answer = getattr(account.client(service), xform_name(operation))(**arguments)
            values[given.variable] = jmespath.search(given.at, answer)
        return replace(self.root, values=values)


@cache
def minimal_cases() -> Mapping[str, Cases]:
    """Return the folders with minimal cases by name."""
    given: Mapping[str, dict[str, Any]] = yaml.safe_load((MINIMAL / "given.yaml").read_text(encoding="utf-8"))
    found = {}
    for folder in sorted(path for path in MINIMAL.iterdir() if path.is_dir()):
        row = dict(given.get(folder.name, {}))
        calls = [GivenCall(**each) for each in row.pop("calls", ())]
        applied = row.pop("applied", True)
        found[folder.name] = Cases(Root(f"minimal-{folder.name}", folder, **row), calls, applied)
    return found


def laid_out(cases: Cases, scratch: Path) -> Cases:
    """Copy a folder of cases to a place where the code of its functions can be beside it."""
    folder = scratch / cases.root.name
    shutil.copytree(cases.root.folder, folder)
    if any(PACKAGE in path.read_text(encoding="utf-8") for path in folder.glob("*.tf")):
        with zipfile.ZipFile(folder / PACKAGE, "w") as package:
            package.writestr(zipfile.ZipInfo("main.py", _A_TIME), "def handler(event, context):\n    return event\n")
    return replace(cases, root=replace(cases.root, folder=folder))
