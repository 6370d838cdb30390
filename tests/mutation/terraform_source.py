"""The Terraform configuration under mutation: its files, its blocks, and which resources take a value from where."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path

from converter.findings import Span
from converter.hcl import parse_file
from converter.hcl.syntax import Attribute, Block, GetAttr, Index, Literal, Node, SourceFile, Splat, SplatItem, Variable

Name = tuple[str, ...]
"""What something is called in references: ``("var", "x")``, ``("aws_lb", "this")``, ``("module", "m", "out")``."""

Thing = tuple[str, Name]
"""A folder and something named in it. ``("module", "m", "=", "a")`` is argument ``a`` of module call ``m``."""

_INDEX = re.compile(r"\[[^\]]*\]")
_NO_TYPES = frozenset({"each", "count", "path", "terraform", "self"})


@dataclass(frozen=True)
class Part:
    """A top-level block, or one local: where it stands, what it is called, and the syntax below it."""

    folder: str
    name: Name
    node: Block | Attribute

    @property
    def span(self) -> Span:
        return self.node.span


def nodes(value: object) -> Iterator[object]:
    """A syntax node and everything below it."""
    if isinstance(value, tuple):
        for item in value:
            yield from nodes(item)
    elif isinstance(value, Node):
        yield value
        for field in fields(value):
            yield from nodes(getattr(value, field.name))


def chain(node: object) -> Name:
    """The names of a reference from its root on, indexes left out; empty where it is none."""
    match node:
        case Variable(name=name):
            return (name,)
        case GetAttr(source=source, name=name):
            before = chain(source)
            return (*before, name) if before else ()
        case Index(source=source) | Splat(source=source):
            return chain(source)
        case SplatItem():
            return ()
        case _:
            return ()


def references(value: object) -> Iterator[Name]:
    """What the expressions below a node refer to."""
    for node in nodes(value):
        names = chain(node) if isinstance(node, (GetAttr, Variable)) else ()
        if len(names) >= 2 and names[0] not in _NO_TYPES:
            yield names[:3] if names[0] in ("module", "data") else names[:2]


@dataclass(frozen=True)
class TerraformSource:
    """Every file below a folder: path → text, and its syntax tree."""

    texts: Mapping[str, str]

    @classmethod
    def load(cls, folder: Path) -> TerraformSource:
        """The ``.tf`` files below a folder."""
        files = sorted(folder.rglob("*.tf"))
        return cls({file.relative_to(folder).as_posix(): file.read_text(encoding="utf-8") for file in files})

    @cached_property
    def trees(self) -> Mapping[str, SourceFile]:
        """The syntax tree of each file."""
        return {path: parse_file(text, path) for path, text in self.texts.items()}

    def blocks(self, *types: str) -> Iterator[tuple[str, Block]]:
        """The top-level blocks of some types (of all, where none is given) with their folders."""
        for path, tree in self.trees.items():
            for block in tree.body.blocks:
                if not types or block.type in types:
                    yield posixpath.dirname(path), block

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Every named thing."""
        return tuple(self._parts())

    def _parts(self) -> Iterator[Part]:
        for folder, block in self.blocks():
            match block.type, block.labels:
                case "variable", (name,):
                    yield Part(folder, ("var", name), block)
                case "output", (name,):
                    yield Part(folder, ("output", name), block)
                case "module", (name,):
                    yield Part(folder, ("module", name), block)
                    for attribute in block.body.attributes:
                        yield Part(folder, ("module", name, "=", attribute.name), attribute)
                case "resource", (kind, name):
                    yield Part(folder, (kind, name), block)
                case "data", (kind, name):
                    yield Part(folder, ("data", kind, name), block)
                case "locals", _:
                    for attribute in block.body.attributes:
                        yield Part(folder, ("local", attribute.name), attribute)

    def called(self, folder: str, block: Block) -> str | None:
        """The folder that a module call leads to."""
        source = block.body.attribute("source")
        if source is None or not isinstance(source.expression, Literal):
            return None
        return posixpath.normpath(posixpath.join(folder, str(source.expression.value))).removeprefix("./")

    def is_always_given(self, module: str, argument: str) -> bool:
        """Whether each call of the module in a folder gives the argument."""
        calls = [block for folder, block in self.blocks("module") if self.called(folder, block) == module]
        return bool(calls) and all(block.body.attribute(argument) is not None for block in calls)

    @cached_property
    def takers(self) -> Mapping[Thing, frozenset[Thing]]:
        """Each thing, and those that take a value from it directly."""
        found: dict[Thing, set[Thing]] = defaultdict(set)
        for part in self.parts:
            own = (part.folder, part.name)
            is_call = part.name[0] == "module" and len(part.name) == 2
            for name in references(part.node):
                if not is_call:
                    found[part.folder, name].add(own)
                    if name[0] == "module":
                        found[part.folder, name[:2]].add(own)
        for folder, block in self.blocks("module"):
            below = self.called(folder, block)
            for attribute in block.body.attributes:
                argument = (folder, ("module", block.labels[0], "=", attribute.name))
                if attribute.name in ("count", "for_each", "depends_on"):
                    found[argument].update((p.folder, p.name) for p in self.parts if p.folder == below)
                    found[argument].update(
                        (folder, ("module", block.labels[0], "=", a.name))
                        for a in block.body.attributes
                        if a != attribute
                    )
                elif below is not None:
                    found[argument].add((below, ("var", attribute.name)))
            for part in self.parts:
                if part.folder == below and part.name[0] == "output":
                    found[below, part.name].add((folder, ("module", block.labels[0], part.name[1])))
        return {thing: frozenset(things) for thing, things in found.items()}

    def ends(self, start: Thing) -> frozenset[Thing]:
        """The resources, and the root's outputs, that take a value from a thing, the thing itself left out."""
        return frozenset(thing for thing in self.reached(start) if self._is_end(thing))

    def reached(self, start: Thing) -> frozenset[Thing]:
        """What takes a value from a thing, directly or along a chain that a resource or root output ends."""
        found: set[Thing] = set()
        waiting = [start]
        while waiting:
            here = waiting.pop()
            if here != start and self._is_end(here):
                continue
            for thing in self.takers.get(here, ()):
                if thing not in found and thing != start:
                    found.add(thing)
                    waiting.append(thing)
        return frozenset(found)

    def _is_end(self, thing: Thing) -> bool:
        folder, name = thing
        if name[0] == "output":
            return folder == ""
        return name[0] not in ("var", "local", "module", "data")

    def enclosing(self, span: Span) -> Part | None:
        """The smallest named thing around a span."""
        around = [p for p in self.parts if p.span.file == span.file and p.span.start <= span.start <= p.span.end]
        return min(around, key=lambda p: p.span.end.byte - p.span.start.byte, default=None)

    def thing(self, address: str) -> Thing | None:
        """What a finding's address names: a resource, a data source, ``var.x`` or ``output.x``."""
        steps = _INDEX.sub("", address).split(".")
        folder = ""
        while steps[0] == "module" and len(steps) > 2:
            block = next((b for f, b in self.blocks("module") if f == folder and b.labels == (steps[1],)), None)
            below = self.called(folder, block) if block is not None else None
            if below is None:
                return None
            folder, steps = below, steps[2:]
        return folder, tuple(steps[: 3 if steps[0] == "data" else 2])
