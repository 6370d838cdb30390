"""What a plan reads of the account it works in, where the keys of instances need it as text.

A template works in every partition and region, an address has one text in it. Which instances there are does not hang
on that text, so that it is taken from the region in force, and values that CloudFormation tells stay as they are.

Facts: "AWS partitions", AWS Whitepaper "AWS Fault Isolation Boundaries"; "Availability Zones", Amazon EC2 User Guide.
"""

from __future__ import annotations

from collections.abc import Callable
from string import ascii_lowercase
from typing import TypeGuard

from converter.terraform.addresses import InstanceKey
from converter.terraform.narrowing import rebuild
from converter.terraform.values import Attribute, Element, String, Value

DEFAULT_REGION = "us-east-1"
"""The region where the configuration leaves it to the environment."""

_PARTITIONS = {
    "cn-": ("aws-cn", "amazonaws.com.cn", "cn.com.amazonaws"),
    "us-gov-": ("aws-us-gov", "amazonaws.com", "com.amazonaws"),
}
_COMMERCIAL = ("aws", "amazonaws.com", "com.amazonaws")

_ZONES_HERE = InstanceKey((), "aws_availability_zones", "current", None, "data")
"""The data source that all of its type stand for which ask the default provider."""
_ZONES = {"ap-northeast-2": 4, "us-east-1": 6, "us-west-1": 2, "us-west-2": 4}
_USUAL_ZONES = 3
"""Availability Zones that a new account is offered; local zones must be asked for."""


def with_account(value: Value, region: Callable[[], str]) -> Value:
    """``value`` with the facts of the account in ``region`` in the place of what only a plan tells of them."""
    match value:
        case Attribute(resource, path) if resource.mode == "data" and value.value is None:
            return _told(resource.type, str(path[0]), region) or value
        case Element(Attribute(resource, ("names",)), index) if (
            resource.type == "aws_availability_zones" and resource.mode == "data" and index < len(ascii_lowercase)
        ):
            return String(f"{region()}{ascii_lowercase[index]}")
        case _:
            return rebuild(value, lambda part: with_account(part, region))


def is_zones(value: Value) -> TypeGuard[Attribute]:
    """Whether the value is the list of the zones where the default provider works, by name or by id."""
    match value:
        case Attribute(resource, ("names" | "zone_ids",)):
            return resource == _ZONES_HERE and value.value is None
        case _:
            return False


def zones_in(region: str) -> int:
    """How many availability zones an account has in a region."""
    return _ZONES.get(region, _USUAL_ZONES)


def _told(type_name: str, name: str, region: Callable[[], str]) -> Value | None:
    if type_name == "aws_region" and name in {"id", "name", "region"}:
        return String(region())
    if type_name != "aws_partition":
        return None
    found = next((facts for start, facts in _PARTITIONS.items() if region().startswith(start)), _COMMERCIAL)
    names = {"id": 0, "partition": 0, "dns_suffix": 1, "reverse_dns_prefix": 2}
    return String(found[names[name]]) if name in names else None
