"""A law for every transform: what is put in can be read off what comes out, and nothing else."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping as AbstractMapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given, settings, strategies as st

from converter.findings import Findings, Position, Span
from converter.rules import transforms_loaded
from converter.rules.elements import Elements
from converter.rules.inexpressible import InexpressibleError
from converter.rules.ledger import Verdict
from converter.rules.paths import registry_type
from converter.rules.properties import Branch, Conditional, Fixed, Items, Leaf, ResourceRef, Tree
from converter.rules.shapes import Shapes
from converter.rules.transforms.registry import TRANSFORMS, TransformContext, Transformed
from converter.rules.transforms.secrets import _PUNCTUATION
from converter.terraform.addresses import InstanceKey
from converter.terraform.evaluator import Evaluation
from converter.terraform.formulas import ALWAYS, NEVER, Atom, negate
from converter.terraform.instances import Argument, BodyValue, ResourceInstance
from converter.terraform.types import BOOL, NUMBER, STRING, ListType
from converter.terraform.values import (
    TRUE,
    Attribute,
    Base64,
    Bool,
    Choice,
    Concat,
    Item,
    Join,
    Json,
    Mapping,
    Null,
    Number,
    Parameter,
    Sequence,
    Split,
    String,
    Value,
)

_ = transforms_loaded
HERE = Position(1, 1, 0)
SPAN = Span("main.tf", HERE, HERE)
KEY = InstanceKey((), "aws_thing", "this")
OTHER = InstanceKey((), "aws_other", "it")
CONDITION = Atom(Parameter("flag"), TRUE)
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=8)
WORD = st.from_regex(r"[A-Za-z0-9_-]{1,8}", fullmatch=True)
JSON = st.recursive(
    st.booleans() | st.integers(-9999, 9999) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORD, inner, max_size=3),
    max_leaves=8,
)
LAWS: dict[str, str] = {}
"""The law of each transform, by the transform's name."""


