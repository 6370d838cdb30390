"""The JSON report, and that it is what its schema says."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from converter.reports import json_report
from converter.reports.model import Report
from converter.rules.ledger import Verdict
from tests.frame.checkout import ROOT
from tests.reports import sample

SCHEMA = json.loads((ROOT / "docs" / "report.schema.json").read_text(encoding="utf-8"))


def data_of(report: Report) -> Any:
    return json.loads(json_report.write(report))


@pytest.mark.parametrize("report", [sample.report(), sample.clean(), sample.report(fail_on=None)])
def test_the_report_is_what_the_schema_says(report: Report) -> None:
    jsonschema.Draft202012Validator(SCHEMA).validate(data_of(report))


def test_the_schema_is_sound_and_refuses_what_it_does_not_know() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(SCHEMA).validate(data_of(sample.report()) | {"more": 1})


def test_the_schema_knows_every_verdict() -> None:
    assert set(SCHEMA["$defs"]["item"]["properties"]["verdict"]["enum"]) == set(Verdict)


def test_what_becomes_of_findings_is_told() -> None:
    data = data_of(sample.report())
    assert data["summary"]["findings"] == {"error": 2, "warning": 0, "info": 1}
    assert (data["summary"]["suppressed"], data["summary"]["known"], data["summary"]["failed"]) == (1, 1, True)
    by_id = {finding["id"]: finding for finding in data["findings"]}
    assert by_id["parity-square"]["template"] == {"file": "vpc.yaml", "path": ["Resources", "Vpc"], "line": 7}
    assert by_id["parity-p7"]["suppressed"] == {"reason": "by design", "where": "net work/main.tf:3"}
    assert by_id["parity-p9"]["known"] is True
    status = {each["id"]: each["status"] for each in data["properties"]}
    assert status == {"P1": "pass", "P5": "fail", "P7": "pass", "P9": "fail", "P6": "not-applicable"}


def test_nothing_fails_where_nothing_shall() -> None:
    assert data_of(sample.report(fail_on=None))["summary"]["failed"] is False
