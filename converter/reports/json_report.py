"""A report as JSON, for programs. ``docs/report.schema.json`` describes the form."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from converter.findings import Severity
from converter.findings.render import finding_json, place_json
from converter.findings.suppression import Suppression
from converter.findings.triage import Triaged
from converter.reports.model import Item, PropertyResult, Report

SCHEMA_VERSION = 1


def write(report: Report) -> str:
    """The text of the report."""
    return json.dumps(report_json(report), indent=2, ensure_ascii=False) + "\n"


def report_json(report: Report) -> dict[str, Any]:
    """The report as plain data."""
    return {
        "schema_version": SCHEMA_VERSION,
        "command": report.command,
        "directory": report.directory,
        **({"templates": report.templates} if report.templates else {}),
        "summary": _summary(report),
        "properties": [_property(report, each) for each in report.properties],
        "items": [_item(report, each) for each in report.items],
        "findings": [_finding(report, each) for each in report.triage.results],
    }


def _summary(report: Report) -> dict[str, Any]:
    counts = Counter(finding.severity for finding in report.triage.open)
    return {
        "failed": report.fails,
        "findings": {severity.value: counts[severity] for severity in Severity},
        "suppressed": len(report.triage.suppressed),
        "known": len(report.triage.known),
        "verdicts": dict(report.verdicts),
        "figures": dict(report.figures),
    }


def _property(report: Report, result: PropertyResult) -> dict[str, Any]:
    return {
        "id": result.id,
        "title": result.title,
        "status": result.status.value,
        "checked": result.checked,
        "findings": [_finding(report, each) for each in result.findings],
    }


def _item(report: Report, item: Item) -> dict[str, Any]:
    optional: dict[str, Any] = {
        "path": item.path,
        "reason": item.reason,
        "condition": item.condition,
        "source": {"file": item.span.file, "line": item.span.start.line} if item.span else None,
        "template": _place(report, item),
    }
    head = {"kind": item.kind.value, "address": item.address, "verdict": item.verdict}
    return head | {key: value for key, value in optional.items() if value}


def _finding(report: Report, result: Triaged) -> dict[str, Any]:
    data = finding_json(result.finding) | {"fingerprint": result.fingerprint}
    if template := _place(report, result.finding):
        data["template"] = template
    if result.known:
        data["known"] = True
    if result.suppression is not None:
        data["suppressed"] = _suppression(result.suppression)
    return data


def _suppression(suppression: Suppression) -> dict[str, Any]:
    where = suppression.span or suppression.place
    return {"reason": suppression.reason, **({"where": str(where)} if where else {})}


def _place(report: Report, about: Any) -> dict[str, Any] | None:
    """A place in a template with its line, where the template is at hand."""
    if about.place is None:
        return None
    line = report.sources.line_of(about.place)
    return place_json(about.place) | ({"line": line} if line else {})
