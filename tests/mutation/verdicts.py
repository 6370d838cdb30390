"""What became of a mutant."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from converter.findings import Finding, Severity


class Verdict(StrEnum):
    """How a mutant ended. The first four are as they should be."""

    KILLED = "killed"
    """A finding names the place of the change."""
    KILLED_AT_END = "killed at the end of the chain"
    """A finding names a place that takes the changed value, which is only handed on where it was changed."""
    EQUIVALENT = "equivalent"
    """Proved to change nothing, and nothing was found."""
    REFUSED = "refused"
    """A configuration that cannot be evaluated at all, which an error says: no evidence for the comparison."""
    ELSEWHERE = "killed elsewhere"
    """Something was found, but at no right place."""
    SURVIVED = "survived"
    """Nothing was found."""
    FALSE_ALARM = "false alarm"
    """Proved to change nothing, and yet something was found."""
    CRASHED = "crashed"
    """The comparison itself failed."""


UNCOUNTED = frozenset({Verdict.EQUIVALENT, Verdict.REFUSED})
"""The verdicts that are no part of the score."""

GOOD = UNCOUNTED | {Verdict.KILLED, Verdict.KILLED_AT_END}


@dataclass(frozen=True)
class Outcome:
    """A mutant's verdict; ``findings`` are those that it brought about, ``reason`` says why it is equivalent."""

    name: str
    operator: str
    file: str
    verdict: Verdict
    findings: tuple[str, ...] = ()
    reason: str = ""
    seconds: float = 0.0


def brought_about(found: Sequence[Finding], before: Collection[Finding]) -> list[Finding]:
    """The findings that count, without those that are there without the mutant."""
    known = {(f.id, f.summary, f.place) for f in before}
    return [f for f in found if f.severity is not Severity.INFO and (f.id, f.summary, f.place) not in known]


def told(finding: Finding) -> str:
    """A finding in one line."""
    where = str(finding.place) if finding.place else finding.address or str(finding.subject or "nowhere")
    return f"{finding.severity} {finding.id} at {where}: {finding.summary} [{finding.detail[:160]}]"
