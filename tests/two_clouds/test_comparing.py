"""The comparison of two accounts on descriptions made up for it: what must not pass is seen."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.two_clouds.__main__ import PAGE
from tests.two_clouds.accounting import Outcome, account
from tests.two_clouds.clouds import REFERENCE, roots
from tests.two_clouds.comparing import Deviation, Difference, compare, deviations, unneeded
from tests.two_clouds.inventory import Thing, kinds, take
from tests.two_clouds.made_up import by_terraform
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


def test_what_stands_together_in_a_list_counts() -> None:
    one, other = {"Port": 80, "CidrIp": "10.0.0.0/16"}, {"Port": 443, "CidrIp": "0.0.0.0/0"}
    exchanged = [{**one, "CidrIp": other["CidrIp"]}, {**other, "CidrIp": one["CidrIp"]}]
    a = [Thing("group", ("sg-1",), (), {"GroupId": "sg-1", "Rules": [one, other]})]
    b = [Thing("group", ("sg-2",), (), {"GroupId": "sg-2", "Rules": [other, one]})]
    c = [Thing("group", ("sg-3",), (), {"GroupId": "sg-3", "Rules": exchanged})]
    assert told(a, b) == []
    assert "a .Rules[] {.CidrIp=10.0.0.0/16, .Port=80}" in told(a, c)


def test_a_setting_that_differs_in_a_list_is_told_once_for_each_side() -> None:
    rules = [{"Port": 80, "CidrIp": "10.0.0.0/16"}, {"Port": 443, "CidrIp": "0.0.0.0/0"}]
    a = [Thing("group", ("sg-1",), (), {"GroupId": "sg-1", "Name": "g", "Rules": rules})]
    b = [Thing("group", ("sg-2",), (), {"GroupId": "sg-2", "Name": "g", "Rules": [{**rules[0], "Port": 81}, rules[1]]})]
    assert told(a, b) == ["a .Rules[].Port 80", "b .Rules[].Port 81"]


def test_addresses_that_are_given_are_no_addresses_that_are_made_up() -> None:
    assert said(PrivateIp="10.0.0.1") == said(PrivateIp="10.0.0.2")
    assert said(CidrIp="10.0.0.1/32") != said(CidrIp="10.0.0.2/32")


def test_a_reader_s_address_is_not_a_writer_s() -> None:
    made = "x.cluster-{}abcdefghijkl.us-east-1.rds.amazonaws.com"
    assert said(Url=made.format("")) == said(Url="x.cluster-mnopqrstuvwx.us-east-1.rds.amazonaws.com")
    assert said(Url=made.format("")) != said(Url=made.format("ro-"))


class Route53:
    """A service that has a zone with a record."""

    def can_paginate(self, _operation: str) -> bool:
        return False

    def __getattr__(self, operation: str) -> Callable[..., Mapping[str, Any]]:
        answers: dict[str, Mapping[str, Any]] = {
            "list_hosted_zones": {"HostedZones": [{"Id": "/hostedzone/Z1", "Name": "example.com."}]},
            "list_resource_record_sets": {"ResourceRecordSets": [{"Name": "a.example.com.", "Type": "A"}]},
        }
        return lambda **_arguments: answers.get(operation, {})


def test_a_part_says_what_it_is_a_part_of() -> None:
    zone, record = take(lambda _service: Route53(), {"route53"})
    assert (zone.ids, zone.description["parent"]) == (("/hostedzone/Z1", "Z1"), None)
    assert (record.names, record.description["parent"]) == (("a.example.com._A",), "/hostedzone/Z1")


def secret(name: str, value: str) -> list[Thing]:
    return [Thing("secret", (), (name,), {"Name": name, "Value": value, "Size": 1})]


def generated(text: str) -> Mapping[str, str]:
    return by_terraform([{"type": "random_password", "values": {"result": text, "id": "none"}}])


def test_random_texts_are_equal_if_they_are_of_a_sort() -> None:
    def differences(one: str, other: str) -> list[str]:
        compared = compare(secret("s", one), secret("s", other), generated(one), generated(other))
        return [each.text for pair in compared for each in pair.unstated]

    assert differences("k2(aTr#0", "9-Lw{yQx") == []
    assert differences("k2(aTr#0", "9-Lw{yQxZ") == ["<made up, 8 characters>", "<made up, 9 characters>"]
    assert differences("k2(aTr#0", "9'Lw{yQx") == ["<made up, 8 characters>", "<made up, 8 characters, also '>"]


def test_a_name_with_a_random_part_is_made_up_and_a_given_one_is_not() -> None:
    b = secret("stack-Secret-0DA6F938521E", "x")
    assert [each for pair in compare(secret("s-vbz", "x"), b, generated("vbz")) for each in pair.unstated] == []
    assert told(secret("s-vbz", "x"), b)


def test_a_deviation_is_for_the_things_that_it_is_of() -> None:
    row = Deviation("d", "group", "default", "usual", b={r"\.Port": "80"}, of="Name == 'default'")
    difference = Difference("group", "b", ".Port", "80")
    assert row.states(difference, {"Name": "default"}) == [("b", r"\.Port")]
    assert row.states(difference, {"Name": "mine"}) == []
    assert row.states(Difference("group", "b", ".Port", "81"), {"Name": "default"}) == []
    assert row.states(Difference("group", "a", ".Port", "80"), {"Name": "default"}) == []


def test_a_deviation_that_states_nothing_is_told() -> None:
    def endpoints(kind: str, *, private: bool) -> list[Thing]:
        said = {"VpcEndpointType": kind, "ServiceName": "s3", "VpcId": "vpc-1", "PrivateDnsEnabled": private}
        return [Thing("ec2 endpoint", (), ("e",), said)]

    a, b = endpoints("Gateway", private=False), endpoints("Gateway", private=True)
    name = "private names of a gateway endpoint: b .PrivateDnsEnabled"
    assert told(a, b) == []
    assert (name in unneeded(compare(a, a)), name in unneeded(compare(a, b))) == (True, False)
    assert told(endpoints("Interface", private=False), endpoints("Interface", private=True)) == [
        "a .PrivateDnsEnabled false",
        "b .PrivateDnsEnabled true",
    ]


def test_a_name_that_several_things_have_is_nobody_s() -> None:
    things = [Thing(kind, (), ("shop",), {"Name": "shop"}) for kind in ("ecs cluster", "rds cluster")]
    compared = compare(things, things)
    outcomes = {
        kind: account("root", [{"type": kind, "address": f"{kind}.a", "values": values}], compared)[0].outcome
        for kind, values in (("aws_x", {"id": "shop"}), ("aws_rds_cluster", {"cluster_identifier": "shop"}))
    }
    assert outcomes == {"aws_x": Outcome.UNPLACED, "aws_rds_cluster": Outcome.EQUAL}


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
    configurations = set(re.findall(r"^\| (\S+)(?: \(.*\))? \|", text, re.MULTILINE))
    assert {*roots(), REFERENCE.name} <= configurations
    rows = [row for row in deviations() if not row.minimal]
    assert [row.name for row in rows if f"\n| {row.name} | {row.cause} |" not in text] == []
