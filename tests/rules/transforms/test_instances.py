"""Laws of the transforms of instances and launch templates."""

from __future__ import annotations

import base64
from collections.abc import Mapping as AbstractMapping
from typing import Any

import pytest
from hypothesis import given, strategies as st

from converter.rules.inexpressible import InexpressibleError
from converter.rules.properties import Conditional, Leaf, ResourceRef
from converter.terraform.formulas import ALWAYS, NEVER
from converter.terraform.values import (
    TRUE,
    Attribute,
    Base64,
    Mapping,
    Null,
    Parameter,
    Sequence,
    String,
    Value,
)
from tests.rules.transforms.applying import (
    KEY,
    OTHER,
    TEXT,
    WORD,
    Around,
    law,
    made,
    plain,
    run,
    terraform,
)


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
