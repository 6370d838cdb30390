"""Checks argument rows: against the provider's arguments on one side, against a type's properties on the other."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from converter.rules.model import ArgumentRow, Json, PropertyPath
from converter.rules.paths import Node, PathError, RegistryType, parse_path
from converter.terraform.provider_schema import AttributeSchema, BlockSchema, CtyType

Report = Callable[[str, str, str], None]
"""Takes a finding's id, the place within the rule and the problem."""


_NOT_TEXTS = frozenset({"boolean", "integer", "number"})
"""The provider has arguments of such kinds that are texts, so that they can be empty, which is unset."""


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument or nested block, whichever way the provider's schema writes it."""

    kind: CtyType
    is_argument: bool = True
    is_required: bool = False
    is_optional_in_table: bool = False
    inner: Mapping[str, Argument] | None = None


def arguments_of(block: BlockSchema) -> Mapping[str, Argument]:
    """The attributes and nested blocks of a resource type or nested block."""
    attributes = {name: _of_attribute(schema) for name, schema in block.attributes.items()}
    blocks = {
        name: Argument(["set", "dynamic"], inner=arguments_of(nested.block)) for name, nested in block.blocks.items()
    }
    return {**attributes, **blocks}


def _of_attribute(schema: AttributeSchema) -> Argument:
    return replace(
        _of_type(schema.type),
        is_argument=schema.is_argument,
        is_required=schema.required,
        is_optional_in_table=schema.deprecated,
    )


def _of_type(kind: CtyType) -> Argument:
    element: Any = kind
    while isinstance(element, list) and element[0] in {"list", "set"}:
        element = element[1]
    if isinstance(element, list) and element[0] == "object":
        return Argument(kind, inner={name: _of_type(inner) for name, inner in element[1].items()})
    return Argument(kind)


def element_of(argument: Argument) -> Argument:
    """An element of a list of scalars, as an argument of its own."""
    kind = argument.kind
    return replace(argument, kind=kind[1] if isinstance(kind, list) and kind[0] in {"list", "set"} else kind)


