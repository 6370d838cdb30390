"""Holds the findings of a run against suppressions and the baseline, and keeps the latter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from converter.cli.arguments import RunOptions
from converter.cli.files import put
from converter.findings import Finding
from converter.findings.baseline import Baseline, baseline_of, read_baseline
from converter.findings.suppression import Suppression
from converter.findings.triage import CanRaise, Triage, triage


def judged(
    findings: Iterable[Finding], suppressions: Sequence[Suppression], options: RunOptions, can_raise: CanRaise
) -> Triage:
    """What becomes of the findings. With ``--write-baseline`` all that nobody has accepted are written as known.

    A baseline written alone holds for the run itself. Raises FindingError where ``--baseline`` names none.
    """
    found = list(findings)
    baseline = read_baseline(options.baseline) if options.baseline is not None else None
    if options.write_baseline is not None:
        unaccepted = [result.finding for result in triage(found, suppressions).results if result.suppression is None]
        new = _merged(baseline_of(unaccepted), baseline, can_raise)
        put(options.write_baseline, new.text())
        if baseline is None or options.baseline == options.write_baseline:
            baseline = new
    return triage(found, suppressions, baseline, can_raise)


def _merged(new: Baseline, old: Baseline | None, can_raise: CanRaise) -> Baseline:
    """The new baseline, with what the old one knows of findings that only other commands look for."""
    kept = [entry for entry in old.entries if not can_raise(entry.id)] if old is not None else []
    entries = {entry.fingerprint: entry for entry in (*kept, *new.entries)}
    return Baseline(tuple(sorted(entries.values())))