def law(*names: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Mark a test as the law of these transforms."""

    def register(test: Callable[..., None]) -> Callable[..., None]:
        for name in names:
            LAWS[name] = test.__name__
        return test

    return register


@dataclass
class Around:
    """What a transform is given beside the value, and what it absorbed and found."""

    parameters: Any = None
    target: str = ""
    path: tuple[str, ...] = ()
    arguments: AbstractMapping[str, Value] = field(default_factory=dict)
    resources: AbstractMapping[InstanceKey, AbstractMapping[str, Value]] = field(default_factory=dict)
    self_reference: str | None = None
    absorbed: list[InstanceKey] = field(default_factory=list)
    findings: Findings = field(default_factory=Findings)

    def context(self) -> TransformContext:
        known = SimpleNamespace(in_force=Sequence.of([String("a"), String("b")], "list"))
        evaluation = cast("Evaluation", SimpleNamespace(variables={"texts": known}))
        return TransformContext(
            instance=instance(self.arguments),
            shapes=Shapes(registry_type(self.target) if self.target else None),
            path=self.path,
            parameters=self.parameters,
            resources={key: instance(values) for key, values in self.resources.items()},
            absorb=self.absorbed.append,
            findings=self.findings,
            span=SPAN,
            self_reference=self.self_reference,
            target=KEY,
            lists=Elements(evaluation),
        )


def instance(arguments: AbstractMapping[str, Value]) -> ResourceInstance:
    body = BodyValue({name: Argument(name, value, SPAN) for name, value in arguments.items()})
    return cast("ResourceInstance", SimpleNamespace(key=KEY, body=body, address="aws_thing.this"))


def run(name: str, value: Value, around: Around | None = None) -> Transformed:
    return TRANSFORMS[name]((around or Around()).context(), value)


def made(name: str, value: Value, around: Around | None = None) -> Any:
    tree = run(name, value, around).tree
    assert tree is not None
    return plain(tree)


def terraform(data: Any) -> Value:
    """A Terraform value from plain data."""
    match data:
        case bool():
            return Bool(data)
        case int():
            return Number(Decimal(data))
        case str():
            return String(data)
        case list():
            return Sequence.of([terraform(item) for item in data])
        case dict():
            return Mapping.of({key: terraform(value) for key, value in data.items()})
        case _:
            return Null()


def plain(data: Tree | Value) -> Any:
    """A tree, or a known value, as plain data."""
    match data:
        case Leaf(value):
            return plain(value)
        case Fixed(node):
            return node
        case Branch(entries=entries):
            return {key: plain(held.tree) for key, held in entries.items()}
        case Items(elements=elements):
            return [plain(held.tree) for held in elements]
        case String(text):
            return text
        case Bool(flag):
            return flag
        case Number(number):
            return int(number) if number == number.to_integral_value() else number
        case Sequence(items=items):
            return [plain(item.value) for item in items]
        case Mapping(entries=pairs):
            return {entry.key: plain(entry.value) for entry in pairs}
        case Null():
            return None
        case _:
            return data


# ---------------------------------------------------------------------------------------------- maps and lists


@law("tags")
@given(st.dictionaries(TEXT, TEXT, max_size=5))
def test_tags_can_be_read_back(tags: dict[str, str]) -> None:
    pairs = made("tags", terraform(tags), Around(target="AWS::EC2::VPC", path=("Tags",)))
    assert [(pair["Key"], pair["Value"]) for pair in pairs] == list(tags.items())
    assert made("tags", terraform(tags), Around(target="AWS::SSM::Parameter", path=("Tags",))) == tags


@law("key_values")
@given(st.dictionaries(TEXT, TEXT, max_size=5), st.dictionaries(TEXT, st.none(), max_size=2))
def test_pairs_can_be_read_back_and_null_is_no_pair(given_: dict[str, str], nulls: dict[str, None]) -> None:
    pairs = made("key_values", terraform({**nulls, **given_}), Around(parameters=["Name", "Value"]))
    assert {pair["Name"]: pair["Value"] for pair in pairs} == given_
    assert all(set(pair) == {"Name", "Value"} for pair in pairs)


@law("objects")
@given(st.lists(TEXT, max_size=5))
def test_objects_hold_the_elements_in_order(texts: list[str]) -> None:
    assert made("objects", terraform(texts), Around(parameters="Arn")) == [{"Arn": text} for text in texts]


def test_objects_open_a_list_variable() -> None:
    found = made("objects", Parameter("texts", ListType(STRING)), Around(parameters="Arn"))
    assert len(found) == 2


@law("listed_values")
@given(st.dictionaries(WORD, TEXT, max_size=5), st.dictionaries(WORD, st.none(), max_size=2))
def test_each_value_is_a_list_of_its_own(values: dict[str, str], nulls: dict[str, None]) -> None:
    assert made("listed_values", terraform({**nulls, **values})) == {key: [text] for key, text in values.items()}


def test_a_map_of_unknown_keys_is_not_lost() -> None:
    with pytest.raises(InexpressibleError):
        run("listed_values", Parameter("p"))


@law("method_path")
@given(WORD, WORD)
def test_a_path_of_methods_is_escaped_once(path: str, method: str) -> None:
    assert made("method_path", String(f"{path}/{method}")) == f"/~1{path}"
    assert made("method_path", String(f"~1{path}~1all/{method}")) == f"/~1{path}~1all"
    assert made("method_path", String("*/*")) == "/*"
    assert made("method_path", String(f"/{method}")) == "/"


def test_a_path_that_does_not_end_anywhere_is_not_lost() -> None:
    with pytest.raises(InexpressibleError):
        run("method_path", Parameter("p"))


@law("pluck")
@given(st.lists(TEXT, max_size=5))
def test_one_argument_of_each_block_in_order(texts: list[str]) -> None:
    blocks = [{"value": text, "other": "x"} for text in texts]
    assert made("pluck", terraform(blocks), Around(parameters="value")) == texts


def test_nothing_is_plucked_from_what_is_no_block() -> None:
    with pytest.raises(InexpressibleError):
        run("pluck", Sequence.of([Parameter("p")]), Around(parameters="value"))


@law("parameter_map")
@given(st.dictionaries(WORD, TEXT, max_size=5))
def test_parameters_become_a_map(values: dict[str, str]) -> None:
    blocks = [{"name": name, "value": value} for name, value in values.items()]
    assert made("parameter_map", terraform(blocks)) == values


def test_a_parameter_whose_name_is_a_variable_is_not_lost() -> None:
    block = Mapping.of({"name": Parameter("p"), "value": String("x")})
    with pytest.raises(InexpressibleError):
        run("parameter_map", Sequence.of([block]))


@law("split", "join")
@given(st.lists(WORD, min_size=1, max_size=5), st.sampled_from([",", "/", "::"]))
def test_split_and_join_undo_each_other(words: list[str], separator: str) -> None:
    around = Around(parameters=separator)
    text = made("join", terraform(words), around)
    assert made("split", String(text), around) == words
    assert made("join", terraform(made("split", String(text), around)), around) == text


def test_what_is_not_known_is_split_and_joined_by_functions() -> None:
    texts = Parameter("texts", ListType(STRING))
    assert run("split", Parameter("p"), Around(parameters=",")).tree == Leaf(Split(",", Parameter("p")))
    assert run("join", texts, Around(parameters=",")).tree == Leaf(Join(",", texts))


@law("scale")
@given(st.integers(-10_000, 10_000), st.sampled_from(["60", "0.5", "1024", "0.001"]))
def test_scaling_can_be_undone(number: int, factor: str) -> None:
    once = cast("Leaf", run("scale", terraform(number), Around(parameters=factor)).tree).value
    inverse = str(1 / Decimal(factor))
    assert abs(Decimal(made("scale", once, Around(parameters=inverse))) - number) < Decimal("0.0001")


def test_a_variable_is_never_passed_on_unscaled() -> None:
    tree = run("scale", Parameter("minutes", NUMBER), Around(parameters=60)).tree
    assert isinstance(tree, Leaf)
    assert tree.value != Parameter("minutes", NUMBER)


@law("quoted")
@given(st.lists(TEXT, max_size=5))
def test_quotes_can_be_taken_off(texts: list[str]) -> None:
    found = made("quoted", terraform(texts))
    assert [text[1:-1] for text in found] == texts
    assert all(text.startswith('"') and text.endswith('"') for text in found)


def test_every_element_of_a_list_variable_is_quoted() -> None:
    tree = run("quoted", Parameter("texts", ListType(STRING))).tree
    assert isinstance(tree, Leaf)
    assert isinstance(tree.value, Sequence)
    assert all(isinstance(item.value, Concat) for item in tree.value.items)


# ---------------------------------------------------------------------------------------------- documents


@law("json", "json_text")
@given(st.dictionaries(WORD, JSON, max_size=4))
def test_json_keeps_its_content(data: dict[str, Any]) -> None:
    text = String(json.dumps(data))
    assert made("json", text) == data
    assert made("json", Json(terraform(data))) == data
    assert json.loads(made("json_text", text)) == data


@law("document")
@settings(max_examples=50)
@given(st.permutations(["Version", "Id", "Statement"]), st.permutations(["Action", "Effect", "Sid", "Resource"]))
def test_a_document_keeps_its_content_in_one_order(keys: list[str], inner: list[str]) -> None:
    statement = dict.fromkeys(inner, "x")
    data = {key: [statement] if key == "Statement" else "x" for key in keys}
    found = made("document", String(json.dumps(data)))
    assert found == data
    assert list(found["Statement"][0]) == ["Sid", "Effect", "Action", "Resource"]
    assert made("document", String(json.dumps(found))) == found


def test_a_document_that_names_its_own_resource() -> None:
    content = Mapping.of({"Resource": Attribute(KEY, ("arn",)), "Other": Attribute(OTHER, ("arn",))})
    found = made("document", Json(content), Around(self_reference="*"))
    assert found == {"Resource": "*", "Other": Attribute(OTHER, ("arn",))}


@law("json_by_schema")
@given(
    st.fixed_dictionaries(
        {"name": WORD, "essential": st.booleans(), "cpu": st.integers(0, 99)},
        optional={"command": st.lists(WORD, max_size=2), "environment": st.just([{"name": "A", "value": "b"}])},
    ),
    st.booleans(),
)
def test_keys_are_spelled_as_the_schema_spells_them(data: dict[str, Any], more: bool) -> None:
    around = Around(target="AWS::ECS::TaskDefinition", path=("ContainerDefinitions",))
    given_ = {**data, "unheardOf": "x"} if more else data
    result = run("json_by_schema", String(json.dumps([given_])), around)
    assert result.tree is not None
    (found,) = plain(result.tree)
    assert {key[0].lower() + key[1:] for key in found} == data.keys()
    assert found["Name"] == data["name"]
    assert (result.verdict is Verdict.EQUIVALENT) is more
    assert ("unheardOf" in result.reason) is more


@pytest.mark.parametrize("name", ["document", "json", "json_text", "json_by_schema"])
def test_text_that_cannot_be_read_stays_as_it_is(name: str) -> None:
    assert run(name, Parameter("p")).tree == Leaf(Parameter("p"))


# ---------------------------------------------------------------------------------------------- names and references


@law("name")
@given(TEXT, st.sampled_from(["random_string", "random_id", "random_pet"]))
def test_a_name_is_kept_or_left_to_cloudformation(text: str, kind: str) -> None:
    around = Around()
    assert made("name", String(text), around) == text
    assert around.absorbed == []
    suffix = InstanceKey((), kind, "suffix")
    result = run("name", Concat((String(text), Attribute(suffix, ("result",)))), around)
    assert result.tree is None
    assert result.verdict is Verdict.EQUIVALENT
    assert around.absorbed == [suffix]


@law("parent_ref")
@given(WORD)
def test_any_attribute_refers_to_its_resource(attribute: str) -> None:
    assert run("parent_ref", Attribute(OTHER, (attribute,))).tree == ResourceRef(OTHER)
    assert made("parent_ref", String(attribute)) == attribute


@law("record_name")
@given(st.from_regex(r"[a-z0-9]{1,5}(\.[a-z0-9]{1,5}){0,2}\.?", fullmatch=True))
def test_a_record_name_ends_with_its_zone_once(name: str) -> None:
    zone = Attribute(OTHER, ("zone_id",))
    around = Around(arguments={"zone_id": zone}, resources={OTHER: {"name": String("example.com.")}})
    once = made("record_name", String(name), around)
    assert once.endswith(".example.com")
    assert not once.endswith(".example.com.example.com")
    assert made("record_name", String(once), around) == once
    assert once.removesuffix(".example.com") == name.rstrip(".")


# ---------------------------------------------------------------------------------------------- secrets and networks


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


def test_an_object_needs_a_key_that_is_known() -> None:
    value = Sequence.of([Mapping.of({"kind": Parameter("kind", STRING)})])
    with pytest.raises(InexpressibleError):
        run("objects_by_key", value, Around(parameters={"key": "kind", "properties": {}}))


# ---------------------------------------------------------------------------------------------- buckets and streams


@law("wrapped")
@given(st.none() | TEXT)
def test_a_scalar_stands_in_its_object_and_null_in_none(text: str | None) -> None:
    tree = run("wrapped", terraform(text), Around(parameters="Status")).tree
    assert (None if tree is None else plain(tree)) == (None if text is None else {"Status": text})
    tree = run("wrapped", terraform(text), Around(parameters="Key.Arn")).tree
    assert (None if tree is None else plain(tree)) == (None if text is None else {"Key": {"Arn": text}})


def test_a_scalar_that_may_be_null_leaves_its_object_out_with_it() -> None:
    tree = run("wrapped", Choice(CONDITION, Null(), String("Enabled")), Around(parameters="Status")).tree
    assert isinstance(tree, Conditional)
    assert (plain(tree.then), plain(tree.otherwise)) == (None, {"Status": "Enabled"})


@law("bucket_notification")
@given(st.lists(st.tuples(st.lists(WORD, min_size=1, max_size=3), st.none() | TEXT, st.none() | TEXT), max_size=3))
def test_there_is_one_notification_for_every_event(blocks: list[tuple[list[str], str | None, str | None]]) -> None:
    value = [
        {"events": events, "filter_prefix": prefix, "filter_suffix": suffix, "queue_arn": f"queue-{n}"}
        for n, (events, prefix, suffix) in enumerate(blocks)
    ]
    found = made("bucket_notification", terraform(value), Around(parameters=["queue_arn", "Queue"]))
    assert [(one["Event"], one["Queue"], rules_of(one)) for one in found] == [
        (event, f"queue-{n}", {name: text for name, text in (("prefix", prefix), ("suffix", suffix)) if text})
        for n, (events, prefix, suffix) in enumerate(blocks)
        for event in events
    ]
    assert all("Filter" not in one or rules_of(one) for one in found)


def rules_of(notification: dict[str, Any]) -> dict[str, str]:
    """The rules of a notification's filter by name."""
    rules = notification.get("Filter", {"S3Key": {"Rules": []}})["S3Key"]["Rules"]
    return {rule["Name"]: rule["Value"] for rule in rules}


def test_a_filter_that_a_variable_gives_is_there_where_the_variable_is_not_empty() -> None:
    block = Mapping.of(
        {
            "events": Sequence.of([String("s3:ObjectCreated:*")]),
            "filter_prefix": Parameter("prefix", STRING),
            "topic_arn": String("topic"),
        }
    )
    tree = run("bucket_notification", Sequence.of([block]), Around(parameters=["topic_arn", "Topic"])).tree
    assert isinstance(tree, Items)
    (element,) = tree.elements
    assert isinstance(element.tree, Branch)
    assert element.tree.entries["Filter"].guard == negate(Atom(Parameter("prefix", STRING), String("")))


@law("website_redirect")
@given(
    st.sampled_from(["", "http", "https"]),
    st.from_regex(r"[a-z]{1,8}\.[a-z]{2,3}", fullmatch=True),
    st.from_regex(r"(/[a-z]{1,4}){0,2}", fullmatch=True),
    st.sampled_from(["", "a=1"]),
)
def test_a_redirect_can_be_put_together_again(protocol: str, host: str, path: str, query: str) -> None:
    text = f"{protocol}://{host}{path}{'?' if query else ''}{query}" if protocol else host
    found = made("website_redirect", String(text))
    assert "://".join(filter(None, (found.get("Protocol"), found["HostName"]))) == text


@law("website_routing_rules")
@given(st.lists(st.tuples(st.none() | WORD, WORD), max_size=3), st.booleans())
def test_routing_rules_can_be_read_back(rules: list[tuple[str | None, str]], encoded: bool) -> None:
    given_rules = [
        {**({"Condition": {"KeyPrefixEquals": prefix}} if prefix else {}), "Redirect": {"ReplaceKeyWith": key}}
        for prefix, key in rules
    ]
    value = Json(terraform(given_rules)) if encoded else String(json.dumps(given_rules))
    assert made("website_routing_rules", value) == [
        {
            **({"RoutingRuleCondition": {"KeyPrefixEquals": prefix}} if prefix else {}),
            "RedirectRule": {"ReplaceKeyWith": key},
        }
        for prefix, key in rules
    ]


def test_routing_rules_that_only_the_deployment_knows_are_refused() -> None:
    with pytest.raises(InexpressibleError):
        run("website_routing_rules", Parameter("rules", STRING))


@law("stream_encryption")
@given(st.sampled_from(["KMS", "NONE", None]), WORD)
def test_a_stream_has_its_key_where_it_is_encrypted(kind: str | None, key: str) -> None:
    tree = run("stream_encryption", terraform(kind), Around(arguments={"kms_key_id": String(key)})).tree
    assert (None if tree is None else plain(tree)) == (
        {"EncryptionType": "KMS", "KeyId": key} if kind == "KMS" else None
    )


def test_whether_a_stream_is_encrypted_may_depend_on_a_variable() -> None:
    tree = run("stream_encryption", Parameter("kind", STRING), Around(arguments={"kms_key_id": String("key")})).tree
    assert isinstance(tree, Conditional)
    assert tree.condition == Atom(Parameter("kind", STRING), String("KMS"))


@law("delivery_stream_encryption")
@given(st.none() | st.booleans(), st.none() | WORD, st.sampled_from([None, "AWS_OWNED_CMK", "CUSTOMER_MANAGED_CMK"]))
def test_a_delivery_stream_is_encrypted_where_that_is_enabled(
    enabled: bool | None, key: str | None, kind: str | None
) -> None:
    value = terraform([{"enabled": enabled, "key_arn": key, "key_type": kind}])
    tree = run("delivery_stream_encryption", value).tree
    expected = {"KeyARN": key, "KeyType": kind or "AWS_OWNED_CMK"}
    assert (None if tree is None else plain(tree)) == (expected if enabled else None)


def test_a_map_in_an_object_can_become_a_list_of_pairs() -> None:
    parameters = {"key": "code", "properties": {"mappings": {"to": "Parameters", "key_values": ["K", "V"]}}}
    value = terraform([{"code": "403", "mappings": {"a": "b"}}])
    found = made("objects_by_key", value, Around(parameters=parameters))
    assert found == {"403": {"Parameters": [{"K": "a", "V": "b"}]}}


@law("quantified")
@given(st.lists(st.integers(400, 599), max_size=5))
def test_a_quantified_list_counts_its_items(codes: list[int]) -> None:
    assert made("quantified", terraform(codes)) == {"Items": codes, "Quantity": len(codes)}


def test_an_item_under_a_condition_counts_where_it_is_there() -> None:
    items = Sequence("list", (Item(String("a")), Item(String("b"), CONDITION)))
    tree = run("quantified", items).tree
    assert isinstance(tree, Branch)
    count = tree.entries["Quantity"].tree
    assert isinstance(count, Conditional)
    assert (count.condition, plain(count.then), plain(count.otherwise)) == (CONDITION, 2, 1)


@law("by_schema")
@given(st.lists(st.tuples(WORD, st.integers(0, 9)), max_size=3), st.booleans())
def test_a_block_gets_the_names_of_the_schema(codes: list[tuple[str, int]], rated: bool) -> None:
    around = Around(
        {"RateBasedStatement.AggregateKeyType": "IP"}, "AWS::WAFv2::WebACL", ("Rules", "Statement")
    )  # fmt: skip
    transformations = [{"priority": number, "type": name} for name, number in codes]
    match = {"search_string": "x", "text_transformation": transformations, "field_to_match": [{"uri_path": [{}]}]}
    block = {"byte_match_statement": [match], "rate_based_statement": [{"limit": 9}] if rated else []}
    expected: dict[str, Any] = {"SearchString": "x", "FieldToMatch": {"UriPath": {}}}
    if codes:
        expected["TextTransformations"] = [{"Priority": number, "Type": name} for name, number in codes]
    found = made("by_schema", terraform([block]), around)
    assert found.pop("RateBasedStatement", None) == ({"Limit": 9, "AggregateKeyType": "IP"} if rated else None)
    assert found == {"ByteMatchStatement": expected}


def test_what_the_schema_lacks_is_refused() -> None:
    around = Around(None, "AWS::WAFv2::WebACL", ("Rules", "Statement"))
    with pytest.raises(InexpressibleError, match="price_based_statement"):
        run("by_schema", terraform([{"price_based_statement": [{"limit": 9}]}]), around)


@law("openapi")
@given(st.dictionaries(st.sampled_from(["paths", "openapi", "info"]), JSON.map(lambda data: [data]), min_size=1))
def test_a_definition_says_as_json_and_as_yaml_what_it_says(data: dict[str, Any]) -> None:
    assert made("openapi", String(json.dumps(data))) == data
    lines = "".join(f"{key}:\n  {json.dumps(value, ensure_ascii=False)}\n" for key, value in data.items())
    assert made("openapi", String(lines)) == data


def test_references_in_a_definition_stay_in_their_places() -> None:
    text = Concat((String("paths:\n  /:\n    uri: 'arn:"), Parameter("name", STRING), String(":path'\n")))
    uri = made("openapi", text)["paths"]["/"]["uri"]
    assert uri == Concat((String("arn:"), Parameter("name", STRING), String(":path")))


@pytest.mark.parametrize("text", [String("plain"), String("a: [1"), Parameter("body", STRING)])
def test_what_is_no_definition_stays_text(text: Value) -> None:
    assert run("openapi", text).tree == Leaf(text)


def test_a_definition_with_a_reference_in_a_key_stays_text() -> None:
    text = Concat((String("paths: {"), Parameter("name", STRING), String(": 1}")))
    assert run("openapi", text).tree == Leaf(text)


# ---------------------------------------------------------------------------------------------- instances


@law("base64")
@given(TEXT)
def test_encoded_text_can_be_decoded(text: str) -> None:
    tree = run("base64", String(text)).tree
    match tree:
        case None:
            assert text == ""
        case Leaf(Base64(inner)):
            assert inner == String(text)
        case _:  # it was encoded already
            assert tree == Leaf(String(text))
            assert base64.b64encode(base64.b64decode(text)).decode() == text


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (String("ZWNobw=="), String("ZWNobw==")),
        (Parameter("script"), Base64(Parameter("script"))),
        (Base64(Parameter("script")), Base64(Parameter("script"))),
    ],
)
def test_text_is_encoded_once(value: Value, expected: Value) -> None:
    assert run("base64", value).tree == Leaf(expected)


