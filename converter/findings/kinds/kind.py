"""What the catalogue says of one kind of finding."""

from __future__ import annotations

from dataclasses import dataclass

from converter.findings.model import Severity


@dataclass(frozen=True, slots=True)
class FindingKind:
    """One row: a stable id, its title, what it means and what the user does about it."""

    id: str
    title: str
    meaning: str
    remedy: str
    severity: Severity = Severity.ERROR
