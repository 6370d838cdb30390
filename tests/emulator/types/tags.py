"""Tags: those of a property, and those that a stack gives its resources."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.emulator.resource_types import Context, Properties

from . import schemas
from .rows import Row


def pairs(tags: Any) -> dict[str, str]:
    """Return a property's tags by key, whether it is a list or a map."""
    if isinstance(tags, Mapping):
        return {str(key): str(value) for key, value in tags.items()}
    return {str(each["Key"]): str(each.get("Value", "")) for each in tags or ()}


def with_stack_tags(row: Row, context: Context, properties: Properties) -> Properties:
    """Return the properties with the stack's tags; the ``aws:`` ones only CloudFormation itself may put."""
    name = schemas.tag_property(row.type_name)
    given = {key: value for key, value in context.tags.items() if not key.startswith("aws:")}
    if name is None or not given:
        return properties
    own = pairs(properties.get(name))
    merged = {**given, **own}
    tags: Any = merged if schemas.tags_are_map(row.type_name) else [{"Key": k, "Value": v} for k, v in merged.items()]
    return {**properties, name: tags}
