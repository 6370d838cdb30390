"""Small configurations, right and wrong, each with Terraform's verdict on it.

A probe file in ``probes/`` holds cases divided by lines of ``----``::

    == main.tf
    module "m" {
      source = "./m"
    }
    == m/main.tf
    output "x" {
      value = nonesuch.y
    }
    => m/main.tf:2 Reference to undeclared resource
    ~> accepted

``==`` begins a file (a case without it is one ``main.tf``). ``=>`` is Terraform's verdict: ``valid``, or its first
error. ``~>`` stands where ours is another: ``accepted``, ``refused``, or ``elsewhere`` (refused on account of another
line). Characters that do not survive an editor are written as in the other case files.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from converter.findings import Findings
from converter.terraform.evaluator import evaluate
from converter.terraform.loading import load
from converter.terraform.provider_schema import ProviderSchema
from tests.hcl.cases import decoded
from tests.support.terraform_cli import find_terraform, terraform_environment

FOLDER = Path(__file__).parent / "probes"
VALID = "valid"

_FILE = re.compile(r"^== (.+)\n", re.MULTILINE)
_NOT_ABOUT_THE_TEXT = frozenset(
    {
        "No value for required variable",
        'Backend initialization required, please run "terraform init"',
        "Inconsistent dependency lock file",
        "Missing required provider",
    }
)
"""Errors that say nothing about the configuration: no values are given here, and no providers installed."""

_REFUSED = re.compile(r"^Error: (.+)\n\n  on (\S+) line (\d+)", re.MULTILINE)
"""The first error of a command that has no JSON form."""


@dataclass(frozen=True)
class Probe:
    """A case: its files as they are written in the probe file, Terraform's verdict, and ours where it is another."""

    files: tuple[tuple[str, str], ...]
    verdict: str = ""
    ours: str = ""

    def write(self, folder: Path) -> None:
        """Lay the files out in a folder."""
        for name, text in self.files:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(decoded(text).encode())


def names() -> list[str]:
    """The names of all probe files."""
    return sorted(path.stem for path in FOLDER.glob("*.txt"))


def read(name: str) -> list[Probe]:
    """The cases of a probe file."""
    text = (FOLDER / f"{name}.txt").read_bytes().decode()
    return [_read_case(case) for case in text.removesuffix("\n").split("\n----\n")]


def write(name: str, probes: list[Probe]) -> None:
    """Write a probe file."""
    text = "\n----\n".join(map(_case_text, probes)) + "\n"
    (FOLDER / f"{name}.txt").write_text(text, encoding="utf-8", newline="\n")


def _read_case(case: str) -> Probe:
    body, _, ours = case.partition("\n~> ")
    body, _, verdict = body.rpartition("\n=> ")
    if not body.startswith("== "):
        return Probe((("main.tf", body),), verdict, ours)
    parts = _FILE.split(body + "\n")[1:]
    files = zip(parts[::2], (text.removesuffix("\n") for text in parts[1::2]), strict=True)
    return Probe(tuple(files), verdict, ours)


def _case_text(probe: Probe) -> str:
    if [name for name, _ in probe.files] == ["main.tf"]:
        text = probe.files[0][1]
    else:
        text = "\n".join(f"== {name}\n{content}" for name, content in probe.files)
    return f"{text}\n=> {probe.verdict}" + (f"\n~> {probe.ours}" if probe.ours else "")


# ------------------------------------------------------------------------------------------------- Terraform's verdict


def judged(probe: Probe, folder: Path) -> str:
    """Terraform's verdict: what ``validate`` says, or ``plan`` where that has nothing to say."""
    probe.write(folder)
    if any("module" in text for _, text in probe.files):
        refused = _REFUSED.search(_run(folder, "get", stream="stderr"))
        if refused is not None:
            return f"{refused[2]}:{refused[3]} {refused[1]}"
    if any(".tfvars" in name for name, _ in probe.files):
        return _verdict(_plan(folder))
    done = _run(folder, "validate", "-json")
    return _verdict(json.loads(done)["diagnostics"], otherwise=folder)


def _verdict(diagnostics: list[dict[str, object]], otherwise: Path | None = None) -> str:
    errors = [d for d in diagnostics if d["severity"] == "error" and d["summary"] not in _NOT_ABOUT_THE_TEXT]
    if not errors:
        return VALID if otherwise is None else _verdict(_plan(otherwise))
    place = ""
    match errors[0].get("range"):
        case {"filename": str() as name, "start": {"line": int() as line}}:
            place = f"{name}:{line} "
    return f"{place}{errors[0]['summary']}"


def _plan(folder: Path) -> list[dict[str, object]]:
    messages = map(
        json.loads, _run(folder, "plan", "-json", "-input=false", "-lock=false", "-refresh=false").splitlines()
    )
    return [message["diagnostic"] for message in messages if "diagnostic" in message]


def _run(folder: Path, command: str, *arguments: str, stream: Literal["stdout", "stderr"] = "stdout") -> str:
    terraform = find_terraform()
    if terraform is None:
        raise FileNotFoundError("terraform is not on PATH")
    argv = [str(terraform), command, "-no-color", *arguments]
    done = subprocess.run(
        argv, cwd=folder, env=terraform_environment(folder), capture_output=True, check=False, timeout=120
    )
    return str(getattr(done, stream), "utf-8")


# --------------------------------------------------------------------------------------------------------- our verdict


def difference(probe: Probe, folder: Path) -> str:
    """How our verdict differs from Terraform's; empty where it does not."""
    probe.write(folder)
    findings = Findings()
    project = load(folder, findings)
    if project is not None:
        evaluate(project.root, project.variables, ProviderSchema.load(), findings)
    places = {str(finding.subject) for finding in findings.errors}
    if (probe.verdict == VALID) is not bool(places):
        return "" if probe.verdict == VALID or _place(probe) in {"", *places} else "elsewhere"
    return "refused" if places else "accepted"


def _place(probe: Probe) -> str:
    found = re.match(r"\S+:\d+(?= )", probe.verdict)
    return found.group() if found else ""


def refreshed(probes: list[Probe], folder: Path, *, ask: bool) -> Iterator[Probe]:
    """The cases with our verdicts, and Terraform's if it is to be asked."""
    for number, probe in enumerate(probes):
        verdict = judged(probe, folder / f"{number}-terraform") if ask else probe.verdict
        asked = replace(probe, verdict=verdict)
        yield replace(asked, ours=difference(asked, folder / f"{number}-ours"))
