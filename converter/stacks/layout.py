"""The layout: which stack a resource lives in, what a stack exports, when it is deployed.

The kinds and addresses that patterns speak of are opaque text here, but for the names of modules that an address begins
with: ``module.network.module.subnets["a"].…``.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

MAIN = "main"
"""The stack that nests all others; with the layout ``single`` the only one."""
ROOT_MODULE = "root"
"""The stack of what belongs to no module call, in the layout ``module``."""
_MODULE = re.compile(r"module\.([A-Za-z0-9_-]+)")


class Style(StrEnum):
    """How resources are spread over stacks."""

    SERVICE = "service"
    """By what they are, as ``mappings/layout.yaml`` says."""
    MODULE = "module"
    """A stack for each module that the root module calls, and one for what the root module has itself."""
    SINGLE = "single"
    """One template."""


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
    """The parameter that says how much to deploy.

    It is there for ``later``, kinds that cannot work before something is done with what ``first``, other kinds, are.
    """

    parameter: str
    default: str
    values: tuple[str, ...]
    description: str = ""
    first: tuple[str, ...] = ()
    later: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """All stacks, and the pins of single resources: (address pattern, stack), first match first."""

    stacks: Mapping[str, StackLayout]
    pins: tuple[tuple[str, str], ...] = ()
    stages: Stages | None = None
    style: Style = Style.SERVICE

    def home(self, kind: str, address: str, type_name: str) -> tuple[str, bool]:
        """The stack of a resource, and whether it is pinned there by its address."""
        if self.style is Style.SINGLE:
            return MAIN, False
        for pattern, pinned in self.pins:
            if fnmatch.fnmatchcase(address, _literal_brackets(pattern)):
                return pinned, True
        if self.style is Style.MODULE:
            return _module_stack(address), False
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

    def stage(self, stack: str) -> str | None:
        """The stage from which on a stack is deployed; None: always."""
        return self.stack(stack).stage if self.stages is not None else None

    def staged_for(self, homes: Iterable[tuple[str, str]]) -> Layout:
        """The layout for resources given by kind and stack: without stages where these would separate nothing.

        They separate something where a ``first`` kind comes in a stack without a stage and a ``later`` one in a stack
        with one.
        """
        if self.stages is None:
            return self
        kinds: dict[bool, set[str]] = {False: set(), True: set()}
        for kind, stack in homes:
            kinds[self.stack(stack).stage is not None].add(kind)
        if not kinds[False].isdisjoint(self.stages.first) and not kinds[True].isdisjoint(self.stages.later):
            return self
        return replace(self, stages=None)

    def with_parts(self, parts: Mapping[str, str]) -> Layout:
        """The layout with further stacks (``iam-2``), each beside and like the one that it is taken from."""
        stacks: dict[str, StackLayout] = {}
        for name in (*self.stacks, *(base for base in parts.values() if base not in self.stacks)):
            stacks.setdefault(name, self.stack(name))
            for part, base in parts.items():
                if base == name:
                    description = f"{self.stack(base).description} (part {part.rsplit('-', 1)[-1]})"
                    stacks[part] = replace(self.stack(base), name=part, description=description, kinds=(), split=())
        return replace(self, stacks=stacks)


def _module_stack(address: str) -> str:
    """The stack of the module call that an address begins with."""
    found = _MODULE.match(address)
    if found is None:
        return ROOT_MODULE
    name = found[1].replace("_", "-")
    return f"{name}-module" if name in {MAIN, ROOT_MODULE} else name


def _literal_brackets(pattern: str) -> str:
    """Addresses hold brackets that mean themselves; only ``*`` and ``?`` are wild."""
    return pattern.replace("[", "[[]")


def read_layout(data: Mapping[str, Any], pins: Sequence[tuple[str, str]] = (), style: Style = Style.SERVICE) -> Layout:
    """The layout that a layout file's content states, with a project's own pins.

    Stages and the parts of stacks belong to the stacks of services: the other styles have none.
    """
    stacks = {}
    for name, entry in data.get("stacks", {}).items() if style is Style.SERVICE else ():
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
    if "stages" in data and style is Style.SERVICE:
        given = data["stages"]
        stages = Stages(
            given["parameter"],
            given["default"],
            tuple(given["values"]),
            " ".join(given["description"].split()),
            tuple(given.get("first", ())),
            tuple(given.get("later", ())),
        )
    return Layout(stacks, tuple(pins), stages, style)