@dataclass(frozen=True, slots=True)
class RowChecker:
    """Checks the rows of one rule against one CloudFormation type (or none, where there is nothing to write to)."""

    report: Report
    target: RegistryType | None
    fan_out: Collection[str] = ()
    transforms: Collection[str] | None = None
    written: set[str] = field(default_factory=set)
    writers: dict[str, tuple[str, bool]] = field(default_factory=dict)

    def check(
        self,
        rows: Mapping[str, ArgumentRow],
        arguments: Mapping[str, Argument],
        start: Node | None,
        exempt: Collection[str] = (),
        where: str = "arguments",
    ) -> None:
        """Check ``rows`` for ``arguments``, with paths that start at ``start``."""
        for name, argument in arguments.items():
            if argument.is_argument and not argument.is_optional_in_table and name not in rows and name not in exempt:
                self.report("rules-missing-argument", where, f"{name} has no row")
        for name, row in rows.items():
            place = f"{where}.{name}"
            found = arguments.get(name)
            if found is None:
                if name not in exempt:
                    self.report("rules-unknown-argument", place, "the provider has no such argument")
            elif not found.is_argument and name not in exempt:
                self.report("rules-unknown-argument", place, "the provider computes it; it is no argument")
            else:
                self._row(row, found, start, place)

    def _row(self, row: ArgumentRow, argument: Argument, start: Node | None, place: str) -> None:
        if self.transforms is not None and row.transform and row.transform.name not in self.transforms:
            self.report("rules-transform", f"{place}.as", f"there is no transform {row.transform.name!r}")
        if row.verdict is not None:
            return
        node = start
        if row.to is not None:
            node = self._walk(row, argument, start, place)
            if node is None:
                return
            self._shape(row, argument, node, place)
            self._values(row, node, place)
            self._generated(row, start, place)
        for text in row.beside:
            owner = text.rpartition(".")[0]
            if owner and owner != str(row.to):
                self.report("rules-property-path", f"{place}.beside", f"{owner} is not the block's own property")
            self._beside(text, start, place)
        if row.rows and argument.inner is None:
            self.report("rules-unknown-argument", f"{place}.rows", "the argument is no block")
        elif row.rows or (argument.inner is not None and row.transform is None):
            begin = node.inside() if node is not None and row.to is not None else node
            self._within(node, begin).check(row.rows, argument.inner or {}, begin, where=f"{place}.rows")
            if row.to is not None and begin is not None and row.transform is None:
                self.required(begin, place)

    def _within(self, node: Node | None, begin: Node | None) -> RowChecker:
        """The checker of a block's rows: blocks that each add an element to one list write no property twice."""
        is_list = node is not None and begin is not None and begin.pointer != node.pointer
        return replace(self, writers={}) if is_list else self

    def _walk(self, row: ArgumentRow, argument: Argument, start: Node | None, place: str) -> Node | None:
        if row.to is None or self.target is None or start is None:
            self.report("rules-property-path", place, "there is no CloudFormation type to write to")
            return None
        try:
            node = (self.target.properties if row.to.absolute else start).walk(row.to)
        except PathError as error:
            self.report("rules-property-path", place, f"{self.target.name}: {error}")
            return None
        if self.target.is_read_only(node):
            self.report("rules-read-only", place, f"{self.target.name} computes {row.to}; it cannot be set")
        self._conflict(row, argument, node, place)
        self.wrote(node)
        return node

    def _conflict(self, row: ArgumentRow, argument: Argument, node: Node, place: str) -> None:
        """Report a second row that writes the same property, unless the two may well exclude each other.

        A row that ends in an element adds one to the list.
        """
        if row.key is not None or row.rows or (row.to is not None and row.to.steps[-1].index is not None):
            return
        other, always = self.writers.setdefault(node.pointer, (place, False))
        if other != place and (always or argument.is_required or row.has_default):
            self.report("rules-conflict", place, f"{row.to} is written by {other} too")
        self.writers[node.pointer] = (other, always or argument.is_required or row.has_default)

    def wrote(self, node: Node) -> None:
        """Note that something is written at ``node`` and so in all that it lies in."""
        pointer = node.pointer
        while pointer and pointer not in self.written:
            self.written.add(pointer)
            pointer = pointer.rpartition("/")[0]

    def required(self, node: Node, place: str) -> None:
        """Check that what ``node`` requires is written."""
        for name in node.required:
            if f"{node.pointer}/{name}" not in self.written and not node.is_free:
                self.report("rules-required", place, f"nothing writes the required property {name}")

    def _beside(self, text: str, start: Node | None, place: str) -> None:
        try:
            if start is not None:
                self.wrote(start.walk(parse_path(text)))
        except PathError as error:
            self.report("rules-property-path", f"{place}.beside", str(error))

    def _shape(self, row: ArgumentRow, argument: Argument, node: Node, place: str) -> None:
        """Report what the engine cannot turn into the property's form."""
        if row.key is not None:
            if not node.is_list or not {"Key", "Value"} <= set(node.elements().names):
                self.report("rules-key", f"{place}.key", f"{row.to} is no list of Key and Value")
            return
        if row.transform is not None or not node.types:
            return
        problem = _mismatch(argument, node, single=row.name in self.fan_out)
        if problem:
            self.report("rules-shape", place, f"{problem}, which needs a transform")
        elif argument.kind == "string" and not argument.is_required and not row.values:
            kinds = sorted(node.inside().types)
            if _NOT_TEXTS.issuperset(kinds):
                self.report(
                    "rules-shape", place, f'an empty text is no {" or ".join(kinds)}: say what "" becomes in `values`'
                )

    def _generated(self, row: ArgumentRow, start: Node | None, place: str) -> None:
        """Report a name that may be left out (``as: name``), though CloudFormation requires it and generates none."""
        if row.transform is None or row.transform.name != "name" or row.to is None or start is None:
            return
        *above, last = row.to.steps
        begin = self.target.properties if row.to.absolute and self.target is not None else start
        if last.name in begin.walk(PropertyPath(tuple(above))).inside().required:
            self.report("rules-required", f"{place}.as", f"CloudFormation requires {row.to} and generates no name")

    def _values(self, row: ArgumentRow, node: Node, place: str) -> None:
        enum = node.inside().enum
        if row.key is not None or not enum:
            return
        given: list[Json] = [value for value in row.values.values() if value is not None]
        if row.has_default and row.transform is None:
            default = row.values.get(_text(row.default), row.default)
            given.extend(default if isinstance(default, list) else [default])
        for value in given:
            if _text(value) not in map(_text, enum):
                allowed = ", ".join(map(str, enum))
                self.report("rules-value", f"{place}.values", f"{value!r} is none of {allowed}")


def _mismatch(argument: Argument, node: Node, *, single: bool) -> str:
    kind = argument.kind[0] if isinstance(argument.kind, list) else argument.kind
    element = node.inside()
    if argument.inner is not None:
        return "" if element.is_object or not element.types else "a block goes to a plain value"
    if kind == "map":
        return "" if node.is_object else "a map goes to something else than an object"
    if kind in {"list", "set"}:
        return "" if node.is_list or single else "a list goes to a single value"
    if kind in {"string", "number", "bool"} and element.types and not element.types - {"object", "array"}:
        return "a plain value goes to an object"
    return ""


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
