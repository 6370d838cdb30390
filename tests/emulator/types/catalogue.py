"""The handlers of this folder, for the engine's registry."""

from __future__ import annotations

from tests.emulator.resource_types import Registry

from .handler import RowHandler
from .kept_in_memory import KeptHandler, kept_types
from .moto_patches import apply_patches
from .rows import rows


def register(registry: Registry) -> None:
    """Add every type that has a row or is kept in memory, and mend moto's services for them."""
    apply_patches()
    registry.add(rows(), RowHandler(rows()))
    registry.add(kept_types(), KeptHandler())
