"""Findings that a conversion of today has as well: the configuration says so itself, and the templates keep to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from converter.findings import Finding, Place, Severity
from converter.parity.ledger import Ledger
from converter.parity.properties.model import Outcome
from converter.parity.properties.runner import check_properties
from converter.parity.properties.system import System
from converter.parity.properties.table import load_table
from converter.parity.templates import ConvertedTemplates
from converter.parity.today import Today
from converter.project_configuration import ProjectConfiguration
from converter.terraform.loading import Project

STRICT = frozenset({"P8"})
"""Properties whose breach is an error wherever it comes from: a secret in the open is not excused by its source."""
TOLD = "the configuration says so itself, and so does a conversion of today"


def weighed(
    outcomes: Sequence[Outcome],
    project: Project,
    configuration: ProjectConfiguration,
    today: Today,
    ledger: Ledger,
    names: Mapping[str, str],
) -> tuple[Outcome, ...]:
    """The outcomes, in which what is not the templates' fault is a warning.

    A property of which the project's configuration speaks is something that the project asks for, and stays an error
    wherever it comes from.
    """
    asked = {*STRICT, *(name for name, entries in configuration.properties.items() if entries)}
    unasked = [o for o in outcomes if _fails(o) and not o.row.is_own and o.row.id not in asked]
    if not unasked:
        return tuple(outcomes)
    made = ConvertedTemplates(today.conversion.files)
    system = System.load(project, made, load_table(), today.reasons, folding=today.folding)
    only = [outcome.row.id for outcome in unasked]
    known = {o.row.id: o.findings for o in check_properties(system, configuration, ledger, only).outcomes}
    return tuple(_softened(o, known[o.row.id], names) if o in unasked else o for o in outcomes)


def _fails(outcome: Outcome) -> bool:
    return any(finding.severity is Severity.ERROR for finding in outcome.findings)


def _softened(outcome: Outcome, inherited: Sequence[Finding], names: Mapping[str, str]) -> Outcome:
    usual = {there: name for name, there in names.items()}
    known = {key for finding in inherited for key in _keys(finding, {})}
    made = Outcome(outcome.row, outcome.checked)
    for finding in outcome.findings:
        if finding.severity is Severity.ERROR and not known.isdisjoint(_keys(finding, usual)):
            detail = f"{finding.detail}; {TOLD}" if finding.detail else TOLD
            made.add(replace(finding, severity=Severity.WARNING, detail=detail))
        else:
            made.add(finding)
    return made


def _keys(finding: Finding, usual: Mapping[str, str]) -> Iterator[tuple[str, str, Place | str]]:
    """What makes findings about two sets of templates the same: what is said, and its place or Terraform address."""
    place = finding.place
    if place is not None and place.path[:1] == ("Parameters",) and len(place.path) > 1:
        name = str(place.path[1])
        place = replace(place, path=("Parameters", usual.get(name, name), *place.path[2:]))
    if place is not None:
        yield finding.id, finding.summary, place
    if finding.address is not None:
        yield finding.id, finding.summary, finding.address
