"""Putting the result on disk: all of it or nothing, and telling how what is there differs."""

from __future__ import annotations

import difflib
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

RECORD = "conversion.json"


@dataclass(frozen=True, slots=True)
class Changes:
    """What writing would change: files to add, to change, and to remove (made by an earlier conversion)."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


def changes(files: Mapping[str, str], output: Path) -> Changes:
    """How the output folder differs from ``files``. Files that no conversion made are left alone."""
    added, changed = [], []
    for name, text in files.items():
        present = _read(output / name)
        if present is None:
            added.append(name)
        elif present != text.encode():
            changed.append(name)
    removed = [name for name in _recorded(output) if name not in files and (output / name).is_file()]
    return Changes(tuple(sorted(added)), tuple(sorted(changed)), tuple(sorted(removed)))


def diff(files: Mapping[str, str], output: Path, change: Changes) -> Iterator[str]:
    """The changes as a unified diff, from what is on disk to what would be written."""
    for name in sorted((*change.added, *change.changed, *change.removed)):
        before = (_read(output / name) or b"").decode("utf-8", "replace")
        after = files.get(name, "")
        yield from difflib.unified_diff(
            before.splitlines(keepends=True), after.splitlines(keepends=True), f"a/{name}", f"b/{name}"
        )


def write(files: Mapping[str, str], output: Path, change: Changes) -> None:
    """Write what changed. Everything is written aside first and moved in when it is complete."""
    output.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=".tf2cfn-", dir=output))
    try:
        for name in (*change.added, *change.changed):
            target = aside / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(files[name].encode())
        for name in sorted((*change.added, *change.changed), key=lambda n: n == RECORD):
            place = output / name
            place.parent.mkdir(parents=True, exist_ok=True)
            (aside / name).replace(place)
        for name in change.removed:
            (output / name).unlink()
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _recorded(output: Path) -> list[str]:
    """The files that the conversion before this one wrote, as its record lists them; only ones below templates/."""
    try:
        names = json.loads((output / RECORD).read_bytes()).get("files", ())
    except (OSError, ValueError, AttributeError):
        return []
    return [n for n in names if isinstance(n, str) and n.startswith("templates/") and ".." not in n]
