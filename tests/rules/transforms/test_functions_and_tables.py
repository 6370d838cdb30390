"""Laws of the transforms of functions and tables."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, strategies as st

from converter.rules.inexpressible import InexpressibleError
from converter.terraform.types import STRING
from converter.terraform.values import (
    Parameter,
    String,
    Value,
)
from tests.rules.transforms.applying import (
    JSON,
    WORD,
    Around,
    law,
    made,
    plain,
    run,
    terraform,
)


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
