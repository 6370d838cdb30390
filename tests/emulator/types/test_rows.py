"""The rows themselves: what can be seen of them without a service."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import botocore.session
import pytest

from tests.emulator.types import schemas
from tests.emulator.types.expressions import fill
from tests.emulator.types.kept_in_memory import kept_types
from tests.emulator.types.rows import Row, rows

_SESSION = botocore.session.Session()


@cache
def _service(name: str) -> Any:
    return _SESSION.get_service_model(name)


def test_rows_name_what_is_there_and_keep_nothing_from_the_create_operation() -> None:
    problems = {name: list(_problems(row)) for name, row in rows().items()}
    assert {name: found for name, found in problems.items() if found} == {}


def _problems(row: Row) -> Iterator[str]:
    for call in row.calls:
        model = _service(call.service).operation_model(call.operation)  # raises for an unknown operation
        members = set(model.input_shape.members) if model.input_shape else set()
        unknown = set(call.parameters) - members
        if unknown:
            yield f"{call.operation} has no parameters {sorted(unknown)}"
    properties = set(schemas.schema(row.type_name)["properties"]) | _made_up(row)
    for names in (row.unset, row.shows, row.lost, [row.name.property] if row.name else []):
        unknown = {name.partition(".")[0] for name in names} - properties
        if unknown:
            yield f"the type has no properties {sorted(unknown)}"
    # A property that a further call only mentions would be lost silently: the row has to say who takes it.
    named = {name for call in row.also for name in call.takes} - row.create.takes - set(row.aside)
    shape = _service(row.create.service).operation_model(row.create.operation).input_shape
    for name in named - schemas.create_only_names(row.type_name):
        if "$rest" not in str(row.create.parameters) and row.reach.knows(name, shape):
            yield f"{name} is kept from the create operation by a further call"


def _made_up(row: Row) -> set[str]:
    """Return the names that the row's transform puts in."""
    return {name for call in (row.create, *row.also, *row.changes) for name in call.takes} if row.prepare else set()


def test_no_type_is_both_deployed_and_kept() -> None:
    assert set(rows()) & set(kept_types()) == set()


@pytest.mark.parametrize(
    ("properties", "asked"),
    [
        ({}, {"desiredCount": 1}),
        ({"DesiredCount": 0}, {"desiredCount": 0}),
        ({"SchedulingStrategy": "REPLICA"}, {"desiredCount": 1}),
        ({"SchedulingStrategy": "DAEMON"}, None),
    ],
)
def test_a_service_has_one_task_by_default(properties: dict[str, Any], asked: dict[str, Any] | None) -> None:
    assert fill(dict(rows()["AWS::ECS::Service"].create.parameters), properties) == asked
