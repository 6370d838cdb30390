"""Laws of reading and writing: what is written is read back, byte for byte and value for value."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings

from converter.cloudformation.canonical import canonical
from converter.cloudformation.model import Object, Resource, Template
from converter.cloudformation.resolver import resolve
from converter.cloudformation.yaml_reader import read
from converter.cloudformation.yaml_writer import write
from tests.cloudformation import strategies

SLOW = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def typed(value: Any) -> Any:
    """The value with booleans told from numbers, which Python takes for equal."""
    if isinstance(value, bool):
        return ("bool", value)
    if isinstance(value, (tuple, list)):
        return [typed(item) for item in value]
    if isinstance(value, dict):
        return {key: typed(item) for key, item in value.items()}
    if hasattr(value, "__dataclass_fields__"):
        return (type(value).__name__, [typed(getattr(value, name)) for name in value.__dataclass_fields__])
    return value


@SLOW
@given(strategies.templates)
def test_what_is_written_is_read_back(template: Template) -> None:
    back = read(write(template), "t.yaml")
    assert typed(canonical(back)) == typed(canonical(template))
    assert list(back.parameters) == list(template.parameters)


@SLOW
@given(strategies.templates)
def test_writing_twice_gives_the_same_bytes(template: Template) -> None:
    text = write(template)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    bare = canonical(template)
    assert write(read(write(bare))) == write(bare)


@SLOW
@given(strategies.nodes)
def test_resolving_does_not_depend_on_the_text(node: Any) -> None:
    template = Template(resources={"A": Resource(type="AWS::SNS::Topic", properties=Object.of({"P": node}))})
    before, after = resolve(template), resolve(read(write(template)))
    assert typed(before.stack.resources) == typed(after.stack.resources)
