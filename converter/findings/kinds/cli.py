"""Findings of the command line itself."""

from __future__ import annotations

from converter.findings.kinds.kind import FindingKind

ROWS = (
    FindingKind(
        "cli-parameters",
        "A file of parameter values holds something else",
        "A parameters file is JSON: one object from names to values, or the list of ParameterKey and ParameterValue "
        "that the AWS CLI takes.",
        "Write the values in one of the two forms.",
    ),
)
