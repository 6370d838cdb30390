"""A report as JUnit XML, for the test pages of CI systems.

A test case stands for a property, for a thing with a verdict, and for a finding that belongs to neither. It fails where
the run fails by it. What was accepted, is known, or does not apply, is skipped with the reason. There is no binding
specification; the elements and attributes are those that the common readers share.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from converter.findings import Finding, Place, Span
from converter.findings.triage import Triaged
from converter.reports.model import DIFFERENT, Item, ItemKind, Report, Status, path_in

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold in any form ("Characters", section 2.2)."""
SUITES = {
    ItemKind.RESOURCE: "resources",
    ItemKind.ARGUMENT: "arguments",
    ItemKind.VARIABLE: "variables",
    ItemKind.OUTPUT: "outputs",
}


@dataclass(frozen=True, slots=True)
class _Case:
    name: str
    failures: tuple[Triaged, ...] = ()
    failure: str = ""
    skipped: str = ""
    file: str = ""
    line: int | None = None
    output: str = ""

    @property
    def failed(self) -> bool:
        return bool(self.failures or self.failure)


def write(report: Report) -> str:
    """The text of the report."""
    suites = [(name, list(cases)) for name, cases in _suites(report)]
    root = ET.Element("testsuites", {"name": f"tf2cfn {report.command}", **_counts(c for _, cs in suites for c in cs)})
    for name, cases in suites:
        if cases:
            suite = ET.SubElement(root, "testsuite", {"name": name, **_counts(cases)})
            for case in cases:
                _write_case(suite, name, case, report)
    ET.indent(root)
    return f"<?xml version='1.0' encoding='utf-8'?>\n{ET.tostring(root, encoding='unicode')}\n"


def _suites(report: Report) -> Iterator[tuple[str, Iterable[_Case]]]:
    yield "properties", _property_cases(report)
    loose = report.without_property
    told: set[Triaged] = set()
    for kind, name in SUITES.items():
        yield name, [_item_case(report, item, loose, told) for item in report.items if item.kind is kind]
    yield "findings", [_finding_case(report, r) for r in loose if r not in told]


def _property_cases(report: Report) -> Iterator[_Case]:
    for result in report.properties:
        failures = tuple(r for r in result.findings if report.fails_by(r))
        skipped = ""
        if result.status is Status.NOT_APPLICABLE and not result.findings:
            skipped = "there is nothing to which it applies"
        elif not failures and result.findings and not any(r.is_open for r in result.findings):
            skipped = "; ".join(dict.fromkeys(map(_why_skipped, result.findings)))
        where = next((r.finding for r in failures), None)
        file, line = _where(report, where) if where else ("", None)
        yield _Case(f"{result.id} {result.title}", failures, "", skipped, file, line)


def _item_case(report: Report, item: Item, loose: tuple[Triaged, ...], told: set[Triaged]) -> _Case:
    own = _findings_about(item, loose)
    told.update(own)
    failures = tuple(r for r in own if report.fails_by(r))
    failure, skipped = "", ""
    if not failures and item.verdict == DIFFERENT:
        if own and not any(r.is_open for r in own):
            skipped = "; ".join(dict.fromkeys(map(_why_skipped, own)))
        elif report.fail_on is not None:
            failure = item.reason or "the two sides differ"
    elif not failures and item.verdict == "unsupported":
        skipped = item.reason or "not supported yet"
    span, place = item.span, item.place
    file = path_in(report.directory, span.file) if span else path_in(report.templates, place.file) if place else ""
    line = span.start.line if span else report.sources.line_of(place) if place else None
    output = f"{item.verdict}: {item.reason}" if item.reason else item.verdict
    return _Case(item.name, failures, failure, skipped, file, line, output)


def _findings_about(item: Item, findings: tuple[Triaged, ...]) -> list[Triaged]:
    """Those of the findings that are behind an item's verdict.

    They are about its address, or about its place in the template or one below. An argument shares its resource's
    address, and its place often with others: it has what is about its line; one that differs, what is about its place,
    or else about its resource.
    """
    placed = [r for r in findings if item.place is not None and _within(r.finding.place, item.place)]
    addressed = [r for r in findings if item.address and r.finding.address == item.address]
    if item.kind is not ItemKind.ARGUMENT:
        return list(dict.fromkeys((*placed, *addressed)))
    if item.verdict == DIFFERENT:
        return placed or addressed
    return [r for r in addressed if _starts_together(r.finding.subject, item.span)]


def _starts_together(one: Span | None, other: Span | None) -> bool:
    return one is not None and other is not None and (one.file, one.start.line) == (other.file, other.start.line)


def _within(place: Place | None, whole: Place) -> bool:
    return place is not None and place.file == whole.file and place.path[: len(whole.path)] == whole.path


def _finding_case(report: Report, result: Triaged) -> _Case:
    finding = result.finding
    file, line = _where(report, finding)
    name = " ".join(part for part in (finding.id, finding.address, finding.summary) if part)
    if report.fails_by(result):
        return _Case(name, (result,), file=file, line=line)
    skipped = "" if result.is_open else _why_skipped(result)
    return _Case(name, skipped=skipped, file=file, line=line, output=_text(report, finding))


def _why_skipped(result: Triaged) -> str:
    if result.suppression is not None:
        return f"suppressed: {result.suppression.reason}"
    return "known: it is in the baseline"


def _where(report: Report, finding: Finding) -> tuple[str, int | None]:
    if finding.subject is not None:
        return path_in(report.directory, finding.subject.file), finding.subject.start.line
    if finding.place is not None:
        return path_in(report.templates, finding.place.file), report.sources.line_of(finding.place)
    return "", None


def _text(report: Report, finding: Finding) -> str:
    """A finding in lines: what, where, and what to do."""
    lines = [f"{finding.severity}[{finding.id}]: {finding.summary}"]
    file, line = _where(report, finding)
    if file:
        lines.append(f"at {file}:{line}" if line else f"at {file}")
    if finding.address:
        lines.append(f"in {finding.address}")
    if finding.place:
        number = report.sources.line_of(finding.place)
        lines.append(f"template {finding.place}" + (f" (line {number})" if number else ""))
    if finding.detail:
        lines.append(f"help: {finding.detail}")
    return "\n".join(lines)


def _counts(cases: Iterable[_Case]) -> dict[str, str]:
    listed = list(cases)
    return {
        "tests": str(len(listed)),
        "failures": str(sum(case.failed for case in listed)),
        "errors": "0",
        "skipped": str(sum(bool(case.skipped) for case in listed)),
    }


def _write_case(suite: ET.Element, class_name: str, case: _Case, report: Report) -> None:
    attributes = {"name": case.name, "classname": f"tf2cfn.{report.command}.{class_name}", "time": "0"}
    if case.file:
        attributes["file"] = case.file
    if case.line:
        attributes["line"] = str(case.line)
    element = ET.SubElement(suite, "testcase", {key: _clean(value) for key, value in attributes.items()})
    if case.failures:
        first = case.failures[0].finding
        more = f" (and {len(case.failures) - 1} more)" if len(case.failures) > 1 else ""
        failure = ET.SubElement(element, "failure", {"message": _clean(first.summary + more), "type": first.id})
        failure.text = _clean("\n\n".join(_text(report, result.finding) for result in case.failures))
    elif case.failure:
        ET.SubElement(element, "failure", {"message": _clean(case.failure), "type": DIFFERENT})
    elif case.skipped:
        ET.SubElement(element, "skipped", {"message": _clean(case.skipped)})
    if case.output:
        ET.SubElement(element, "system-out").text = _clean(case.output)


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)
