"""Findings about the baseline of known findings."""

from __future__ import annotations

from converter.findings.kinds.kind import FindingKind
from converter.findings.model import Severity

ROWS = (
    FindingKind(
        "baseline-file",
        "The baseline cannot be read",
        "The file given with `--baseline` is not what `--write-baseline` writes.",
        "Write it anew with `--write-baseline`, or name another file.",
    ),
    FindingKind(
        "baseline-gone",
        "A known finding is gone",
        "The baseline lists a finding that this run did not make: it has been dealt with, or is about something that "
        "was renamed.",
        "Write the baseline anew with `--write-baseline`, so that the finding counts when it comes back.",
        Severity.INFO,
    ),
)
