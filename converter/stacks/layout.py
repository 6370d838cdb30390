"""The layout: which stack a resource lives in, what a stack exports, when it is deployed.

The kinds and addresses that patterns speak of are opaque text here.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class StackLayout:
    """One stack. ``split`` names the parts that it may be instantiated in, in order; ``stage`` when it is deployed."""

    name: str
    description: str = ""
    kinds: tuple[str, ...] = ()
    exports: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    stage: str | None = None
    split: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The description's first words, for headings."""
        return self.description.split(" - ", maxsplit=1)[0] or self.name


@dataclass(frozen=True, slots=True)
class Stages:
    """The parameter that says how much to deploy."""

    parameter: str
    default: str
    values: tuple[str, ...]
    description: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """All stacks, and the pins of single resources: (address pattern, stack), first match first."""

    stacks: Mapping[str, StackLayout]
    pins: tuple[tuple[str, str], ...] = ()
    stages: Stages | None = None

    def home(self, kind: str, address: str, type_name: str) -> tuple[str, bool]:
        """The stack of a resource, and whether it is pinned there by its address."""
        for pattern, pinned in self.pins:
            if fnmatch.fnmatchcase(address, _literal_brackets(pattern)):
                return pinned, True
        for stack in self.stacks.values():
            if kind in stack.kinds:
                return stack.name, False
        return type_name.split("::")[1].lower() if "::" in type_name else "other", False

    def position(self, name: str) -> tuple[int, str]:
        """The place of a stack in the layout's order; stacks that no layout mentions come last, by name."""
        names = list(self.stacks)
        return (names.index(name) if name in names else len(names), name)

    def stack(self, name: str) -> StackLayout:
        """The layout of a stack; a plain one for a name that no layout file mentions."""
        return self.stacks.get(name) or StackLayout(name, f"Resources of {name}")


def _literal_brackets(pattern: str) -> str:
    """Addresses hold brackets that mean themselves; only ``*`` and ``?`` are wild."""
    return pattern.replace("[", "[[]")


def read_layout(data: Mapping[str, Any], pins: Sequence[tuple[str, str]] = ()) -> Layout:
    """The layout that a layout file's content states, with a project's own pins."""
    stacks = {}
    for name, entry in data.get("stacks", {}).items():
        exports = {kind: tuple(attributes) for kind, attributes in entry.get("exports", {}).items()}
        stacks[name] = StackLayout(
            name,
            " ".join(entry.get("description", "").split()),
            tuple(entry.get("types", ())),
            exports,
            entry.get("stage"),
            tuple(entry.get("split", ())),
        )
    stages = None
    if "stages" in data:
        given = data["stages"]
        stages = Stages(
            given["parameter"], given["default"], tuple(given["values"]), " ".join(given["description"].split())
        )
    return Layout(stacks, tuple(pins), stages)
