"""The tables of the deploy script name operations, members and types that there are."""

from __future__ import annotations

from typing import Any

import botocore.session
import pytest
from botocore import xform_name

from converter.cloudformation.schemas import resource_schema
from converter.conversion.deploy_tables import ROLES, CallRow, step_rows, type_table
from converter.conversion.lookups import CLI_SERVICES
from converter.rules.overlays import tables_in_force
from converter.terraform.provider_schema import ProviderSchema

CALLS = [(name, call) for name, row in step_rows().items() for call in row.calls]
SERVICES = {cli: service for service, cli in CLI_SERVICES.items()}


def arguments_named(form: Any) -> set[str]:
    """The Terraform arguments that a request speaks of."""
    match form:
        case {"argument": str() as name}:
            return {name}
        case {"argument": list() as names}:
            return set(names)
        case dict():
            return {name for part in form.values() for name in arguments_named(part)}
        case list():
            return {name for part in form for name in arguments_named(part)}
        case _:
            return set()


@pytest.mark.parametrize("call", [call for _, call in CALLS], ids=[f"{name}-{call.role}" for name, call in CALLS])
def test_a_call_is_one_of_the_api(call: CallRow) -> None:
    model = botocore.session.get_session().get_service_model(SERVICES.get(call.service, call.service))
    operations = {xform_name(operation, "-"): operation for operation in model.operation_names}
    shape = model.operation_model(operations[call.operation]).input_shape
    assert shape is not None
    assert set(call.arguments) <= set(shape.members)
    assert set(shape.required_members) <= set(call.arguments)
    assert call.role in ROLES


@pytest.mark.parametrize("name", step_rows())
def test_a_step_is_for_arguments_of_the_provider(name: str) -> None:
    row = step_rows()[name]
    kind, _, argument = name.partition(".")
    schema = ProviderSchema.load().resource(kind)
    assert schema is not None
    known = {*schema.attributes, *schema.blocks}
    named = {n for call in row.calls for n in arguments_named(call.arguments)}
    named |= {n for call in row.calls if call.wanted for n in arguments_named(call.wanted)}
    named |= {n for n in (argument, row.when, row.packages, *(call.file for call in row.calls)) if n}
    assert named <= known
    assert set(row.stated) <= known
    assert row.phase in {"before", "after"}
    assert bool(row.calls) != bool(row.packages)


def test_a_look_decides_between_create_and_change() -> None:
    for name, row in step_rows().items():
        roles = [call.role for call in row.calls if call.role not in {"owner", "mark", "undo"}]
        assert roles in (["look", "create", "change"], ["run"], []), name


def test_what_has_an_owner_is_marked_for_it() -> None:
    for name, row in step_rows().items():
        roles = {call.role for call in row.calls}
        assert ("owner" in roles) == ("mark" in roles), name
        assert "undo" not in roles or "owner" in roles, name  # else a script deletes what is another stack's


def test_every_step_has_a_verdict_that_asks_for_it() -> None:
    tables = tables_in_force(())
    for name in step_rows():
        kind, _, argument = name.partition(".")
        rule = tables.resources[kind]
        forms = [rule, *(case.rule for case in rule.cases)]
        forms += [form.apart for form in forms if form.apart is not None]
        if argument:
            assert any(a.verdict == "deploy-step" for f in forms for a in f.arguments.values() if a.name == argument), (
                name
            )
        else:
            assert any(form.verdict == "deploy-step" for form in forms), name


def test_types_are_those_of_the_registry() -> None:
    table = type_table()
    for name in (*table.holds_data, *table.emptied, *table.remains, *table.images):
        assert resource_schema(name) is not None
    assert set(table.emptied.values()) <= {"bucket", "repository"}
