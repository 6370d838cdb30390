"""Laws of the transforms of secrets, security groups, balancers and caches."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from converter.rules.inexpressible import InexpressibleError
from converter.rules.properties import Branch, Conditional, Items
from converter.rules.transforms.secrets import _PUNCTUATION
from converter.terraform.addresses import InstanceKey
from converter.terraform.formulas import ALWAYS, NEVER, negate
from converter.terraform.types import BOOL, STRING
from converter.terraform.values import (
    Attribute,
    Mapping,
    Parameter,
    Sequence,
    String,
)
from tests.rules.transforms.applying import (
    TEXT,
    WORD,
    Around,
    law,
    made,
    plain,
    run,
    terraform,
)


@law("secret_string")
@given(
    st.integers(8, 64),
    st.booleans(),
    st.one_of(st.none(), st.text(st.sampled_from(_PUNCTUATION), min_size=1)),
)
def test_a_generated_secret_holds_only_what_terraform_would_draw_from(
    length: int, special: bool, override: str | None
) -> None:
    password = InstanceKey((), "random_password", "p")
    arguments = {"length": terraform(length), "special": terraform(special), "override_special": terraform(override)}
    around = Around(resources={password: arguments})
    result = run("secret_string", Attribute(password, ("result",)), around)
    assert result.tree is not None
    found = plain(result.tree)
    assert found["PasswordLength"] == length
    assert around.absorbed == [password]
    assert str(result.instead) == "GenerateSecretString"
    excluded = set(_PUNCTUATION) if found.get("ExcludePunctuation") else set(found.get("ExcludeCharacters", ""))
    drawn = set(_PUNCTUATION) - excluded
    assert drawn == (set(override or "!@#$%&*()-_=+[]{}<>:?") if special else set())


@given(TEXT)
def test_any_other_secret_is_kept(text: str) -> None:
    assert made("secret_string", String(text)) == text


CIDRS = st.lists(st.sampled_from(["10.0.0.0/8", "0.0.0.0/0", "10.1.0.0/16"]), unique=True, max_size=3)


GROUPS = st.lists(st.sampled_from(["sg-1", "sg-2", "111122223333/sg-3"]), max_size=2)


def peer(side: str, group: str) -> list[tuple[str, str]]:
    """The properties for a peer group, which another account may own."""
    account, _, name = group.rpartition("/")
    owner = [("SourceSecurityGroupOwnerId", account)] if account and side == "Source" else []
    return [(f"{side}SecurityGroupId", name), *owner]


@law("security_group_rules")
@given(st.lists(st.tuples(CIDRS, GROUPS, st.sampled_from(["tcp", "-1", "all"])), max_size=3), st.booleans())
def test_there_is_one_rule_for_every_source(rules: list[tuple[list[str], list[str], str]], egress: bool) -> None:
    side = "Destination" if egress else "Source"
    around = Around(path=("SecurityGroupEgress" if egress else "SecurityGroupIngress",))
    blocks = [
        {"protocol": protocol, "from_port": 1, "to_port": 2, "cidr_blocks": cidrs, "security_groups": groups}
        for cidrs, groups, protocol in rules
    ]
    found = made("security_group_rules", terraform(blocks), around)
    expected = [
        (protocol in {"-1", "all"}, *source)
        for cidrs, groups, protocol in rules
        for source in [*([("CidrIp", c)] for c in cidrs), *(peer(side, group) for group in groups)]
    ]
    common = {"IpProtocol", "FromPort", "ToPort"}
    assert [(r["IpProtocol"] == "-1", *[(k, v) for k, v in r.items() if k not in common]) for r in found] == expected
    assert all(("FromPort" in rule) is (rule["IpProtocol"] != "-1") for rule in found)


@law("target_group_stickiness")
@given(st.sampled_from(["lb_cookie", "app_cookie", "source_ip"]), st.integers(1, 604800), st.booleans())
def test_stickiness_becomes_attributes_of_its_kind(kind: str, seconds: int, enabled: bool) -> None:
    block = {"type": kind, "cookie_duration": seconds, "enabled": enabled, "cookie_name": "c"}
    found = made("target_group_stickiness", terraform([block]))
    pairs = {pair["Key"]: pair["Value"] for pair in found}
    assert len(pairs) == len(found)
    assert (pairs["stickiness.type"], pairs["stickiness.enabled"]) == (kind, enabled)
    durations = {key: value for key, value in pairs.items() if key.endswith("duration_seconds")}
    assert durations == ({} if kind == "source_ip" else {f"stickiness.{kind}.duration_seconds": seconds})
    assert ("stickiness.app_cookie.cookie_name" in pairs) is (kind == "app_cookie")


@law("cache_log_delivery")
@given(st.sampled_from(["cloudwatch-logs", "kinesis-firehose"]), WORD, WORD, WORD)
def test_a_log_goes_to_the_one_destination_of_its_kind(kind: str, name: str, form: str, log: str) -> None:
    block = {"destination": name, "destination_type": kind, "log_format": form, "log_type": log}
    tree = run("cache_log_delivery", terraform([block])).tree
    (found,) = made("cache_log_delivery", terraform([block]))
    assert (found["DestinationType"], found["LogFormat"], found["LogType"]) == (kind, form, log)
    assert isinstance(tree, Items)
    delivery = tree.elements[0].tree
    assert isinstance(delivery, Branch)
    details = delivery.entries["DestinationDetails"].tree
    assert isinstance(details, Branch)
    there = {key: plain(held.tree) for key, held in details.entries.items() if held.guard == ALWAYS}
    property_ = {"cloudwatch-logs": "CloudWatchLogsDetails", "kinesis-firehose": "KinesisFirehoseDetails"}[kind]
    assert there == {property_: {"LogGroup" if kind == "cloudwatch-logs" else "DeliveryStream": name}}
    assert all(held.guard in {ALWAYS, NEVER} for held in details.entries.values())


def test_a_log_whose_kind_only_the_deployment_knows_has_both_destinations_under_conditions() -> None:
    block = Mapping.of({"destination": String("d"), "destination_type": Parameter("kind", STRING)})
    tree = run("cache_log_delivery", Sequence.of([block])).tree
    assert isinstance(tree, Items)
    delivery = tree.elements[0].tree
    assert isinstance(delivery, Branch)
    details = delivery.entries["DestinationDetails"].tree
    assert isinstance(details, Branch)
    logs, firehose = (details.entries[f"{name}Details"].guard for name in ("CloudWatchLogs", "KinesisFirehose"))
    assert logs == negate(firehose)
    assert firehose not in {ALWAYS, NEVER}


@law("empty_object")
@given(st.sampled_from([True, False, None]))
def test_an_empty_object_is_there_where_the_flag_is_true(flag: bool | None) -> None:
    tree = run("empty_object", terraform(flag)).tree
    assert (None if tree is None else plain(tree)) == ({} if flag else None)


def test_an_empty_object_depends_on_a_condition_unless_others_fill_it() -> None:
    flag = Parameter("all", BOOL)
    around = Around(target="AWS::LakeFormation::PrincipalPermissions", path=("Resource", "Table", "TableWildcard"))
    tree = run("empty_object", flag, around).tree
    assert isinstance(tree, Conditional)
    assert (plain(tree.then), plain(tree.otherwise)) == ({}, None)
    around.path = ("Resource", "TableWithColumns", "ColumnWildcard")
    with pytest.raises(InexpressibleError):
        run("empty_object", flag, around)


@law("objects_by_key")
@given(st.dictionaries(WORD, st.tuples(TEXT, st.booleans() | st.none()), max_size=4))
def test_blocks_can_be_read_back_by_their_key(blocks: dict[str, tuple[str, bool | None]]) -> None:
    parameters = {"key": "kind", "properties": {"arn": "Arn", "on": "On"}, "defaults": {"On": True}}
    value = terraform([{"kind": kind, "arn": arn, "on": on} for kind, (arn, on) in blocks.items()])
    found = made("objects_by_key", value, Around(parameters=parameters))
    assert found == {kind: {"Arn": arn, "On": on is not False} for kind, (arn, on) in blocks.items()}


@given(st.dictionaries(WORD, st.tuples(st.lists(TEXT, min_size=1), TEXT), max_size=4))
def test_arguments_of_inner_blocks_can_be_read_back_below_objects(sets: dict[str, tuple[list[str], str]]) -> None:
    properties = {"set.members": "Definition", "one": {"to": "Static.Values", "listed": True}}
    value = terraform([{"kind": kind, "set": [{"members": some}], "one": one} for kind, (some, one) in sets.items()])
    found = made("objects_by_key", value, Around(parameters={"key": "kind", "properties": properties}))
    assert found == {kind: {"Definition": some, "Static": {"Values": [one]}} for kind, (some, one) in sets.items()}


def test_an_inner_block_that_is_not_there_says_nothing() -> None:
    parameters = {"key": "kind", "properties": {"set.members": "Definition"}}
    value = terraform([{"kind": "a", "set": []}, {"kind": "b", "set": [{"members": None}]}])
    assert made("objects_by_key", value, Around(parameters=parameters)) == {"a": {}, "b": {}}


def test_an_object_needs_a_key_that_is_known() -> None:
    value = Sequence.of([Mapping.of({"kind": Parameter("kind", STRING)})])
    with pytest.raises(InexpressibleError):
        run("objects_by_key", value, Around(parameters={"key": "kind", "properties": {}}))
