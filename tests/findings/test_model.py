"""The collection of findings."""

from __future__ import annotations

import pytest

from converter.findings import Finding, FindingError, Findings, Position, Severity, Span


def at(file: str, line: int, severity: Severity = Severity.ERROR, id_: str = "hcl-syntax") -> Finding:
    return Finding(id_, severity, "x", subject=Span(file, Position(line, 1, 0), Position(line, 2, 1)))


def collection(*findings: Finding) -> Findings:
    collected = Findings()
    collected.extend(findings)
    return collected


def test_the_same_finding_is_kept_once() -> None:
    assert len(collection(at("a.tf", 1), at("a.tf", 1), at("a.tf", 2))) == 2


def test_order_is_by_place_then_severity() -> None:
    homeless = Finding("hcl-syntax", Severity.INFO, "x")
    expected = (
        homeless,
        at("a.tf", 2, Severity.ERROR),
        at("a.tf", 2, Severity.WARNING),
        at("a.tf", 10),
        at("b.tf", 1),
    )
    assert collection(*reversed(expected)).ordered() == expected


@pytest.mark.parametrize(("least", "count"), [(Severity.ERROR, 1), (Severity.WARNING, 2), (Severity.INFO, 3)])
def test_at_least_as_severe(least: Severity, count: int) -> None:
    found = collection(*(at("a.tf", 1, severity) for severity in Severity))
    assert len(found.at_least(least)) == count
    assert len(found.errors) == 1


def test_an_address_is_given_once() -> None:
    finding = at("a.tf", 1).with_address("aws_vpc.a")
    assert finding.address == "aws_vpc.a"
    assert finding.with_address("aws_vpc.b") is finding


def test_an_error_carries_its_findings() -> None:
    error = FindingError(at("a.tf", 1), at("a.tf", 2))
    assert len(error.findings) == 2
    assert str(error) == "x; x"
