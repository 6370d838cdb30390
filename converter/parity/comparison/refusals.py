"""Values that Terraform refuses: the templates must refuse them too, by a parameter's constraint or a rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from converter.cloudformation.model import Template
from converter.cloudformation.resolver import resolve
from converter.findings import Finding, Place, Severity
from converter.parity.comparison.square import Assignment, parameters_of
from converter.parity.today import Today

ID = "parity-refusal"
NOT_ENFORCED = "rules-validation"
"""The id under which a conversion says of a condition that the templates do not enforce it."""

REFUSALS = ("cfn-parameter-", "cfn-rule-")


def refuses(main: Template, assignment: Assignment) -> bool:
    """Whether a root template's constraints and rules refuse the values of an assignment."""
    alone = replace(main, resources={}, outputs={})
    found = resolve(alone, parameters_of(assignment, main), assignment.pseudo).findings
    return any(finding.severity is Severity.ERROR and finding.id.startswith(REFUSALS) for finding in found)


def accepted_refusals(
    errors: Sequence[Finding], name: str, main: Template, file: str, assignment: Assignment, today: Today
) -> Iterator[Finding]:
    """What Terraform refuses under an assignment that the templates take.

    An error where a conversion of today would refuse it; else a warning, or told only, where the conversion says
    already that it is not enforced.
    """
    if not errors or refuses(main, assignment):
        return
    stale = refuses(today.main, replace(assignment, names={}))
    for error in errors:
        yield _finding(error, name, file, stale=stale, is_known=_is_told(error, today))


def _is_told(error: Finding, today: Today) -> bool:
    """Whether a conversion says already that the condition is not enforced: in the same file, with its message."""
    return any(
        finding.id == NOT_ENFORCED
        and (finding.subject and finding.subject.file) == (error.subject and error.subject.file)
        and bool(error.detail)
        and error.detail in finding.detail
        for finding in today.findings
    )


def _finding(error: Finding, name: str, file: str, *, stale: bool, is_known: bool) -> Finding:
    if stale:
        severity, detail = Severity.ERROR, "convert again, or undo the change to a parameter or a rule"
    else:
        severity = Severity.INFO if is_known else Severity.WARNING
        detail = "no constraint or rule says so; mind it when deploying"
    return Finding(
        ID,
        severity,
        f"the templates take what Terraform refuses: {error.summary}",
        f"under {name}; {detail}",
        error.subject,
        address=error.address,
        place=Place(file, ("Parameters",)),
    )
