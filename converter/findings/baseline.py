"""The baseline: findings that a project knows of and has not dealt with yet.

The file is JSON that people can read and review: for each finding its fingerprint, and in words what it is about.
Known findings do not fail a run. What a run no longer finds is told, so that the file shrinks.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from converter.findings.catalogue import is_suppressible
from converter.findings.fingerprint import fingerprint, identity, normal_summary
from converter.findings.model import Finding, FindingError, Severity

SCHEMA_VERSION = 1
MAX_SIZE = 64 * 1024 * 1024
_FILE = "baseline-file"


@dataclass(frozen=True, slots=True, order=True)
class KnownFinding:
    """One entry: a finding without its line. ``count`` is how often the same one is there."""

    id: str
    address: str
    place: str
    file: str
    summary: str
    fingerprint: str
    count: int = 1

    def gone(self) -> Finding:
        """That the finding is there no more."""
        about = " ".join(part for part in (self.address, self.place, self.file) if part)
        told = f"{self.id}{f' of {about}' if about else ''}: {self.summary}"
        detail = "write the baseline anew with --write-baseline"
        return Finding("baseline-gone", Severity.INFO, f"known finding is gone: {told}", detail)


@dataclass(frozen=True, slots=True)
class Baseline:
    """Known findings, in a stable order."""

    entries: tuple[KnownFinding, ...] = ()

    @property
    def counts(self) -> Counter[str]:
        """Fingerprint → how many findings are known by it."""
        return Counter({entry.fingerprint: entry.count for entry in self.entries})

    def text(self) -> str:
        """The content of the file."""
        data = {"schema_version": SCHEMA_VERSION, "findings": [_json(entry) for entry in self.entries]}
        return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def baseline_of(findings: Iterable[Finding]) -> Baseline:
    """The baseline that knows these findings; what can never be accepted is left out."""
    listed = [finding for finding in findings if is_suppressible(finding.id)]
    counts = Counter(map(fingerprint, listed))
    by_fingerprint = {fingerprint(finding): finding for finding in listed}
    return Baseline(tuple(sorted(_entry(by_fingerprint[key], key, count) for key, count in counts.items())))


def read_baseline(path: Path) -> Baseline:
    """The baseline in a file. Raises FindingError where it holds none, and OSError where it cannot be read."""
    if path.stat().st_size > MAX_SIZE:
        raise _unreadable(path, f"it is larger than {MAX_SIZE} bytes")
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise _unreadable(path, " ".join(str(error).split())) from None
    if not isinstance(data, dict) or data.get("schema_version") != SCHEMA_VERSION:
        raise _unreadable(path, f"its schema_version is not {SCHEMA_VERSION}")
    if not isinstance(data.get("findings"), list):
        raise _unreadable(path, "it has no list of findings")
    return Baseline(tuple(sorted(_entries(path, data["findings"]))))


def _entries(path: Path, listed: list[Any]) -> Iterator[KnownFinding]:
    texts = ("id", "address", "place", "file", "summary", "fingerprint")
    for number, entry in enumerate(listed):
        fields = entry if isinstance(entry, dict) else {}
        values = {key: fields.get(key, "") for key in texts}
        count = fields.get("count", 1)
        sound = all(isinstance(value, str) for value in values.values()) and values["fingerprint"]
        if not sound or isinstance(count, bool) or not isinstance(count, int) or count < 1:
            raise _unreadable(path, f"findings[{number}] is not an entry")
        yield KnownFinding(**values, count=count)


def _entry(finding: Finding, key: str, count: int) -> KnownFinding:
    return KnownFinding(finding.id, *identity(finding), normal_summary(finding.summary), key, count)


def _json(entry: KnownFinding) -> dict[str, Any]:
    optional = {"address": entry.address, "place": entry.place, "file": entry.file}
    return {
        "id": entry.id,
        **{key: value for key, value in optional.items() if value},
        "summary": entry.summary,
        "fingerprint": entry.fingerprint,
        **({"count": entry.count} if entry.count > 1 else {}),
    }


def _unreadable(path: Path, why: str) -> FindingError:
    detail = f"{why}; write it anew with --write-baseline"
    return FindingError(Finding(_FILE, Severity.ERROR, f"{path.as_posix()} is not a baseline", detail))
