"""Property trees: CloudFormation properties that still hold Terraform values at their leaves.

A tree is built row by row and lowered to intrinsics at the end, when it is clear which resources exist and what the
conditions are called.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from converter.cloudformation.model import Node
from converter.terraform.addresses import InstanceKey
from converter.terraform.formulas import ALWAYS, Formula
from converter.terraform.values import Value


@dataclass(frozen=True, slots=True)
class Leaf:
    """A Terraform value, to be written as the property's kind asks."""

    value: Value


@dataclass(frozen=True, slots=True)
class Fixed:
    """A node that the tables give, with nothing of Terraform in it."""

    node: Node


@dataclass(frozen=True, slots=True)
class ResourceRef:
    """A reference to the resource made from a Terraform instance (``attribute`` None is Ref)."""

    key: InstanceKey
    attribute: str | None = None
    part: str = ""


@dataclass(frozen=True, slots=True)
class Upload:
    """Where a local file of an instance lies once the deploy script has uploaded it: its bucket, or its object key."""

    key: InstanceKey
    what: Literal["bucket", "key"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedUp:
    """What only AWS knows of something that exists already: a parameter, which a look-up by ``arguments`` fills.

    It is what a data source's attribute would be. Equal ones share a parameter.
    """

    parameter: str
    description: str
    data_type: str
    attribute: str
    arguments: tuple[tuple[str, Value], ...]
    reader: InstanceKey


@dataclass(frozen=True, slots=True)
class Guarded:
    """A tree that exists only where ``guard`` holds."""

    tree: Tree
    guard: Formula = ALWAYS


@dataclass(slots=True)
class Branch:
    """An object under construction. ``free`` marks a map whose keys are the user's, not property names."""

    entries: dict[str, Guarded] = field(default_factory=dict)
    free: bool = False

    def child(self, name: str) -> Branch:
        """The branch under ``name``, made where there is none."""
        found = self.entries.get(name)
        if found is None or not isinstance(found.tree, Branch):
            found = Guarded(Branch())
            self.entries[name] = found
        assert isinstance(found.tree, Branch)
        return found.tree

    def items(self, name: str) -> Items:
        """The list under ``name``, made where there is none."""
        found = self.entries.get(name)
        if found is None:
            found = Guarded(Items())
            self.entries[name] = found
        elif not isinstance(found.tree, Items):
            found = Guarded(Items([found]))
            self.entries[name] = found
        assert isinstance(found.tree, Items)
        return found.tree


@dataclass(slots=True)
class Items:
    """A list under construction."""

    elements: list[Guarded] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Conditional:
    """``condition ? then : otherwise`` of whole trees."""

    condition: Formula
    then: Tree
    otherwise: Tree


Tree = Leaf | Fixed | ResourceRef | Upload | LookedUp | Branch | Items | Conditional


def leaves(tree: Tree) -> Iterator[Tree]:
    """Every leaf of a tree."""
    match tree:
        case Branch(entries=entries):
            for entry in entries.values():
                yield from leaves(entry.tree)
        case Items(elements=elements):
            for element in elements:
                yield from leaves(element.tree)
        case Conditional(_, then, otherwise):
            yield from leaves(then)
            yield from leaves(otherwise)
        case _:
            yield tree
