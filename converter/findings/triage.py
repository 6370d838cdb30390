"""What becomes of findings before they count: accepted by a suppression, known from a baseline, or open."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from converter.findings.baseline import Baseline
from converter.findings.fingerprint import fingerprint
from converter.findings.model import Finding, Findings, Severity
from converter.findings.suppression import Suppression

CanRaise = Callable[[str], bool]
"""Whether a run looks for findings of an id: only then is a suppression unused, or a known finding gone."""


@dataclass(frozen=True, slots=True)
class Triaged:
    """A finding, its fingerprint, the suppression that accepts it, and whether the baseline knows it."""

    finding: Finding
    fingerprint: str
    suppression: Suppression | None = None
    known: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it counts: nobody has accepted it, and it is new."""
        return self.suppression is None and not self.known


@dataclass(frozen=True, slots=True)
class Triage:
    """All findings of a run, in the order of the run; those about suppressions and the baseline come last."""

    results: tuple[Triaged, ...] = ()
    baseline: Baseline | None = None
    """What the run was held against; none where there was no baseline."""

    @property
    def open(self) -> tuple[Finding, ...]:
        """The findings that count."""
        return tuple(result.finding for result in self.results if result.is_open)

    @property
    def suppressed(self) -> tuple[Triaged, ...]:
        """The findings that somebody has accepted."""
        return tuple(result for result in self.results if result.suppression is not None)

    @property
    def known(self) -> tuple[Triaged, ...]:
        """The findings that the baseline knows."""
        return tuple(result for result in self.results if result.known)

    def fails(self, fail_on: Severity | None) -> bool:
        """Whether a finding that counts is as severe as ``fail_on``; never where that is None."""
        return fail_on is not None and any(finding.severity.rank <= fail_on.rank for finding in self.open)


def triage(
    findings: Iterable[Finding],
    suppressions: Sequence[Suppression] = (),
    baseline: Baseline | None = None,
    can_raise: CanRaise = lambda _: True,
) -> Triage:
    """Hold findings against suppressions and a baseline, and add what is to be said of those themselves."""
    collected = Findings()
    collected.extend(findings)
    left = baseline.counts if baseline is not None else None
    used: set[tuple[int, str]] = set()
    results = []
    for finding in collected:
        accepting = [number for number, each in enumerate(suppressions) if each.holds_for(finding)]
        used.update((number, finding.id) for number in accepting)
        key = fingerprint(finding)
        known = False
        if not accepting and left is not None and left[key] > 0:
            left[key] -= 1
            known = True
        results.append(Triaged(finding, key, suppressions[accepting[0]] if accepting else None, known))
    told = Findings()
    for number, suppression in enumerate(suppressions):
        faults = tuple(suppression.faults())
        told.extend(faults)
        if not faults:
            told.extend(suppression.unused(i) for i in suppression.ids if (number, i) not in used and can_raise(i))
    if baseline is not None and left is not None:
        told.extend(e.gone() for e in baseline.entries if left[e.fingerprint] > 0 and can_raise(e.id))
    results.extend(Triaged(finding, fingerprint(finding)) for finding in told)
    return Triage(tuple(results), baseline)
