"""Triage: what is open, accepted or known, and what is said of suppressions and baselines."""

from __future__ import annotations

import pytest

from converter.findings import Finding, Severity
from converter.findings.baseline import Baseline, baseline_of
from converter.findings.suppression import Pattern, Suppression
from converter.findings.triage import triage


def finding(id: str = "parity-p7", summary: str = "x", severity: Severity = Severity.ERROR) -> Finding:
    return Finding(id, severity, summary)


ACCEPT_P7 = Suppression(("parity-p7",), "r", Pattern())


def test_findings_are_open_accepted_or_known() -> None:
    judged = triage(
        [finding(), finding("parity-p8"), finding("parity-p9")], [ACCEPT_P7], baseline_of([finding("parity-p8")])
    )
    assert [r.finding.id for r in judged.suppressed] == ["parity-p7"]
    assert [r.finding.id for r in judged.known] == ["parity-p8"]
    assert [f.id for f in judged.open] == ["parity-p9"]


@pytest.mark.parametrize(
    ("severity", "fail_on", "fails"),
    [
        (Severity.ERROR, Severity.ERROR, True),
        (Severity.WARNING, Severity.ERROR, False),
        (Severity.WARNING, Severity.WARNING, True),
        (Severity.INFO, Severity.WARNING, False),
        (Severity.INFO, Severity.INFO, True),
        (Severity.ERROR, None, False),
    ],
)
def test_only_what_is_open_fails(severity: Severity, fail_on: Severity | None, fails: bool) -> None:
    found = finding(severity=severity)
    assert triage([found]).fails(fail_on) is fails
    assert triage([found], [ACCEPT_P7]).fails(fail_on) is False
    assert triage([found], [], baseline_of([found])).fails(fail_on) is False


def test_an_unused_suppression_is_told_for_each_id() -> None:
    both = Suppression(("parity-p7", "parity-p8"), "r", Pattern())
    [told] = triage([finding()], [both]).open
    assert (told.id, told.severity, told.summary) == (
        "suppression-unused",
        Severity.WARNING,
        "suppression of parity-p8 accepts nothing",
    )


def test_a_run_that_does_not_look_for_an_id_says_nothing_of_it() -> None:
    assert triage([], [ACCEPT_P7], baseline_of([finding()]), lambda finding_id: finding_id != "parity-p7").results == ()


def test_two_suppressions_of_one_finding_are_both_used() -> None:
    assert triage([finding()], [ACCEPT_P7, Suppression(("parity-p7",), "s", Pattern())]).open == ()


def test_a_faulty_suppression_is_told_once() -> None:
    judged = triage([finding()], [Suppression(("parity-p7",), "", Pattern())])
    assert [f.id for f in judged.open] == ["parity-p7", "suppression-no-reason"]


def test_what_is_gone_is_told() -> None:
    judged = triage([finding()], [], baseline_of([finding(), finding(summary="y")]))
    [told] = judged.open
    assert (told.id, told.severity, told.summary) == (
        "baseline-gone",
        Severity.INFO,
        "known finding is gone: parity-p7: y",
    )


def test_one_more_of_the_same_is_new() -> None:
    one = Finding("parity-p7", Severity.ERROR, "x (line 1)")
    other = Finding("parity-p7", Severity.ERROR, "x (line 2)")
    judged = triage([one, other], [], baseline_of([one]))
    assert (judged.known[0].finding, judged.open) == (one, (other,))
    assert triage([one, other], [], baseline_of([one, other])).open == ()


def test_an_accepted_finding_does_not_use_up_a_known_one() -> None:
    [told] = triage([finding()], [ACCEPT_P7], baseline_of([finding()])).open
    assert told.id == "baseline-gone"


def test_an_empty_baseline_knows_nothing() -> None:
    assert triage([finding()], [], Baseline()).open == (finding(),)
