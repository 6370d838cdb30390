"""Findings as JSON values: the form in which ``conversion.json`` and the JSON reports carry them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from converter.findings.model import Finding, Place, Position, Span


def finding_json(finding: Finding) -> dict[str, Any]:
    """One finding; keys with nothing to say are left out."""
    optional = {
        "detail": finding.detail or None,
        "address": finding.address,
        "source": finding.subject and span_json(finding.subject),
        "context": finding.context and span_json(finding.context),
        "template": finding.place and place_json(finding.place),
        "related": [span_json(span) for span in finding.related] or None,
    }
    head = {"id": finding.id, "severity": finding.severity.value, "summary": finding.summary}
    return head | {key: value for key, value in optional.items() if value is not None}


def findings_json(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Several findings, in the order given."""
    return [finding_json(finding) for finding in findings]


def span_json(span: Span) -> dict[str, Any]:
    """A stretch of source: file, and its first and one past its last character."""
    return {"file": span.file, "start": _position_json(span.start), "end": _position_json(span.end)}


def place_json(place: Place) -> dict[str, Any]:
    """A place in a template."""
    return {"file": place.file, "path": list(place.path)}


def _position_json(position: Position) -> dict[str, int]:
    return {"line": position.line, "column": position.column}
