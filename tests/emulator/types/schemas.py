"""What the registry's schemas say of a type, as cfn-lint ships them."""

from __future__ import annotations

from functools import cache
from typing import Any

from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

_REGION = "us-east-1"  # the region with the most types


@cache
def schema(type_name: str) -> dict[str, Any]:
    """Return the type's schema; an unknown type raises cfn-lint's error."""
    found: dict[str, Any] = PROVIDER_SCHEMA_MANAGER.get_resource_schema(_REGION, type_name).schema
    return found


def property_names(type_name: str) -> frozenset[str]:
    """Return the names of the properties that a template may set."""
    found = schema(type_name)
    read_only = {path.rsplit("/", 1)[-1] for path in found.get("readOnlyProperties", ()) if path.count("/") == 2}
    return frozenset(found["properties"]) - read_only


@cache
def attribute_names(type_name: str) -> tuple[str, ...]:
    """Return the names that ``Fn::GetAtt`` takes, read-only properties among them; dots for nested ones."""
    resource = PROVIDER_SCHEMA_MANAGER.get_resource_schema(_REGION, type_name)
    read_only = (
        path.removeprefix("/properties/").replace("/", ".") for path in resource.schema.get("readOnlyProperties", ())
    )
    return tuple(dict.fromkeys([*resource.get_atts, *read_only]))


def read_only_names(type_name: str) -> tuple[str, ...]:
    """Return the read-only properties, dots for nested ones."""
    paths = schema(type_name).get("readOnlyProperties", ())
    return tuple(path.removeprefix("/properties/").replace("/", ".") for path in paths if "*" not in path)


def write_only_names(type_name: str) -> frozenset[str]:
    """Return the properties that no describe call shows, by dotted path without the indexes of lists."""
    paths = schema(type_name).get("writeOnlyProperties", ())
    return frozenset(path.removeprefix("/properties/").replace("/*", "").replace("/", ".") for path in paths)


def create_only_names(type_name: str) -> frozenset[str]:
    """Return the properties whose change needs a new resource."""
    paths = schema(type_name).get("createOnlyProperties", ())
    return frozenset(path.removeprefix("/properties/") for path in paths if path.count("/") == 2)


def tag_property(type_name: str) -> str | None:
    """Return the property that holds the resource's tags, None where it has none."""
    found = schema(type_name)
    path = found.get("tagging", {}).get("tagProperty", "/properties/Tags")
    name = str(path).rsplit("/", 1)[-1]
    return name if name in found["properties"] else None


def tags_are_map(type_name: str) -> bool:
    """Return whether the type's tags are a map instead of a list of keys and values."""
    name = tag_property(type_name)
    return name is not None and schema(type_name)["properties"][name].get("type") == "object"


def primary_identifier(type_name: str) -> tuple[str, ...]:
    """Return the properties that identify a resource of the type."""
    return tuple(path.removeprefix("/properties/") for path in schema(type_name).get("primaryIdentifier", ()))
