"""All the types that the emulated CloudFormation can deploy."""

from __future__ import annotations

from . import self_types
from .resource_types import Registry
from .types import catalogue


def full_registry() -> Registry:
    """Return a new registry with every type."""
    registry = Registry()
    self_types.register(registry)
    catalogue.register(registry)
    return registry
