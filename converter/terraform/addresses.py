"""Addresses of resource instances."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class InstanceKey:
    """The address of one managed resource instance: module path with keys, type, name, key."""

    module: tuple[tuple[str, str | int | None], ...]
    type: str
    name: str
    key: str | int | None = None
    mode: Literal["managed", "data", "ephemeral"] = "managed"

    def __str__(self) -> str:
        parts = [f"module.{name}{_index(key)}" for name, key in self.module]
        prefix = "" if self.mode == "managed" else f"{self.mode}."
        return ".".join([*parts, f"{prefix}{self.type}.{self.name}{_index(self.key)}"])


def _index(key: str | int | None) -> str:
    if key is None:
        return ""
    if isinstance(key, int):
        return f"[{key}]"
    escaped = key.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'["{escaped}"]'
