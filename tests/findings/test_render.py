"""Findings as JSON values."""

from __future__ import annotations

import json

from converter.findings import Finding, Place, Position, Severity, Span
from converter.findings.render import findings_json

SPAN = Span("main.tf", Position(3, 5, 40), Position(3, 9, 44))


def test_a_finding_with_everything() -> None:
    finding = Finding(
        "hcl-syntax",
        Severity.WARNING,
        "summary",
        "detail",
        SPAN,
        context=SPAN,
        address="aws_vpc.this",
        place=Place("vpc-stack.yaml", ("Resources", "Vpc", 0)),
        related=(SPAN,),
    )
    span = {"file": "main.tf", "start": {"line": 3, "column": 5}, "end": {"line": 3, "column": 9}}
    found = findings_json([finding])
    assert found == [
        {
            "id": "hcl-syntax",
            "severity": "warning",
            "summary": "summary",
            "detail": "detail",
            "address": "aws_vpc.this",
            "source": span,
            "context": span,
            "template": {"file": "vpc-stack.yaml", "path": ["Resources", "Vpc", 0]},
            "related": [span],
        }
    ]
    assert json.loads(json.dumps(found)) == found


def test_a_finding_with_nothing_but_what_it_must_have() -> None:
    assert findings_json([Finding("hcl-syntax", Severity.ERROR, "summary")]) == [
        {"id": "hcl-syntax", "severity": "error", "summary": "summary"}
    ]
