"""Laws of the transforms of names and references."""

from __future__ import annotations

from hypothesis import given, strategies as st

from converter.rules.ledger import Verdict
from converter.rules.properties import ResourceRef
from converter.terraform.addresses import InstanceKey
from converter.terraform.values import (
    Attribute,
    Concat,
    String,
)
from tests.rules.transforms.applying import (
    OTHER,
    TEXT,
    WORD,
    Around,
    law,
    made,
    run,
)


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
