"""A report with a bit of everything, for the tests of all formats."""

from __future__ import annotations

from dataclasses import replace

from converter.findings import Finding, Place, Position, Severity, Span
from converter.findings.baseline import baseline_of
from converter.findings.suppression import Lines, Suppression
from converter.findings.triage import triage
from converter.reports.model import Item, ItemKind, PropertyResult, Report, Sources

MAIN = 'resource "aws_vpc" "main" {\n  cidr_block = "<b>"\n  tags = {} # tf2cfn:ignore=parity-p7 by design\n}\n'
HOSTILE = "<script>alert('x')</script> & \"q\" `tick` @team #12 | [x](y) \x1b[31m"
"""Text that would break out of a format that does not escape it."""


def span(line: int, start: int = 1, end: int = 5) -> Span:
    return Span("net work/main.tf", Position(line, start, 0), Position(line, end, 0))


VPC = Place("vpc.yaml", ("Resources", "Vpc"))
SQUARE = Finding(
    "parity-square", Severity.ERROR, f"differs: {HOSTILE}", HOSTILE, span(2, 3, 13), address="aws_vpc.main", place=VPC
)
P5 = Finding("parity-p5", Severity.ERROR, "permissions are 777", "", None, place=Place("vpc.yaml", ("Resources", "A")))
P7 = Finding("parity-p7", Severity.ERROR, "all actions", "name them", span(3, 3), address="aws_vpc.main")
OLD = Finding("parity-p9", Severity.ERROR, "no retention", "", span(1))
HINT = Finding("parity-added-parameter", Severity.INFO, "parameter Z has no variable")
SUPPRESSION = Suppression(("parity-p7",), "by design", Lines("net work/main.tf", 3, 3), span(3, 13, 45))


def report(*, fail_on: Severity | None = Severity.ERROR, findings: tuple[Finding, ...] | None = None) -> Report:
    """One of each: open, known and suppressed findings, properties and items."""
    listed = (SQUARE, P5, P7, OLD, HINT) if findings is None else findings
    judged = triage(listed, (SUPPRESSION,) if P7 in listed else (), baseline_of([OLD]), lambda _: False)
    by_finding = {result.finding: result for result in judged.results}
    properties = tuple(
        PropertyResult(name, f"Title of {name}", checked, tuple(by_finding[f] for f in found if f in by_finding))
        for name, checked, found in (
            ("P1", 2, ()),
            ("P5", 1, (P5,)),
            ("P7", 4, (P7,)),
            ("P9", 1, (OLD,)),
            ("P6", 0, ()),
        )
    )
    items = (
        Item(ItemKind.RESOURCE, "aws_vpc.main", "mismatch", "", "", span(1), VPC),
        Item(ItemKind.ARGUMENT, "aws_vpc.main", "same", "cidr_block", "", span(2), replace(VPC, path=(*VPC.path, "C"))),
        Item(ItemKind.ARGUMENT, "aws_vpc.main", "dropped", "tags", HOSTILE, span(3)),
        Item(ItemKind.VARIABLE, "var.on", "equivalent", condition="IsOn"),
        Item(ItemKind.OUTPUT, "output.id", "mismatch", reason="another value"),
        Item(ItemKind.RESOURCE, "", "added", place=Place("vpc.yaml", ("Resources", "Extra"))),
    )
    return Report(
        command="parity",
        triage=judged,
        properties=properties,
        items=items,
        verdicts={"same": 1, "mismatch": 1},
        figures={"differences": 1},
        directory="infra",
        templates="build/templates",
        fail_on=fail_on,
        sources=Sources({"net work/main.tf": MAIN}.get, lambda place: 7 if place == VPC else None),
    )


def clean() -> Report:
    """A run that found nothing."""
    return Report("parity", triage(()), directory="infra")
