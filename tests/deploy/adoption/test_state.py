"""States that are read, and what is said of what is none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from converter.deploy.adoption.state import NotAStateError, State, read_state

SHOP = Path(__file__).with_name("shop")
FILE: dict[str, Any] = json.loads((SHOP / "state.json").read_text("utf-8"))


def changed(**changes: Any) -> str:
    return json.dumps({**FILE, **changes})


def test_the_file_and_its_json_are_the_same_state() -> None:
    file, shown = (read_state((SHOP / name).read_text("utf-8")) for name in ("state.json", "show.json"))
    assert file.managed.keys() == shown.managed.keys()
    assert file.data.keys() == shown.data.keys()
    for address, found in file.managed.items():
        assert (found.type, found.provider) == (shown.managed[address].type, shown.managed[address].provider)
        assert found.values == shown.managed[address].values
        assert found.sensitive >= shown.managed[address].sensitive, address
    assert "secret_string" in file.managed["aws_secretsmanager_secret_version.db"].sensitive


def test_addresses_have_modules_and_keys() -> None:
    resource = {"mode": "managed", "type": "aws_vpc", "name": "x", "provider": 'provider["p/hashicorp/aws"].west'}
    keyed = {"index_key": 'a "quoted" key', "attributes": {}, "status": "tainted"}
    old = {"attributes": {}, "deposed": "0123abcd"}
    text = changed(resources=[{**resource, "module": 'module.m["k"].module.n[0]', "instances": [keyed, old]}])
    state = read_state(text)
    (found,) = state.managed.values()
    assert found.address == 'module.m["k"].module.n[0].aws_vpc.x["a \\"quoted\\" key"]'
    assert found.resource == "module.m.module.n.aws_vpc.x"
    assert found.tainted
    assert found.provider == "p/hashicorp/aws"
    assert [o.deposed for o in state.deposed] == ["0123abcd"]


def test_nothing_of_a_value_is_shown_by_repr() -> None:
    state: State = read_state(changed())
    assert "correct-horse" not in repr(state)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "it is not JSON (line 1)"),
        ("[1]", "a state is a JSON object"),
        ("[" * 100_000, "it is nested too deeply"),
        ("{}", "it is no state"),
        ('{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {}}', "it is no state"),
        ('{"planned_values": {}, "resource_changes": []}', "it is a plan"),
        ('{"serial": 1, "lineage": "x", "encrypted_data": "eA==", "encryption_version": "v0"}', "it is encrypted"),
        ('{"format_version": "1.0"}', "it holds no resources"),
        ('{"format_version": "2.0", "values": {}}', "its format version is 2.0; 1.x is read"),
        (changed(resources=[]), "it holds no resources"),
        (changed(version=3, modules=[]), "its version is 3, made by Terraform 1.11.4; version 4 is read"),
        (changed(version=5), "its version is 5, made by Terraform 1.11.4; version 4 is read"),
        (changed(resources=[{"mode": "managed"}]), "its content has another form than a state's"),
        (changed(resources=7), "its content has another form than a state's"),
        ('{"format_version": "1.0", "values": {"root_module": []}}', "its content has another form than a state's"),
    ],
)
def test_what_is_no_state_is_told(text: str, problem: str) -> None:
    with pytest.raises(NotAStateError) as told:
        read_state(text)
    assert str(told.value) == problem
    assert told.value.remedy
