"""The look-ups that the tables state, held against the AWS SDK's own description of its operations."""

from __future__ import annotations

import functools
from typing import Any

import botocore.session
import jmespath
import pytest

from converter.rules.loader import load_tables
from converter.rules.model import DataRule

RULES = {
    name: rule for name, rule in load_tables().data.items() if rule.look_up.operation and name == rule.terraform_type
}


@functools.cache
def model(service: str) -> Any:
    return botocore.session.get_session().get_service_model(service)


def operation(rule: DataRule) -> Any:
    found = {name: name for name in model(rule.look_up.service).operation_names}
    by_snake = {botocore.xform_name(name): name for name in found}
    return model(rule.look_up.service).operation_model(by_snake[rule.look_up.operation])


def test_there_are_many() -> None:
    assert len(RULES) >= 45


@pytest.mark.parametrize("name", sorted(RULES))
def test_the_request_has_the_members(name: str) -> None:
    rule, shape = RULES[name], operation(RULES[name]).input_shape
    for argument in rule.look_up.arguments.values():
        if argument.to:
            text = member(shape, argument.to)
            assert text.type_name == "string", f"{argument.name} is written as text"
        if argument.filter or argument.blocks or argument.tags:
            assert set(shape.members[rule.look_up.filters].member.members) >= {"Name", "Values"}
    if shape is None:  # the operation takes nothing
        assert not rule.look_up.arguments
        return
    assert set(rule.look_up.request) <= set(shape.members)
    given = {argument.to.partition(".")[0].removesuffix("[]") for argument in rule.look_up.arguments.values()}
    assert set(shape.required_members) <= given | set(rule.look_up.request)


def member(shape: Any, path: str) -> Any:
    """The shape at a path of a request."""
    for step in path.split("."):
        shape = shape.members[step.removesuffix("[]")]
        if step.endswith("[]"):
            assert shape.type_name == "list", path
            shape = shape.member
    return shape


@pytest.mark.parametrize("name", sorted(RULES))
def test_the_response_has_what_is_looked_for(name: str) -> None:
    rule = RULES[name]
    if rule.look_up.document:
        return
    response = example(operation(rule).output_shape)
    found = jmespath.search(f"{rule.look_up.items} | []", response)
    assert found, f"nothing at {rule.look_up.items}"
    for row in rule.attributes.values():
        if row.parameter is not None and "${member}" not in row.find + row.where:
            assert jmespath.search(f"[].{row.find}", found), row.find
    for argument in rule.look_up.arguments.values():
        for text in (argument.latest, argument.tags_where):
            assert not text or jmespath.search(f"[].{text}", found), text
        if argument.where:
            jmespath.compile(f"[?{argument.where.replace('${value}', 'x')}]")
            assert all(jmespath.search(f"[].{left}", found) for left in compared(argument.where))


def compared(where: str) -> list[str]:
    """The members of a match that a condition reads."""
    words = where.replace("(", " ").replace(")", " ").replace(",", " ").replace("==", " ").split()
    return [w for w in words if w[0].isalpha() and w not in {"to_string", "ends_with"}]


def example(shape: Any, depth: int = 0) -> Any:
    """A response with every member set."""
    match shape.type_name:
        case "structure":
            return {n: example(s, depth + 1) for n, s in shape.members.items()} if depth < 8 else {}
        case "list":
            return [example(shape.member, depth + 1)]
        case "map":
            return {}
        case "integer" | "long" | "float" | "double":
            return 1
        case "boolean":
            return True
        case _:
            return "x"
