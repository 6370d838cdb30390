"""The comparison of two accounts on descriptions made up for it: what must not pass is seen."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.two_clouds.__main__ import PAGE
from tests.two_clouds.accounting import Outcome, account
from tests.two_clouds.clouds import roots
from tests.two_clouds.comparing import compare, deviations
from tests.two_clouds.inventory import Thing, kinds
from tests.two_clouds.normalising import Labels, facts


def network(prefix: str, **changed: Any) -> list[Thing]:
    """Two networks with a subnet each; the subnets look alike but for the network that they are in."""
    suffix = prefix * 17
    return [
        Thing("vpc", (f"vpc-1{suffix}",), (), {"VpcId": f"vpc-1{suffix}", "Cidr": "10.1.0.0/16"}),
        Thing("vpc", (f"vpc-2{suffix}",), (), {"VpcId": f"vpc-2{suffix}", "Cidr": "10.2.0.0/16"}),
        Thing("subnet", (f"subnet-1{suffix}",), (), {"VpcId": f"vpc-1{suffix}", "Public": True}),
        Thing("subnet", (f"subnet-2{suffix}",), (), {"VpcId": f"vpc-2{suffix}", "Public": True, **changed}),
    ]


def told(a: list[Thing], b: list[Thing]) -> list[str]:
    return [f"{each.side} {each.place} {each.text}" for pair in compare(a, b) for each in pair.unstated]


def test_accounts_that_differ_in_identifiers_and_order_are_equal() -> None:
    assert told(network("a"), list(reversed(network("b")))) == []


def test_a_setting_that_differs_is_a_difference_of_both_sides() -> None:
    assert told(network("a"), network("b", Public=False)) == ["a .Public true", "b .Public false"]


def test_a_reference_to_another_thing_is_a_difference() -> None:
    other = network("b")
    other[3] = Thing("subnet", other[3].ids, (), {"VpcId": other[0].ids[0], "Public": True})
    assert told(network("a"), other)


def test_a_thing_that_only_one_account_has_is_a_difference() -> None:
    assert len(told(network("a"), network("b")[:3])) == 1
    assert len(told(network("a")[:3], network("b"))) == 1


def said(**description: Any) -> dict[tuple[str, str], int]:
    return dict(facts(description, Labels({})))


def test_documents_are_opened_and_lists_have_no_order() -> None:
    one = said(
        Policy='{"Statement":[{"Action":["a"],"Resource":["x","y"]}]}', Created=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    )
    other = said(
        Policy={"Statement": [{"Resource": ["y", "x"], "Action": "a"}]}, Created=dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
    )
    assert one == other
    assert one != said(Policy={"Statement": [{"Resource": ["y"], "Action": "a"}]}, Created="<time>")


def test_the_order_of_a_command_counts() -> None:
    assert said(a={"command": ["x", "y"]}) != said(a={"command": ["y", "x"]})


def test_elements_are_known_by_their_names_and_tags_of_aws_are_left_out() -> None:
    tags = [{"Key": "Team", "Value": "a"}, {"Key": "aws:cloudformation:stack-name", "Value": "s"}]
    assert said(Tags=tags) == said(Tags=[{"Key": "Team", "Value": "a"}])
    assert said(Tags=tags) != said(Tags=[{"Key": "Team", "Value": "b"}])


def test_a_number_is_no_time_and_a_size_no_identifier() -> None:
    assert said(Threshold=1) != said(Threshold=2)
    assert said(MaximumSize="1073741824") != said(MaximumSize="1073741825")


@pytest.mark.parametrize(
    ("resource", "outcome"),
    [
        ({"type": "aws_x", "address": "aws_x.a", "values": {"id": "a"}}, Outcome.EQUAL),
        ({"type": "aws_x", "address": "aws_x.b", "values": {"id": "b"}}, Outcome.DIFFERENT),
        ({"type": "aws_x", "address": "aws_x.c", "values": {"id": "c"}}, Outcome.UNPLACED),
        ({"type": "random_password", "address": "random_password.p", "values": {}}, Outcome.EXCLUDED),
    ],
)
def test_every_resource_has_an_outcome(resource: dict[str, Any], outcome: Outcome) -> None:
    a = [Thing("x", (), ("a",), {"Size": 1, "Name": "a"}), Thing("x", (), ("b",), {"Size": 1, "Name": "b"})]
    b = [Thing("x", (), ("a",), {"Size": 1, "Name": "a"}), Thing("x", (), ("b",), {"Size": 2, "Name": "b"})]
    (entry,) = account("root", [resource], compare(a, b))
    assert entry.outcome is outcome


def test_data_is_well_formed() -> None:
    assert {kind.each for kind in kinds() if kind.each} <= {kind.name for kind in kinds()}
    assert len(deviations()) == len({row.name for row in deviations()})


def test_the_page_speaks_of_every_root_and_deviation() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert [name for name in roots() if f"\n| {name} |" not in text] == []
    assert [row.name for row in deviations() if f"\n| {row.name} | {row.cause} |" not in text] == []
