"""A report as SARIF, for code scanning.

The form is "Static Analysis Results Interchange Format (SARIF) Version 2.1.0", OASIS Standard. A finding's location is
the line of Terraform, the place in the template a related location; where there is no such line, the template's place
is the location. Paths are relative to where the command runs, which in CI is the top of the repository.
"""

from __future__ import annotations

import json
import string
from typing import Any

from converter import __version__
from converter.findings import Finding, Place, Severity, Span
from converter.findings.catalogue import CATALOGUE, room_of
from converter.findings.kinds.kind import FindingKind
from converter.findings.suppression import Suppression
from converter.findings.triage import Triaged
from converter.reports.model import Report, path_in

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
FINGERPRINT = "tf2cfn/v1"
_UNESCAPED = frozenset((string.ascii_letters + string.digits + "-._~/").encode())
"""What stands for itself in a path: "unreserved" of RFC 3986, and the slash."""


def write(report: Report) -> str:
    """The text of the report."""
    return json.dumps(sarif(report), indent=2, ensure_ascii=False) + "\n"


def sarif(report: Report) -> dict[str, Any]:
    """The report as plain data."""
    ids = sorted({result.finding.id for result in report.triage.results})
    numbers = {name: number for number, name in enumerate(ids)}
    driver = {
        "name": "tf2cfn",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [_rule(name, CATALOGUE.get(name)) for name in ids],
    }
    run: dict[str, Any] = {
        "tool": {"driver": driver},
        "automationDetails": {"id": f"tf2cfn/{report.command}/"},
        "columnKind": "unicodeCodePoints",
        "results": [_result(report, result, numbers) for result in report.triage.results],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(id: str, kind: FindingKind | None) -> dict[str, Any]:
    if kind is None:
        return {"id": id}
    return {
        "id": id,
        "shortDescription": {"text": kind.title},
        "fullDescription": {"text": kind.meaning},
        "help": {
            "text": f"{kind.meaning}\n\n{kind.remedy}",
            "markdown": f"## What it means\n\n{kind.meaning}\n\n## What to do\n\n{kind.remedy}\n",
        },
        "defaultConfiguration": {"level": LEVELS[kind.severity]},
        "properties": {"tags": [room_of(kind)], "page": f"docs/findings/{id}.md"},
    }


def _result(report: Report, result: Triaged, numbers: dict[str, int]) -> dict[str, Any]:
    finding = result.finding
    data: dict[str, Any] = {
        "ruleId": finding.id,
        "ruleIndex": numbers[finding.id],
        "level": LEVELS[finding.severity],
        "message": {"text": _message(finding)},
        "partialFingerprints": {FINGERPRINT: result.fingerprint},
    }
    if locations := _locations(report, finding):
        data["locations"] = locations
    if related := _related(report, finding):
        data["relatedLocations"] = related
    if report.triage.baseline is not None:
        data["baselineState"] = "unchanged" if result.known else "new"
    suppression = result.suppression
    data["suppressions"] = [_suppression(report, suppression)] if suppression is not None else []
    return data


def _message(finding: Finding) -> str:
    return f"{finding.summary}\n{finding.detail}" if finding.detail else finding.summary


def _locations(report: Report, finding: Finding) -> list[dict[str, Any]]:
    location: dict[str, Any] = {}
    if finding.subject is not None:
        location["physicalLocation"] = _source(report, finding.subject)
    elif finding.place is not None:
        location["physicalLocation"] = _template(report, finding.place)
    if finding.address:
        location["logicalLocations"] = [{"fullyQualifiedName": finding.address, "kind": "resource"}]
    return [location] if location else []


def _related(report: Report, finding: Finding) -> list[dict[str, Any]]:
    places: list[tuple[str, dict[str, Any]]] = [("see also", _source(report, span)) for span in finding.related]
    if finding.place is not None and finding.subject is not None:
        places.insert(0, (f"template: {finding.place}", _template(report, finding.place)))
    return [
        {"id": number, "message": {"text": text}, "physicalLocation": physical}
        for number, (text, physical) in enumerate(places)
    ]


def _suppression(report: Report, suppression: Suppression) -> dict[str, Any]:
    data: dict[str, Any] = {
        "kind": "inSource" if suppression.in_source else "external",
        "status": "accepted",
        "justification": suppression.reason,
    }
    if suppression.span is not None:
        data["location"] = {"physicalLocation": _source(report, suppression.span)}
    elif suppression.place is not None:
        data["location"] = {"physicalLocation": _template(report, suppression.place)}
    return data


def _source(report: Report, span: Span) -> dict[str, Any]:
    region = {"startLine": span.start.line, "startColumn": span.start.column}
    if (span.end.line, span.end.column) > (span.start.line, span.start.column):
        region |= {"endLine": span.end.line, "endColumn": span.end.column}
    return {"artifactLocation": {"uri": _uri(path_in(report.directory, span.file))}, "region": region}


def _template(report: Report, place: Place) -> dict[str, Any]:
    location: dict[str, Any] = {"artifactLocation": {"uri": _uri(path_in(report.templates, place.file))}}
    if line := report.sources.line_of(place):
        location["region"] = {"startLine": line}
    return location


def _uri(path: str) -> str:
    """A relative path as a URI reference, RFC 3986."""
    return "".join(chr(byte) if byte in _UNESCAPED else f"%{byte:02X}" for byte in path.encode())