@law("private_ip_addresses")
@given(st.lists(WORD, max_size=4), st.sampled_from(["primary", "secondary"]))
def test_the_first_address_is_the_primary_one(addresses: list[str], first: str) -> None:
    found = made("private_ip_addresses", terraform(addresses), Around(parameters=first))
    assert [entry["PrivateIpAddress"] for entry in found] == addresses
    assert [entry["Primary"] for entry in found] == [first == "primary" and not n for n, _ in enumerate(addresses)]


@law("tag_specification")
@given(st.dictionaries(TEXT, TEXT, max_size=4))
def test_tags_stand_below_what_they_are_for(tags: dict[str, str]) -> None:
    around = Around(parameters="launch-template")
    if not tags:
        assert run("tag_specification", terraform(tags), around).tree is None
        return
    [entry] = made("tag_specification", terraform(tags), around)
    assert entry["ResourceType"] == "launch-template"
    assert {pair["Key"]: pair["Value"] for pair in entry["Tags"]} == tags


def launch_template(version: Value, template: AbstractMapping[str, Value] | None, *more: str) -> Any:
    """The version of a launch template, which is made here where its arguments are given."""
    around = Around(parameters=["Id", "Name", *more], resources={} if template is None else {OTHER: template})
    given_id = String("lt-1") if template is None else Attribute(OTHER, ("id",))
    block = Sequence.of([Mapping.of({"id": given_id, "name": Null(), "version": version})])
    result = made("launch_template", block, around)
    assert set(result) == {"Id", "Version"}
    return result["Version"]


