"""Laws of the transforms of buckets, streams and definitions of interfaces."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, strategies as st

from converter.rules.inexpressible import InexpressibleError
from converter.rules.properties import Branch, Conditional, Items, Leaf
from converter.terraform.formulas import Atom, negate
from converter.terraform.types import STRING
from converter.terraform.values import (
    Choice,
    Concat,
    Item,
    Json,
    Mapping,
    Null,
    Parameter,
    Sequence,
    String,
    Value,
)
from tests.rules.transforms.applying import (
    CONDITION,
    JSON,
    TEXT,
    WORD,
    Around,
    law,
    made,
    plain,
    run,
    terraform,
)


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
