"""The outcome of a check as a report that can be written down."""

from __future__ import annotations

from collections import Counter

from converter.findings import Severity
from converter.findings.triage import Triage
from converter.parity.model import ParityReport
from converter.reports.model import Item, ItemKind, PropertyResult, Report, Sources

DIFFERENCES = frozenset({"parity-match", "parity-order", "parity-output", "parity-square", "parity-variable"})
"""The ids of what the comparison with the configuration finds."""


def parity_report(
    outcome: ParityReport,
    triage: Triage,
    *,
    directory: str,
    templates: str,
    fail_on: Severity | None,
    sources: Sources,
) -> Report:
    """The report of a check whose findings have been held against suppressions and a baseline."""
    triaged = {result.finding: result for result in triage.results}
    properties = tuple(
        PropertyResult(
            each.row.id, each.row.title, len(each.checked), tuple(triaged[finding] for finding in each.findings)
        )
        for each in outcome.outcomes
    )
    items = tuple(
        Item(
            ItemKind(item.kind.value),
            item.address,
            item.verdict.value,
            item.path,
            item.reason,
            item.span,
            item.place,
            item.condition,
        )
        for item in outcome.items
    )
    compared = Counter(item.verdict for item in items if item.kind is ItemKind.RESOURCE)
    figures = {}
    if outcome.compared:
        figures["differences"] = sum(finding.id in DIFFERENCES for finding in triage.open)
    return Report(
        command="parity",
        triage=triage,
        properties=properties,
        items=items,
        verdicts=dict(sorted(compared.items())) or outcome.verdicts,
        figures=figures,
        directory=directory,
        templates=templates,
        fail_on=fail_on,
        sources=sources,
    )
