"""Laws of the transforms of policy documents and other JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from converter.rules.ledger import Verdict
from converter.rules.properties import Leaf
from converter.terraform.values import (
    Attribute,
    Json,
    Mapping,
    Parameter,
    String,
)
from tests.rules.transforms.applying import (
    JSON,
    KEY,
    OTHER,
    WORD,
    Around,
    law,
    made,
    plain,
    run,
    terraform,
)


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
