"""Small configurations in case files, and what Terraform itself says of each.

A case file holds cases, each begun by ``=== its name``; in it ``--- path`` begins a file of the configuration,
``--- (var)`` values for ``-var`` and ``--- (env)`` the environment, both as NAME=VALUE lines.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.support.terraform_cli import terraform_environment

FOLDER = Path(__file__).parent / "configurations"


@dataclass(frozen=True)
class ConfigurationCase:
    """One configuration: its files by path, the values of ``-var`` in order, and the environment."""

    group: str
    name: str
    files: Mapping[str, str]
    var: tuple[tuple[str, str], ...] = ()
    env: Mapping[str, str] = field(default_factory=dict)

    def write(self, folder: Path) -> None:
        """Write the files into a folder."""
        for name, text in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")


def read_cases() -> Iterator[ConfigurationCase]:
    """All cases of all files, in order."""
    for path in sorted(FOLDER.glob("*.txt")):
        for part in re.split(r"^=== ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
            name, _, rest = part.partition("\n")
            sections = re.split(r"^--- (.+)\n", rest, flags=re.MULTILINE)[1:]
            files = {n: text.strip("\n") + "\n" for n, text in zip(sections[::2], sections[1::2], strict=True)}
            var = _pairs(files.pop("(var)", ""))
            yield ConfigurationCase(path.stem, name, files, tuple(var), dict(_pairs(files.pop("(env)", ""))))


def _pairs(text: str) -> list[tuple[str, str]]:
    return [(name, value) for name, _, value in (line.partition("=") for line in text.splitlines())]


def ask_terraform(terraform: Path, case: ConfigurationCase, folder: Path) -> dict[str, Any]:
    """What Terraform says of a case: ``errors`` (summaries), and where there is none ``plan`` and ``warnings``.

    The plan is cut down to what an evaluation is compared with.
    """
    case.write(folder)
    env = {**terraform_environment(folder), **case.env}

    def run(*arguments: str) -> str:
        argv = [str(terraform), *arguments]
        return subprocess.run(argv, cwd=folder, env=env, capture_output=True, text=True, timeout=60, check=False).stdout

    if any("/" in path for path in case.files):
        summaries = _summaries(run("init", "-json", "-backend=false", "-input=false"))
        if summaries["error"]:
            return {"errors": summaries["error"]}
    var = [f"-var={name}={value}" for name, value in case.var]
    summaries = _summaries(run("plan", "-json", "-input=false", "-out=plan.bin", *var))
    if summaries["error"]:
        return {"errors": summaries["error"]}
    plan = json.loads(run("show", "-json", "plan.bin"), parse_float=Decimal)
    return {"errors": [], "warnings": summaries["warning"], "plan": _cut(plan)}


def _summaries(output: str) -> dict[str, list[str]]:
    """The summaries of the diagnostics in a command's JSON lines, by severity, each once."""
    lines = [json.loads(line) for line in output.splitlines() if line.startswith("{")]
    found = [line["diagnostic"] for line in lines if line.get("type") == "diagnostic"]
    return {level: sorted({d["summary"] for d in found if d["severity"] == level}) for level in ("error", "warning")}


def _cut(plan: Mapping[str, Any]) -> dict[str, Any]:
    """The parts of a plan that are compared; numbers that JSON readers round stand as text."""
    cut = {
        "format_version": plan["format_version"],
        "planned_values": {
            **plan["planned_values"],
            "root_module": _children_in_order(plan["planned_values"]["root_module"]),
        },
        "resource_changes": [
            {key: change[key] for key in ("address", "mode")}
            | {"change": {key: change["change"].get(key) for key in ("actions", "after_unknown", "after_sensitive")}}
            for change in plan.get("resource_changes", ())
        ],
        "output_changes": {
            name: {key: change[key] for key in ("after", "after_unknown") if key in change}
            for name, change in plan.get("output_changes", {}).items()
        },
        "complete": plan.get("complete", True),
        "checks": [
            {"address": check["address"]["to_display"], "status": check["status"]} for check in plan.get("checks", ())
        ],
    }
    exact: dict[str, Any] = json.loads(json.dumps(cut, default=str, sort_keys=True))
    return exact


def _children_in_order(module: Mapping[str, Any]) -> dict[str, Any]:
    """A module of a plan, its child modules by address at every depth: Terraform's order differs from run to run."""
    children = sorted(module.get("child_modules", ()), key=lambda child: str(child["address"]))
    return {**module, "child_modules": [_children_in_order(child) for child in children]} if children else {**module}


def recorded(group: str) -> dict[str, Any]:
    """What Terraform said of the cases of a file when it was last asked."""
    path = FOLDER / f"{group}.json"
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal) if path.exists() else {}
    return data


def record(group: str, answers: Mapping[str, Any]) -> None:
    """Keep what Terraform says of the cases of a file."""
    text = json.dumps(answers, indent=1, ensure_ascii=False, sort_keys=True)
    (FOLDER / f"{group}.json").write_text(text + os.linesep, encoding="utf-8")
