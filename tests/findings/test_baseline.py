"""The baseline file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from converter.findings import Finding, FindingError, Place, Severity
from converter.findings.baseline import baseline_of, read_baseline

FINDINGS = (
    Finding("parity-p7", Severity.ERROR, "all actions (line 3)", "name them", address="aws_iam_policy.a"),
    Finding("parity-p7", Severity.ERROR, "all actions (line 9)", "name them", address="aws_iam_policy.a"),
    Finding("parity-p5", Severity.ERROR, "permissions", place=Place("t.yaml", ("Resources", "A"))),
    Finding("hcl-syntax", Severity.ERROR, "unexpected ="),
)


def test_the_file_can_be_read_by_people_and_does_not_depend_on_the_order() -> None:
    text = baseline_of(FINDINGS).text()
    assert baseline_of(reversed(FINDINGS)).text() == text
    data = json.loads(text)
    assert data["schema_version"] == 1
    first, second = data["findings"]
    assert first.pop("fingerprint") != second.pop("fingerprint")
    assert first == {"id": "parity-p5", "place": "t.yaml#/Resources/A", "summary": "permissions"}
    assert second == {"id": "parity-p7", "address": "aws_iam_policy.a", "summary": "all actions", "count": 2}


def test_it_is_read_as_it_was_written(tmp_path: Path) -> None:
    file = tmp_path / "known.json"
    file.write_text(baseline_of(FINDINGS).text(), encoding="utf-8")
    assert read_baseline(file) == baseline_of(FINDINGS)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "Expecting property name"),
        ("[]", "its schema_version is not 1"),
        ('{"schema_version": 2, "findings": []}', "its schema_version is not 1"),
        ('{"schema_version": 1}', "it has no list of findings"),
        ('{"schema_version": 1, "findings": [1]}', "findings[0] is not an entry"),
        ('{"schema_version": 1, "findings": [{"id": "x"}]}', "findings[0] is not an entry"),
        ('{"schema_version": 1, "findings": [{"id": 1, "fingerprint": "x"}]}', "findings[0] is not an entry"),
        ('{"schema_version": 1, "findings": [{"fingerprint": "x", "count": 0}]}', "findings[0] is not an entry"),
        ("[" * 100_000, "is not a baseline"),
    ],
)
def test_what_is_none_is_refused(text: str, says: str, tmp_path: Path) -> None:
    file = tmp_path / "known.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(FindingError) as caught:
        read_baseline(file)
    [finding] = caught.value.findings
    assert finding.id == "baseline-file"
    assert says in f"{finding.summary}: {finding.detail}"