@law("launch_template")
@given(st.integers(1, 99).map(str), st.booleans())
def test_a_numbered_version_stays(number: str, made_here: bool) -> None:
    assert launch_template(String(number), {} if made_here else None, "numbered") == number


@pytest.mark.parametrize(
    ("version", "template", "expected"),
    [
        (String("$Latest"), {}, ResourceRef(KEY, "LatestVersionNumber")),
        (String("$Default"), {}, ResourceRef(KEY, "DefaultVersionNumber")),
        (Null(), {}, ResourceRef(KEY, "DefaultVersionNumber")),
        (Null(), {"default_version": String("2")}, "2"),
    ],
)
def test_a_named_version_becomes_a_number(
    version: Value, template: AbstractMapping[str, Value], expected: object
) -> None:
    found = launch_template(version, template, "numbered")
    if isinstance(found, Conditional):
        assert found.condition == NEVER
        found = plain(found.otherwise)
    assert found == expected


def test_a_default_version_that_moves_along_is_the_latest_one() -> None:
    found = launch_template(String("$Default"), {"update_default_version": TRUE})
    assert isinstance(found, Conditional)
    assert found.condition == ALWAYS
    assert found.then == ResourceRef(KEY, "LatestVersionNumber")


def test_a_template_elsewhere_needs_a_number() -> None:
    assert launch_template(String("$Latest"), None) == "$Latest"
    with pytest.raises(InexpressibleError, match="outside this configuration"):
        launch_template(String("$Latest"), None, "numbered")


