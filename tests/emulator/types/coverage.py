"""How far each type goes: what the report of an end-to-end run tells of a template's types."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from .kept_in_memory import kept_types
from .rows import rows


class Depth(StrEnum):
    """How much a deployment in the emulated CloudFormation says of a resource."""

    READ_BACK = "deployed and read back"
    """The service's own describe calls show every property that the template sets."""
    DEPLOYED = "deployed"
    """The service has the resource and does not show all of its properties; ``Row.lost`` names them."""
    VALIDATED = "validated only"
    """No service is behind it: the properties were checked against the type's schema, and kept."""


def depth(type_name: str) -> Depth:
    """Return how far a type goes; KeyError for one that cannot be deployed."""
    if type_name in kept_types():
        return Depth.VALIDATED
    return Depth.DEPLOYED if rows()[type_name].lost else Depth.READ_BACK


def types_by_depth(type_names: Iterable[str] | None = None) -> dict[Depth, tuple[str, ...]]:
    """Return the types, all of them unless some are named, under how far they go."""
    names = sorted({*rows(), *kept_types()} if type_names is None else set(type_names))
    return {each: tuple(name for name in names if depth(name) is each) for each in Depth}
