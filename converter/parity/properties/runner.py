"""Runs every property over a system, and gathers what it finds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from converter.findings import Finding, Findings, Severity
from converter.parity.ledger import Ledger
from converter.parity.properties.expectations import Expectations, check_expectations
from converter.parity.properties.model import Check, Checked, Outcome, Predicate, Problem, PropertyRow, Subject
from converter.parity.properties.own_properties import own_rows, weighted
from converter.parity.properties.predicates.registry import ELEMENT, NAMERS, SYSTEM
from converter.parity.properties.system import System
from converter.parity.properties.tree import Tree
from converter.project_configuration import ProjectConfiguration

OFF_FINDING_ID = "parity-property-off"


def check_properties(
    system: System, configuration: ProjectConfiguration, ledger: Ledger, only: Sequence[str] = ()
) -> Checked:
    """Check all properties (or ``only`` some)."""
    others = Findings()
    rows = {row.id: row for row in (*system.table.rows, *own_rows(configuration, others))}
    check_expectations(rows, configuration, others)
    weights = tuple(weighted(rows.values(), configuration, others))
    if not others.errors:
        others.extend(_resolution_findings(system))
    outcomes = []
    for row, off in weights:
        if only and row.id not in only:
            continue
        if off:
            outcomes.append(_switched_off(row, off, configuration))
            continue
        expected = Expectations(row, configuration)
        outcome = check_property(row, system, expected, ledger)
        if outcome.checked:
            for finding in expected.unused():
                outcome.add(finding)
        outcomes.append(outcome)
    return Checked(tuple(outcomes), tuple(others))


def _switched_off(row: PropertyRow, reason: str, configuration: ProjectConfiguration) -> Outcome:
    """The outcome of a property that the project does not have checked."""
    outcome = Outcome(row)
    span = configuration.span(("properties", row.id, "severity"))
    outcome.add(Finding(OFF_FINDING_ID, Severity.INFO, f"property {row.id} is switched off", reason, span))
    return outcome


def _resolution_findings(system: System) -> Iterator[Finding]:
    """What is wrong with the templates themselves, under any of the situations.

    That a rule refuses a situation other than the ordinary one is what it is for.
    """
    seen = set()
    for position, tree in enumerate(system.trees()):
        for finding in tree.resolution.findings:
            if position and finding.id == "cfn-rule-failed":
                continue
            key = (finding.id, finding.summary, finding.place)
            if key not in seen:
                seen.add(key)
                yield replace(finding, detail=_told(finding.detail, tree.situation))


def check_property(row: PropertyRow, system: System, expected: Expectations, ledger: Ledger) -> Outcome:
    """Check one property."""
    outcome = Outcome(row)
    for check in row.checks:
        if check.system is not None:
            _over_system(check.system, system, expected, outcome)
            continue
        for tree in system.trees():
            for subject in subjects(check, tree):
                outcome.checked.add(subject.key)
                for predicate in check.hold:
                    for problem in _problems(predicate, tree, subject, expected):
                        outcome.add(_finding(row, problem, subject, tree.situation, ledger))
    return outcome


def subjects(check: Check, tree: Tree) -> Iterator[Subject]:
    """The elements that a check looks at, named."""
    assert check.select is not None
    for subject in tree.select(check.select):
        name = NAMERS[check.select.named_by](tree, subject) if check.select.named_by else subject.name
        yield replace(subject, name=name)


def _problems(predicate: Predicate, tree: Tree, subject: Subject, expected: Expectations) -> Iterator[Problem]:
    found: Iterator[Problem] = ELEMENT[predicate.name].function(tree, subject, predicate.arguments, expected)
    yield from found


def _over_system(predicate: Predicate, system: System, expected: Expectations, outcome: Outcome) -> None:
    for examined in SYSTEM[predicate.name].function(system, predicate.arguments, expected):
        outcome.checked.add(examined.key)
        for problem in examined.problems:
            outcome.add(_system_finding(outcome.row, problem, examined.situation))


def _finding(row: PropertyRow, problem: Problem, subject: Subject, situation: str, ledger: Ledger) -> Finding:
    place = problem.place or replace(subject.place, path=(*subject.place.path, *problem.steps))
    stack = "/".join(subject.stack.path)
    origin = ledger.origin(stack, subject.logical_id)
    detail = _told(problem.detail, f"stack instance {stack}" if stack else "", situation)
    return Finding(
        problem.id or row.finding_id,
        problem.severity or row.severity,
        _summary(row, problem),
        detail,
        problem.subject or origin.span,
        address=origin.address,
        place=place,
    )


def _system_finding(row: PropertyRow, problem: Problem, situation: str) -> Finding:
    return Finding(
        problem.id or row.finding_id,
        problem.severity or row.severity,
        _summary(row, problem),
        _told(problem.detail, situation),
        problem.subject,
        place=problem.place,
    )


def _summary(row: PropertyRow, problem: Problem) -> str:
    """A problem's summary; the properties of a project share one id, so theirs begins with the property's."""
    return f"{row.id}: {problem.summary}" if row.is_own else problem.summary


def _told(detail: str, *more: str) -> str:
    """A detail with what is said in brackets after it."""
    said = ", ".join(part for part in more if part)
    return " ".join(part for part in (detail, f"({said})" if said else "") if part)
