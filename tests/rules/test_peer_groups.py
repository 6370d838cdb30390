"""Security group rules for a group of another account, which Terraform writes ``ACCOUNT/GROUP``."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.cloudformation.yaml_writer import write
from converter.conversion.pipeline import ConvertSettings, convert
from converter.findings import Findings
from converter.terraform.loading import load

BY_ITSELF = """
resource "aws_vpc_security_group_SIDE_rule" "this" {
  security_group_id            = "sg-1"
  referenced_security_group_id = "123456789012/sg-2"
  ip_protocol                  = "-1"
}
"""
OLDER = """
resource "aws_security_group_rule" "this" {
  type                     = "SIDE"
  security_group_id        = "sg-1"
  source_security_group_id = "123456789012/sg-2"
  from_port                = 443
  to_port                  = 443
  protocol                 = "tcp"
}
"""
INLINE = """
resource "aws_security_group" "this" {
  SIDE {
    security_groups = ["123456789012/sg-2"]
    from_port       = 443
    to_port         = 443
    protocol        = "tcp"
  }
}
"""


def converted(text: str, folder: Path) -> tuple[str, Findings]:
    """All templates of a configuration, and what was found."""
    (folder / "main.tf").write_text(text, encoding="utf-8")
    findings = Findings()
    project = load(folder, findings)
    assert project is not None, list(findings)
    result = convert(project, ConvertSettings(), findings)
    assert result is not None, list(findings)
    return "".join(write(template) for template in result.templates.values()), findings


@pytest.mark.parametrize("form", [BY_ITSELF, OLDER, INLINE])
def test_the_owner_is_a_property_of_its_own(form: str, tmp_path: Path) -> None:
    text, findings = converted(form.replace("SIDE", "ingress"), tmp_path)
    assert "SourceSecurityGroupId: sg-2\n" in text
    assert 'SourceSecurityGroupOwnerId: "123456789012"\n' in text
    assert not [f for f in findings if f.id == "rules-argument-dropped"]


@pytest.mark.parametrize("form", [BY_ITSELF, OLDER])
def test_a_rule_for_outgoing_traffic_has_no_place_for_the_owner(form: str, tmp_path: Path) -> None:
    text, findings = converted(form.replace("SIDE", "egress"), tmp_path)
    assert "DestinationSecurityGroupId: sg-2\n" in text
    assert "123456789012" not in text
    assert [f.summary for f in findings if f.id == "rules-argument-dropped"] == [
        "the account of the peer group is left out"
    ]


def test_a_group_of_the_same_account_stays_as_it_is(tmp_path: Path) -> None:
    text, _ = converted(BY_ITSELF.replace("SIDE", "ingress").replace("123456789012/", ""), tmp_path)
    assert "SourceSecurityGroupId: sg-2\n" in text
    assert "SourceSecurityGroupOwnerId" not in text