# ---------------------------------------------------------------------------------------------- functions, tables


@law("qualified_by")
@given(WORD, st.none() | WORD)
def test_a_qualifier_stands_behind_the_name(name: str, qualifier: str | None) -> None:
    around = Around(parameters="qualifier", arguments={"qualifier": terraform(qualifier)})
    assert made("qualified_by", String(name), around) == (f"{name}:{qualifier}" if qualifier else name)


@law("kafka_endpoints")
@given(st.lists(WORD, min_size=1, max_size=4))
def test_servers_are_those_of_the_text(servers: list[str]) -> None:
    found = made("kafka_endpoints", terraform({"KAFKA_BOOTSTRAP_SERVERS": ", ".join(servers)}))
    assert found == {"KafkaBootstrapServers": servers}


@law("epoch_seconds")
@given(st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - bounds are naive
def test_seconds_give_the_time_back(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    assert datetime.fromtimestamp(int(made("epoch_seconds", String(moment.isoformat()))), UTC) == moment


@pytest.mark.parametrize("value", [String("tomorrow"), String("2030-01-31T12:00:00"), Parameter("time", STRING)])
def test_what_is_no_time_is_refused(value: Value) -> None:
    with pytest.raises(InexpressibleError):
        run("epoch_seconds", value)


@law("key_schema")
@given(WORD, st.sampled_from(["HASH", "RANGE"]))
def test_a_key_has_its_role(name: str, role: str) -> None:
    assert made("key_schema", String(name), Around(parameters=role)) == [{"AttributeName": name, "KeyType": role}]


@law("provisioned_capacity")
@given(st.integers(1, 99), st.sampled_from([None, "PROVISIONED", "PAY_PER_REQUEST"]))
def test_a_capacity_is_a_provisioned_tables(capacity: int, mode: str | None) -> None:
    tree = run("provisioned_capacity", terraform(capacity), Around(arguments={"billing_mode": terraform(mode)})).tree
    assert (None if tree is None else plain(tree)) == (None if mode == "PAY_PER_REQUEST" else capacity)


@law("stream_view")
@given(st.sampled_from(["", "KEYS_ONLY", "NEW_IMAGE"]), st.none() | st.booleans())
def test_a_view_is_an_enabled_streams(view: str, enabled: bool | None) -> None:
    tree = run("stream_view", String(view), Around(arguments={"stream_enabled": terraform(enabled)})).tree
    assert (None if tree is None else plain(tree)) == ({"StreamViewType": view} if enabled and view else None)


@law("system_document")
@given(st.dictionaries(WORD, JSON, min_size=1, max_size=3))
def test_a_document_says_what_its_text_says(data: dict[str, Any]) -> None:
    assert made("system_document", String(json.dumps(data))) == data


# ---------------------------------------------------------------------------------------------- all of them


@pytest.mark.parametrize(
    ("name", "parameters", "then", "otherwise"),
    [
        ("tags", None, {"a": "b"}, {"c": "d"}),
        ("key_values", ["K", "V"], {"a": "b"}, {"c": "d"}),
        ("split", ",", "a,b", "c"),
        ("join", ",", ["a", "b"], ["c"]),
        ("scale", 60, 1, 2),
        ("json", None, '{"a": 1}', '{"b": 2}'),
        ("document", None, '{"a": 1}', '{"b": 2}'),
        ("json_text", None, '{"a": 1}', '{"b": 2}'),
    ],
)
def test_both_branches_of_a_conditional_are_transformed(name: str, parameters: Any, then: Any, otherwise: Any) -> None:
    around = Around(parameters=parameters)
    tree = run(name, Choice(CONDITION, terraform(then), terraform(otherwise)), around).tree
    branches: tuple[Any, Any]
    if isinstance(tree, Conditional):
        branches = plain(tree.then), plain(tree.otherwise)
    else:
        assert isinstance(tree, Leaf)
        if isinstance(tree.value, Sequence):  # lists merge position by position
            return
        assert isinstance(tree.value, Choice)
        branches = plain(tree.value.then), plain(tree.value.otherwise)
    assert branches == (made(name, terraform(then), around), made(name, terraform(otherwise), around))


def test_every_transform_has_a_law() -> None:
    assert LAWS.keys() == TRANSFORMS.keys()
