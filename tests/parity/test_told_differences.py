"""What is said of a difference: the right argument, no secret, the place that keeps a resource away, all of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.cli.program import main
from tests.parity.converted import Root

GROUP = """
resource "aws_vpc" "this" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_security_group" "this" {
  name   = "group"
  vpc_id = aws_vpc.this.id
  ingress {
    description = "from the office"
    from_port   = 443
    to_port     = 444
    protocol    = "tcp"
    cidr_blocks = ["10.1.0.0/16"]
  }
}
"""
SECRETS = """
variable "user" {
  type      = string
  default   = "keycloak"
  sensitive = true
}
variable "password" {
  type      = string
  sensitive = true
}
resource "aws_sns_topic" "this" {
  name         = "keycloak"
  display_name = "d"
}
resource "aws_ssm_parameter" "user" {
  name  = "/user"
  type  = "String"
  value = nonsensitive(var.user)
}
resource "aws_ssm_parameter" "password" {
  name  = "/password"
  type  = "String"
  value = nonsensitive(var.password)
}
"""
MANY = """
resource "aws_sns_topic" "this" {
  count = 60
  name  = "topic-${count.index}"
}
"""


def file_with(root: Root, text: str) -> str:
    (file,) = [p for p in root.templates.glob("*.yaml") if text in p.read_text(encoding="utf-8")]
    return f"templates/{file.name}"


@pytest.mark.parametrize(
    ("old", "new", "argument"),
    [
        ("IpProtocol: tcp", "IpProtocol: udp", "protocol"),
        ("FromPort: 443", "FromPort: 442", "from_port"),
        ("ToPort: 444", "ToPort: 445", "to_port"),
        ("10.1.0.0/16", "10.2.0.0/16", "cidr_blocks"),
    ],
)
def test_a_rule_s_property_leads_to_its_own_argument(old: str, new: str, argument: str, tmp_path: Path) -> None:
    root = Root.converted(tmp_path, GROUP)
    root.edit(file_with(root, old), old, new)
    report = root.report()
    different = {
        i.path.rpartition(".")[2].partition("[")[0] for i in report.items if i.verdict == "mismatch" and i.path
    }
    assert different <= {argument, "ingress"}
    assert different


def test_a_public_default_is_no_secret(tmp_path: Path) -> None:
    root = Root.converted(tmp_path, SECRETS)
    root.edit(file_with(root, "TopicName: keycloak"), "TopicName: keycloak", "TopicName: other")
    (found,) = root.compared()
    assert "'keycloak'" in found.detail


def test_more_differences_than_are_drawn(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = Root.converted(tmp_path, MANY)
    for path in root.templates.glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("TopicName: topic-", "TopicName: other-"), encoding="utf-8")
    assert len([f for f in root.compared() if f.id == "parity-square"]) == 60
    assert main(["parity", str(tmp_path), "--templates", str(root.templates)]) == 1
    drawn = capsys.readouterr().out
    assert drawn.count("error[parity-square]") == 50
    assert "10 more parity-square" in drawn
    assert "60 errors" in drawn
