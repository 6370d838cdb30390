"""Findings about suppressions."""

from __future__ import annotations

from converter.findings.kinds.kind import FindingKind
from converter.findings.model import Severity

ROWS = (
    FindingKind(
        "suppression-no-reason",
        "A suppression does not say why",
        "A comment `tf2cfn:ignore=ID`, or an entry `[[ignore]]` of the project's configuration, has no reason. It "
        "accepts nothing.",
        "Write the reason after the ids: `# tf2cfn:ignore=parity-p7 the action knows no resource`.",
    ),
    FindingKind(
        "suppression-refused",
        "A finding that cannot be suppressed",
        "Some findings say that the input cannot be read or understood, or are about suppressions themselves. Nothing "
        "can be checked past them.",
        "Correct what the finding is about, and remove the suppression.",
    ),
    FindingKind(
        "suppression-unknown-id",
        "A suppression names no finding",
        "A suppression names an id that no finding has, or none at all.",
        "Write an id from the list in `docs/findings/`: it stands in brackets at the start of every message.",
    ),
    FindingKind(
        "suppression-unused",
        "A suppression accepts nothing",
        "There is no finding of this id where the suppression holds. The finding may have been dealt with, or the "
        "comment may stand at another line than the finding does. A command speaks only of ids that it looks for.",
        "Remove the suppression, or move it to the line that the finding names.",
        Severity.WARNING,
    ),
)
