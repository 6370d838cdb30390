"""Arguments of data sources that nothing in CloudFormation answers to."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.conversion.pipeline import ConvertSettings, convert
from converter.findings import Findings
from converter.terraform.loading import load


def told(folder: Path, arguments: str) -> list[tuple[str, int]]:
    text = f"""data "aws_availability_zones" "these" {{
{arguments}
}}
resource "aws_subnet" "this" {{
  vpc_id            = "vpc-1"
  cidr_block        = "10.0.0.0/24"
  availability_zone = data.aws_availability_zones.these.names[0]
}}
"""
    (folder / "main.tf").write_text(text, encoding="utf-8")
    findings = Findings()
    project = load(folder, findings)
    assert project is not None
    assert convert(project, ConvertSettings(), findings) is not None
    return [
        (f.summary, f.subject.start.line) for f in findings if f.id == "rules-data-argument" and f.subject is not None
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        "",
        'state = "available"',
        "all_availability_zones = false",
        "exclude_names = []",
        "state = null",
        'filter {\n name = "opt-in-status"\n values = ["opt-in-not-required"]\n}',
    ],
)
def test_what_changes_nothing_is_not_told(arguments: str, tmp_path: Path) -> None:
    assert told(tmp_path, arguments) == []


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        ('state = "impaired"', "state"),
        ("all_availability_zones = true", "all_availability_zones"),
        ('exclude_names = ["us-east-1e"]', "exclude_names"),
        ('filter {\n name = "zone-type"\n values = ["local-zone"]\n}', "filter"),
    ],
)
def test_what_asks_for_other_zones_is_told(arguments: str, name: str, tmp_path: Path) -> None:
    assert told(tmp_path, arguments) == [(f"{name} of aws_availability_zones has no counterpart", 2)]
