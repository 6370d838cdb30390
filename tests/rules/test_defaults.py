"""The provider's defaults, seen in plans, against what the tables write."""

from __future__ import annotations

import pytest

from converter.rules.defaults import (
    ProviderDefault,
    Standing,
    defaults_text,
    load_defaults,
    load_stated,
    parse_defaults,
    property_of,
    standings,
    written_default,
)
from converter.rules.loader import load_tables, parse_tables
from converter.rules.paths import registry_type
from converter.terraform.provider_schema import BlockSchema, ProviderSchema

OTHERWISE = {
    ("aws_autoscaling_group", "traffic_source.type"): "the provider asks AWS, where CloudFormation requires the type",
}
"""Defaults that a table writes otherwise than the provider's plan shows them, with the reason."""


def _has(schema: BlockSchema, argument: str) -> bool:
    first, _, rest = argument.partition(".")
    if rest:
        return first in schema.blocks and _has(schema.blocks[first].block, rest)
    return first in schema.arguments


def test_every_default_is_of_an_argument_that_the_provider_has() -> None:
    schemas = ProviderSchema.load()
    for default in load_defaults():
        schema = schemas.resource(default.type)
        assert schema is not None, default
        assert _has(schema, default.argument), default


def test_what_a_table_writes_is_the_default_of_the_provider() -> None:
    tables = load_tables()
    different = {
        (default.type, default.argument): (written, default.data)
        for default in load_defaults()
        if (written := written_default(tables, default)) is not None
        and str(written).lower() != str(default.data).lower()
    }
    assert different.keys() == OTHERWISE.keys(), different


def test_a_default_that_no_table_writes_is_stated_for_cloudformation_too() -> None:
    found = [default for default, standing in standings(load_tables(), load_defaults()) if standing is Standing.OPEN]
    assert len(load_defaults()) > 500
    assert found == []


def test_what_the_documentation_states_is_of_properties_that_exist() -> None:
    for stated in load_stated().values():
        found = registry_type(stated.type)
        assert found is not None, stated
        node = found.properties
        for step in stated.path.partition("[")[0].split("."):
            node = node.inside().below(step)
        assert ", " in stated.page, stated


def test_what_the_documentation_states_is_needed() -> None:
    tables = load_tables()
    same = {
        property_of(tables, default)
        for default, standing in standings(tables, load_defaults())
        if standing is Standing.SAME
    }
    assert [place for place in load_stated() if place not in same] == []
    assert list(load_stated()) == sorted(load_stated())


def test_the_file_is_in_order() -> None:
    assert parse_defaults(defaults_text(load_defaults())) == tuple(sorted(load_defaults()))


@pytest.mark.parametrize(
    ("row", "value", "expected"),
    [
        ("{to: VisibilityTimeout, default: 30}", "30", Standing.WRITTEN),
        ("{to: VisibilityTimeout}", "30", Standing.SAME),
        ("{to: VisibilityTimeout}", "60", Standing.OPEN),
        ("{to: VisibilityTimeout}", "0", Standing.OPEN),
        ('{to: VisibilityTimeout, values: {"60": null}}', "60", Standing.NOTHING),
        ("{to: DelaySeconds}", "30", Standing.OPEN),
        ("{to: MaximumMessageSize}", "0", Standing.NOTHING),
        ("{verdict: dropped, reason: no counterpart}", "30", Standing.NO_PROPERTY),
    ],
)
def test_what_a_table_makes_of_a_default(row: str, value: str, expected: Standing) -> None:
    text = f"resources: {{aws_sqs_queue: {{type: AWS::SQS::Queue, arguments: {{visibility_timeout_seconds: {row}}}}}}}"
    default = ProviderDefault("aws_sqs_queue", "visibility_timeout_seconds", value, "empty")
    ((_, standing),) = standings(parse_tables([("x.yaml", text)]), [default])
    assert standing is expected


def test_a_default_that_the_schema_states_too_need_not_be_written() -> None:
    same = [default for default, standing in standings(load_tables(), load_defaults()) if standing is Standing.SAME]
    assert same
    assert all(written_default(load_tables(), default) is None for default in same)
