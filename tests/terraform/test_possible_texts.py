"""Questions about regions and zones whose answer is the same for all of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.terraform.small_roots import Folder

DATA = """
data "aws_region" "current" {}
data "aws_availability_zones" "all" {}
"""


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ('length(regexall("^[a-z]{2}-", data.aws_availability_zones.all.names[0])) > 0', "true"),
        ('length(regexall("^[a-z]{2}-", data.aws_availability_zones.all.zone_ids[1])) > 0', "false"),
        ('length(regexall("^[a-z]{2}-", "${data.aws_region.current.name}a")) == 1', "true"),
        ('length(regexall("^cn-", "x${data.aws_region.current.name}"))', "0"),
    ],
)
def test_every_form_agrees(tmp_path: Path, expression: str, value: str) -> None:
    evaluated = Folder(tmp_path).evaluate(f'{DATA}\noutput "x" {{\n  value = {expression}\n}}\n')
    assert evaluated.errors == []
    assert evaluated.output() == value


def test_the_forms_disagree(tmp_path: Path) -> None:
    text = f'{DATA}\noutput "x" {{\n  value = length(regexall("^us-", data.aws_region.current.name)) > 0\n}}\n'
    evaluated = Folder(tmp_path).evaluate(text)
    assert evaluated.errors == []
    assert evaluated.output() not in {"true", "false"}
