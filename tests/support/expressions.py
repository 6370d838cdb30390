"""What Terraform itself makes of expressions: hundreds a second, each with its exact value and type, or its error.

One output per file and expression: an error names the file, so the others can go on without it.  Nothing is asked of
a provider, hence no initialisation.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import processes
from .processes import CommandFailedError
from .terraform_cli import find_terraform, terraform_environment

_BATCH = 500
_ROUNDS = 12
_OUTPUT = 'output "{name}" {{\n  sensitive = true\n  value = {{ v = (\n{expression}\n) }}\n}}\n'
_EXTRA = "zz_extra.tf"
_NAME = re.compile(r"\be\d{6}\b")


@dataclass(frozen=True)
class Value:
    """A value: its type as Terraform writes types in JSON, and itself as JSON with numbers in full."""

    type: Any
    json: str

    @property
    def python(self) -> Any:
        """Return the value as Python sees the JSON."""
        return json.loads(self.json)


@dataclass(frozen=True)
class Unknown:
    """A value that is not known, wholly or in part, before an apply (which would store it as null)."""

    type: Any


@dataclass(frozen=True)
class Failure:
    """An error, with Terraform's summary and detail."""

    summary: str
    detail: str


Answer = Value | Unknown | Failure


def evaluate_expressions(
    expressions: Sequence[str], extra_hcl: str = "", *, fixtures: Path | None = None
) -> list[Answer]:
    """Return Terraform's answer to each expression.

    ``extra_hcl`` may hold variables and locals that the expressions use; ``fixtures`` is a folder for the functions
    that read files.
    """
    with tempfile.TemporaryDirectory(prefix="tf2cfn-expressions-") as folder:
        answers: list[Answer] = []
        for low in range(0, len(expressions), _BATCH):
            batch = expressions[low : low + _BATCH]
            answers += _Batch(Path(folder), extra_hcl, fixtures).evaluate(batch)
        return answers


class _Number(str):
    """A number as text: a float would lose digits."""

    __slots__ = ()


class _Batch:
    """Some expressions in one folder."""

    def __init__(self, folder: Path, extra_hcl: str, fixtures: Path | None) -> None:
        terraform = find_terraform()
        if terraform is None:
            raise FileNotFoundError("terraform is not on PATH")
        self._terraform = str(terraform)
        self._folder = folder
        self._root = folder / "root"
        self._environment = terraform_environment(folder)
        self._extra_hcl = extra_hcl
        self._fixtures = fixtures

    def evaluate(self, expressions: Sequence[str]) -> list[Answer]:
        """Return the answers in the order of the expressions."""
        live = {f"e{number:06d}": text for number, text in enumerate(expressions)}
        answers: dict[str, Answer] = {}
        self._write(live)
        for _ in range(_ROUNDS):
            if not live:
                break
            errors, done = self._apply()
            if done:
                answers |= self._values(live)
                live = {}
                break
            found = {name: errors[name] for name in live if name in errors}
            if not found:
                break
            answers |= found
            for name in found:
                del live[name]
                (self._root / f"{name}.tf").unlink()
        if live:
            answers |= self._halves(live)
        return [answers[name] for name in sorted(answers)]

    def _write(self, live: dict[str, str]) -> None:
        shutil.rmtree(self._root, ignore_errors=True)
        if self._fixtures:
            shutil.copytree(self._fixtures, self._root)
        self._root.mkdir(exist_ok=True)
        (self._root / _EXTRA).write_text(self._extra_hcl, encoding="utf-8", newline="")
        for name, text in live.items():
            body = _OUTPUT.format(name=name, expression=text)
            (self._root / f"{name}.tf").write_text(body, encoding="utf-8", newline="")

    def _apply(self) -> tuple[dict[str, Failure], bool]:
        try:
            self._call("apply", "-auto-approve", "-json", "-input=false", "-refresh=false")
        except CommandFailedError as failure:
            errors: dict[str, Failure] = {}
            for name, error in _errors(failure.output):
                errors.setdefault(name, error)  # the first of several, as they stand in the source
            return errors, False
        return {}, True

    def _halves(self, live: dict[str, str]) -> dict[str, Answer]:
        """Corner an expression that Terraform names no file for, or that it crashes on."""
        names = sorted(live)
        if len(names) == 1:
            return {names[0]: Failure("crash", "terraform ends without naming an error")}
        answers: dict[str, Answer] = {}
        for part in (names[: len(names) // 2], names[len(names) // 2 :]):
            texts = [live[name] for name in part]
            answers |= zip(part, self.evaluate(texts), strict=True)
        return answers

    def _values(self, live: dict[str, str]) -> dict[str, Answer]:
        stored = json.loads(self._call("output", "-json"), parse_int=_Number, parse_float=_Number)
        answers: dict[str, Answer] = {}
        suspects = []
        for name in live:
            kind = json.loads(_dump(stored[name]["type"]))[1]["v"]
            text = _dump(stored[name]["value"]["v"])
            answers[name] = Value(kind, text)
            if "null" in text:
                suspects.append(name)
        if suspects:
            for name in self._unknown(suspects):
                answer = answers[name]
                if isinstance(answer, Value):
                    answers[name] = Unknown(answer.type)
        return answers

    def _unknown(self, suspects: Sequence[str]) -> Iterator[str]:
        """Yield those whose null is an unknown value in truth."""
        saved = self._folder / "plan.bin"
        empty = self._folder / "empty.tfstate"
        self._call("plan", "-input=false", "-refresh=false", "-lock=false", f"-state={empty}", f"-out={saved}")
        changes = json.loads(self._call("show", "-json", str(saved)))["output_changes"]
        for name in suspects:
            if _holds_true(changes[name]["after_unknown"]):
                yield name

    def _call(self, command: str, *arguments: str) -> str:
        argv = [self._terraform, command, "-no-color", *arguments]
        return processes.run(argv, cwd=self._root, env=self._environment, limit=300)


def _errors(stream: str) -> Iterator[tuple[str, Failure]]:
    """Yield the errors of a run's JSON lines with the output that each belongs to."""
    for line in stream.splitlines():
        try:
            message = json.loads(line)
        except ValueError:
            continue
        found = message.get("diagnostic") or {}
        if found.get("severity") != "error":
            continue
        place = (found.get("range") or {}).get("filename", "")
        if place == _EXTRA:
            raise ValueError(f"extra_hcl: {found['summary']}: {found.get('detail', '')}")
        hints = (place, found.get("address", ""), found.get("detail", ""), found["summary"])
        name = next((hit.group() for hint in hints if (hit := _NAME.search(hint))), None)
        if name:
            yield name, Failure(found["summary"], found.get("detail", ""))


def _dump(value: Any) -> str:
    """Write JSON with sorted keys and numbers exactly as they came."""
    match value:
        case _Number():
            return str(value)
        case list():
            return "[" + ",".join(_dump(item) for item in value) + "]"
        case dict():
            items = (f"{json.dumps(key, ensure_ascii=False)}:{_dump(value[key])}" for key in sorted(value))
            return "{" + ",".join(items) + "}"
        case _:
            return json.dumps(value, ensure_ascii=False)


def _holds_true(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_holds_true, value.values()))
    if isinstance(value, list):
        return any(map(_holds_true, value))
    return value is True
