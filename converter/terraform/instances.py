"""Resource instances and their evaluated bodies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from converter.findings import Span
from converter.terraform.addresses import InstanceKey
from converter.terraform.configuration import ResourceConfig
from converter.terraform.formulas import ALWAYS, Formula
from converter.terraform.values import Entry, Item, Mapping as MappingValue, Null, Sequence, Value


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument as it was set: its value (converted to the schema's type) and where it stands."""

    name: str
    value: Value
    span: Span
    comment: str = ""


@dataclass(frozen=True, slots=True)
class NestedBlockValue:
    """One nested block (written, or made by ``dynamic``); it exists only where ``guard`` holds."""

    type: str
    body: BodyValue
    span: Span
    guard: Formula = ALWAYS
    comment: str = ""


@dataclass(frozen=True, slots=True)
class BodyValue:
    """The evaluated body of a block: what was set, nothing more."""

    arguments: Mapping[str, Argument] = field(default_factory=dict)
    blocks: Mapping[str, tuple[NestedBlockValue, ...]] = field(default_factory=dict)

    def value(self, name: str) -> Value:
        """An argument's value; null where it is not set."""
        argument = self.arguments.get(name)
        return argument.value if argument else Null()

    def is_set(self, name: str) -> bool:
        """Whether an argument is set to something other than null, or a nested block of that type exists."""
        return bool(self.blocks.get(name)) or not isinstance(self.value(name), Null)

    def as_object(self) -> MappingValue:
        """The body as an object value: arguments, and nested blocks as lists of objects."""
        entries = [Entry(a.name, a.value) for a in self.arguments.values()]
        for name, blocks in self.blocks.items():
            entries.append(Entry(name, Sequence("list", tuple(Item(b.body.as_object(), b.guard) for b in blocks))))
        return MappingValue("object", tuple(entries))

    def walk(self, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Argument]]:
        """Every argument below this body with its path."""
        for argument in self.arguments.values():
            yield (*path, argument.name), argument
        for name, blocks in self.blocks.items():
            for position, block in enumerate(blocks):
                yield from block.body.walk((*path, name, position))


@dataclass(frozen=True, slots=True)
class ResourceInstance:
    """A resource or data source instance, evaluated: its address, when it exists, its body, and what it waits for.

    ``elsewhere`` says where its provider works, if not in the region and account of the root's default configuration.
    """

    key: InstanceKey
    guard: Formula
    body: BodyValue
    depends_on: tuple[InstanceKey, ...]
    config: ResourceConfig
    elsewhere: str = ""

    @property
    def address(self) -> str:
        """The address as a Terraform plan spells it."""
        return str(self.key)

    @property
    def span(self) -> Span:
        """Where the resource block's header stands."""
        return self.config.block.header
