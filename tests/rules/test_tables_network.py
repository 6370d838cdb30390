"""What the tables of security groups make of combinations that CloudFormation takes apart."""

from __future__ import annotations

import pytest

from tests.conversion.converting import converted

RULE = """
resource "aws_security_group_rule" "this" {
  type              = "%s"
  security_group_id = "sg-1"
  prefix_list_ids   = ["pl-1", "pl-2"]
  protocol          = "tcp"
  from_port         = 443
  to_port           = 443
  description       = "from all of them"
  %s
}
"""
SHARED = (
    ("Description", "from all of them"),
    ("FromPort", 443),
    ("GroupId", "sg-1"),
    ("IpProtocol", "tcp"),
    ("ToPort", 443),
)


@pytest.mark.parametrize(("side", "peer"), [("ingress", "Source"), ("egress", "Destination")])
@pytest.mark.parametrize(
    ("argument", "group"),
    [("self = true", "sg-1"), ('source_security_group_id = "sg-2"', "sg-2")],
    ids=["self", "group"],
)
def test_a_rule_for_a_group_and_prefix_lists_is_one_for_each(side: str, peer: str, argument: str, group: str) -> None:
    rules = converted(RULE % (side, argument)).resources()
    assert {r.type for r in rules.values()} == {f"AWS::EC2::SecurityGroup{side.title()}"}
    found = [tuple(p for p in r.properties.entries if p not in SHARED) for r in rules.values()]
    assert sorted(found) == [
        ((f"{peer}PrefixListId", "pl-1"),),
        ((f"{peer}PrefixListId", "pl-2"),),
        ((f"{peer}SecurityGroupId", group),),
    ]
    assert all(len(r.properties.entries) == len(SHARED) + 1 for r in rules.values())


@pytest.mark.parametrize("side", ["ingress", "egress"])
def test_a_rule_for_a_group_and_an_empty_list_is_one(side: str) -> None:
    text = (RULE % (side, "self = true")).replace('["pl-1", "pl-2"]', "[]")
    assert len(converted(text).resources()) == 1


def test_all_protocols_are_one_number_beside_prefix_lists_too() -> None:
    rules = converted((RULE % ("ingress", "self = true")).replace('"tcp"', '"all"')).resources()
    assert [dict(r.properties.entries)["IpProtocol"] for r in rules.values()] == ["-1"] * 3
