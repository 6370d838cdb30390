"""Look-ups beside the templates, against those that the configuration asks for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from converter.cli import main

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
