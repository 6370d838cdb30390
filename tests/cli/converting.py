"""Runs of ``tf2cfn convert`` on a few files, and what they said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

GOOD = 'resource "aws_vpc" "main" {\n  cidr_block = "10.0.0.0/16"\n}\n'
SECRET = "hunter2-planted"  # noqa: S105 - planted to be looked for
"""Stands in values that are secret; it must not come out anywhere."""


@dataclass(frozen=True)
class Run:
    code: int
    out: str
    err: str

    def told(self, place: str) -> str:
        """What was said of a place, ``file:line:column``."""
        for finding in self.err.split("\n\n"):
            if f"--> {place}\n" in finding + "\n":
                return finding
        raise AssertionError(f"nothing was said of {place}:\n{self.err}")


Convert = Callable[..., Run]


def write(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
