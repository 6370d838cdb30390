"""Laws of the transforms of maps, lists and scalars."""

from __future__ import annotations

from decimal import Decimal
from typing import cast

import pytest
from hypothesis import given, strategies as st

from converter.rules.inexpressible import InexpressibleError
from converter.rules.properties import Leaf
from converter.terraform.types import NUMBER, STRING, ListType
from converter.terraform.values import (
    Concat,
    Join,
    Mapping,
    Parameter,
    Sequence,
    Split,
    String,
)
from tests.rules.transforms.applying import (
    TEXT,
    WORD,
    Around,
    law,
    made,
    run,
    terraform,
)


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


@given(st.lists(TEXT, max_size=5))
def test_objects_may_tell_their_position(texts: list[str]) -> None:
    found = made("objects", terraform(texts), Around(parameters=["Arn", "Order"]))
    assert found == [{"Arn": text, "Order": number} for number, text in enumerate(texts)]


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
    several = [{"name": name, "values": [value, name]} for name, value in values.items()]
    lists = made("parameter_map", terraform(several), Around(parameters="values"))
    assert lists == {name: [value, name] for name, value in values.items()}


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
