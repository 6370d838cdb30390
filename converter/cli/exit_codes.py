"""Exit codes of every command."""

from __future__ import annotations

from enum import IntEnum

from converter.findings import Findings, Severity


class ExitCode(IntEnum):
    """What the caller of ``tf2cfn`` learns without reading anything."""

    CLEAN = 0
    FINDINGS = 1
    """Findings at or above ``--fail-on``, or ``--check`` would change something."""
    CANNOT_RUN = 2
    """Wrong usage, or input that cannot be read."""


def exit_code(findings: Findings, fail_on: Severity | None) -> ExitCode:
    """The code for a command that ran to its end with these findings; they never fail it where ``fail_on`` is None."""
    failed = fail_on is not None and findings.at_least(fail_on)
    return ExitCode.FINDINGS if failed else ExitCode.CLEAN
