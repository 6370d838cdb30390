"""A parity report as a JSON value."""

from __future__ import annotations

from typing import Any

from converter.findings.render import findings_json
from converter.parity.model import ParityReport

SCHEMA_VERSION = 1


def report_json(report: ParityReport) -> dict[str, Any]:
    """The report as ``--format json`` writes it."""
    return {
        "schema_version": SCHEMA_VERSION,
        "summary": {"verdicts": dict(report.verdicts)},
        "properties": [
            {
                "id": outcome.row.id,
                "title": outcome.row.title,
                "status": outcome.status.value,
                "checked": len(outcome.checked),
                "findings": findings_json(outcome.findings),
            }
            for outcome in report.outcomes
        ],
        "findings": findings_json(report.findings),
    }
