"""The SARIF report. ``TF2CFN_SARIF_SCHEMA`` names a copy of the standard's schema, which is not ours to keep here."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from converter.findings import Finding, Severity
from converter.findings.catalogue import CATALOGUE
from converter.reports import sarif
from tests.reports import sample

SCHEMA = os.environ.get("TF2CFN_SARIF_SCHEMA", "")


def run(**changes: Any) -> Any:
    [only] = json.loads(sarif.write(sample.report(**changes)))["runs"]
    return only


def results() -> dict[str, Any]:
    return {result["ruleId"]: result for result in run()["results"]}


@pytest.mark.skipif(not SCHEMA, reason="TF2CFN_SARIF_SCHEMA names no schema of SARIF 2.1.0")
@pytest.mark.parametrize("report", [sample.report(), sample.clean()])
def test_the_report_is_what_the_standard_says(report: Any) -> None:
    schema = json.loads(Path(SCHEMA).read_text(encoding="utf-8"))
    validator = jsonschema.validators.validator_for(schema)
    validator(schema, format_checker=jsonschema.FormatChecker()).validate(json.loads(sarif.write(report)))


def test_the_subject_is_the_location_and_the_template_is_related() -> None:
    result = results()["parity-square"]
    [location] = result["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "infra/net%20work/main.tf"},
        "region": {"startLine": 2, "startColumn": 3, "endLine": 2, "endColumn": 13},
    }
    assert location["logicalLocations"] == [{"fullyQualifiedName": "aws_vpc.main", "kind": "resource"}]
    [related] = result["relatedLocations"]
    assert related["physicalLocation"] == {
        "artifactLocation": {"uri": "build/templates/vpc.yaml"},
        "region": {"startLine": 7},
    }


def test_a_finding_about_a_template_alone_is_located_there() -> None:
    result = results()["parity-p5"]
    assert result["locations"] == [{"physicalLocation": {"artifactLocation": {"uri": "build/templates/vpc.yaml"}}}]
    assert "relatedLocations" not in result


def test_rules_come_from_the_catalogue_and_are_found_by_their_number() -> None:
    only = run()
    rules = only["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == sorted({result["ruleId"] for result in only["results"]})
    for result in only["results"]:
        rule = rules[result["ruleIndex"]]
        assert rule["id"] == result["ruleId"]
        assert rule["shortDescription"]["text"] == CATALOGUE[rule["id"]].title
        assert CATALOGUE[rule["id"]].remedy in rule["help"]["markdown"]


def test_levels() -> None:
    assert {name: result["level"] for name, result in results().items()} == {
        "parity-square": "error",
        "parity-p5": "error",
        "parity-p7": "error",
        "parity-p9": "error",
        "parity-added-parameter": "note",
    }


def test_accepted_and_known_findings_are_marked_as_such() -> None:
    found = results()
    [suppression] = found["parity-p7"]["suppressions"]
    assert (suppression["kind"], suppression["status"]) == ("inSource", "accepted")
    assert suppression["justification"] == "by design"
    assert suppression["location"]["physicalLocation"]["region"]["startLine"] == 3
    assert found["parity-square"]["suppressions"] == []
    assert {name: found[name]["baselineState"] for name in ("parity-p9", "parity-p5")} == {
        "parity-p9": "unchanged",
        "parity-p5": "new",
    }


def test_a_fingerprint_does_not_follow_the_line() -> None:
    def fingerprints(line: int) -> Any:
        finding = Finding("parity-p9", Severity.ERROR, "x", subject=sample.span(line), address="aws_vpc.main")
        [result] = run(findings=(finding,))["results"]
        return result["partialFingerprints"]

    assert fingerprints(1) == fingerprints(2)
