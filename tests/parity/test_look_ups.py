"""Look-ups beside the templates, against those that the configuration asks for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from converter.cli import main
from tests.parity.converted import Root

TEXT = """variable "zone" { default = "example.com" }
data "aws_route53_zone" "this" {
  name         = var.zone
  private_zone = false
}
resource "aws_route53_record" "this" {
  zone_id = data.aws_route53_zone.this.zone_id
  name    = "www"
  type    = "A"
  ttl     = 60
  records = ["192.0.2.1"]
}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "main.tf").write_text(TEXT, encoding="utf-8")
    assert main(["convert", str(tmp_path), "-o", str(tmp_path / "out")]) == 0
    return tmp_path


def told(folder: Path, capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    capsys.readouterr()
    main(["parity", str(folder), "--templates", str(folder / "out" / "templates"), "--format", "json"])
    found = json.loads(capsys.readouterr().out)["findings"]
    return [finding for finding in found if finding["id"] == "parity-look-up"]


def test_a_fresh_conversion_asks_for_the_same(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(folder, capsys) == []


def test_another_request_is_told_at_the_data_source(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "main.tf").write_text(TEXT.replace("= false", "= true"), encoding="utf-8")
    (finding,) = told(folder, capsys)
    assert finding["summary"] == "the parameter HostedZoneId is looked up otherwise"
    assert finding["address"] == "data.aws_route53_zone.this"
    assert "requests" in finding["detail"]


def test_a_look_up_that_is_missing_or_too_many(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ledger = folder / "out" / "conversion.json"
    document = json.loads(ledger.read_text(encoding="utf-8"))
    document["lookups"][0]["parameter"] = "Other"
    ledger.write_text(json.dumps(document), encoding="utf-8")
    assert [finding["summary"] for finding in told(folder, capsys)] == [
        "the parameter HostedZoneId is not looked up",
        "the parameter Other is looked up, and nothing in the configuration asks for it",
    ]


ZONES = """data "aws_availability_zones" "here" {
  state = "available"
}
resource "aws_subnet" "this" {
  vpc_id            = "vpc-1"
  cidr_block        = "10.0.0.0/24"
  availability_zone = data.aws_availability_zones.here.names[0]
}
"""


def test_an_argument_that_no_template_heeds_is_told(tmp_path: Path) -> None:
    root = Root.converted(tmp_path, ZONES)
    assert [f for f in root.report().others if f.id == "rules-data-argument"] == []
    root.edit("main.tf", '"available"', '"impaired"')
    [told] = [f for f in root.report().others if f.id == "rules-data-argument"]
    assert told.subject is not None
    assert told.subject.start.line == 5
    assert told.address == "data.aws_availability_zones.here"
