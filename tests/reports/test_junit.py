"""The JUnit report."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

from converter.findings import Finding, Severity
from converter.findings.suppression import Pattern, Suppression
from converter.findings.triage import triage
from converter.reports import junit
from converter.reports.model import Item, ItemKind, Report
from tests.reports import sample


def cases(report: Report) -> dict[str, list[ET.Element]]:
    root = ET.fromstring(junit.write(report))  # noqa: S314 - our own output
    return {suite.attrib["name"]: list(suite) for suite in root}


def named(report: Report, suite: str) -> dict[str, ET.Element]:
    return {case.attrib["name"]: case for case in cases(report)[suite]}


def outcome(case: ET.Element) -> tuple[str, str]:
    """Tag and message of what stands in a case; passed where nothing does."""
    for tag in ("failure", "skipped"):
        if (found := case.find(tag)) is not None:
            return tag, found.attrib["message"]
    return "passed", ""


def test_a_case_for_every_property() -> None:
    assert {name.partition(" ")[0]: outcome(case) for name, case in named(sample.report(), "properties").items()} == {
        "P1": ("passed", ""),
        "P5": ("failure", "permissions are 777"),
        "P7": ("skipped", "suppressed: by design"),
        "P9": ("skipped", "known: it is in the baseline"),
        "P6": ("skipped", "there is nothing to which it applies"),
    }


def test_a_case_for_every_thing_that_was_compared() -> None:
    found = cases(sample.report())
    assert [len(found[name]) for name in ("resources", "arguments", "variables", "outputs")] == [2, 2, 1, 1]
    resources = named(sample.report(), "resources")
    failed = resources["aws_vpc.main"]
    assert outcome(failed)[0] == "failure"
    assert (failed.attrib["file"], failed.attrib["line"]) == ("infra/net work/main.tf", "1")
    failure = failed.find("failure")
    assert failure is not None
    assert "at infra/net work/main.tf:2" in (failure.text or "")
    assert outcome(resources["vpc.yaml#/Resources/Extra"]) == ("passed", "")
    assert outcome(named(sample.report(), "outputs")["output.id"]) == ("failure", "another value")
    assert outcome(named(sample.report(), "arguments")["aws_vpc.main.tags"]) == ("passed", "")


def test_an_argument_that_differs_fails_by_what_is_about_its_resource() -> None:
    differing = Item(ItemKind.ARGUMENT, "aws_vpc.main", "mismatch", "cidr_block", "another text")
    report = replace(sample.report(), items=(differing,))
    [case] = cases(report)["arguments"]
    assert outcome(case) == ("failure", junit._clean(sample.SQUARE.summary))
    accepted = Suppression(("parity-square",), "agreed", Pattern())
    [case] = cases(replace(report, triage=triage([sample.SQUARE], [accepted]), properties=()))["arguments"]
    assert outcome(case) == ("skipped", "suppressed: agreed")


def test_an_argument_has_the_findings_of_its_line() -> None:
    lost = Finding(
        "rules-argument-dropped", Severity.WARNING, "tags is dropped", "", sample.span(3), None, "aws_vpc.main"
    )
    report = sample.report(findings=(lost,), fail_on=Severity.WARNING)
    found = named(report, "arguments")
    assert outcome(found["aws_vpc.main.tags"]) == ("failure", "tags is dropped")
    assert outcome(found["aws_vpc.main.cidr_block"]) == ("passed", "")


def test_other_findings_have_a_case_of_their_own() -> None:
    found = named(sample.report(), "findings")
    assert list(found) == ["parity-added-parameter parameter Z has no variable"], "the difference is the resource's"
    assert [outcome(case) for case in found.values()] == [("passed", "")]


def test_what_fails_the_run_fails_its_case() -> None:
    strict = named(sample.report(fail_on=Severity.INFO), "findings")
    assert [outcome(case)[0] for case in strict.values()] == ["failure"]
    root = ET.fromstring(junit.write(sample.report(fail_on=None)))  # noqa: S314 - our own output
    assert root.attrib["failures"] == "0"


def test_the_counts_are_those_of_the_cases() -> None:
    root = ET.fromstring(junit.write(sample.report()))  # noqa: S314 - our own output
    for suite in (root, *root):
        for counted, tag in (("failures", "failure"), ("skipped", "skipped"), ("tests", "testcase")):
            assert suite.attrib[counted] == str(len(list(suite.iter(tag)))), (suite.attrib["name"], counted)


def test_characters_that_xml_cannot_hold_are_replaced() -> None:
    text = junit.write(sample.report())
    assert "\x1b" not in text
    assert "\N{REPLACEMENT CHARACTER}[31m" in text


def test_a_clean_run_is_well_formed() -> None:
    assert cases(sample.clean()) == {}
