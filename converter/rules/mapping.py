"""Applying the argument rows of a rule to an evaluated body: property trees out, ledger entries written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from converter.findings import Finding, Findings, Severity, Span
from converter.rules.constants import constant
from converter.rules.elements import Elements
from converter.rules.inexpressible import InexpressibleError
from converter.rules.ledger import ArgumentEntry, ResourceEntry, Target, Verdict, path_text
from converter.rules.model import ArgumentRow, Json
from converter.rules.placing import Places, merge_branches
from converter.rules.properties import Branch, Fixed, Guarded, Items, Leaf, Tree
from converter.rules.selection import text_of
from converter.rules.table_values import with_values
from converter.rules.transforms.registry import TRANSFORMS, TransformContext, Transformed
from converter.terraform.addresses import InstanceKey
from converter.terraform.choosing import map_leaves
from converter.terraform.formulas import ALWAYS, Formula, both, negate
from converter.terraform.instances import Argument, BodyValue, NestedBlockValue, ResourceInstance
from converter.terraform.values import (
    Apply,
    Bool,
    Choice,
    Failure,
    Item,
    Mapping as MappingValue,
    Null,
    ObjectView,
    Sequence,
    String,
    Unknown,
    Value,
)
from converter.terraform.walking import walk

_LEFT_OUT = {Verdict.DROPPED: "rules-argument-dropped", Verdict.UNSUPPORTED: "rules-argument-unsupported"}
"""Verdicts of an argument that has no counterpart → the ids of the findings that say so."""


@dataclass(slots=True)
class Mapper:
    """Maps one instance's body (or one child's body into its parent) by rows.

    ``base`` is where relative paths start, ``here`` the property path of base.
    """

    instance: ResourceInstance
    places: Places
    entry: ResourceEntry
    findings: Findings
    target: InstanceKey
    resources: Mapping[InstanceKey, ResourceInstance]
    absorb: Callable[[InstanceKey], None]
    lists: Elements
    part: str = ""
    self_reference: str | None = None
    skip: frozenset[str] = field(default_factory=frozenset)

    # ------------------------------------------------------------------------------------------ bodies

    def body(
        self,
        rows: Mapping[str, ArgumentRow],
        body: BodyValue,
        base: Branch,
        here: tuple[str, ...] = (),
        prefix: tuple[str | int, ...] = (),
    ) -> None:
        """Apply ``rows`` to ``body``; what has no row is left to the check of the ledger."""
        for name, argument in body.arguments.items():
            if name in rows and not (not prefix and name in self.skip):
                self.argument(rows[name], argument, base, here, (*prefix, name))
        for name, blocks in body.blocks.items():
            if name in rows:
                self.blocks(rows[name], blocks, base, here, (*prefix, name))
        for name, row in rows.items():
            if name not in body.arguments and name not in body.blocks and row.has_default:
                self.default(row, base, here)

    def default(self, row: ArgumentRow, base: Branch, here: tuple[str, ...]) -> None:
        """Write the provider's default where the configuration says nothing."""
        if row.to is None or (row.omit_when_ignored and self.ignored(row.name)):
            return
        default: Json = row.default
        if row.values and not isinstance(default, dict | list):
            text = str(default).lower() if isinstance(default, bool) else str(default)
            default = row.values.get(text, default)
        if default is None:
            return
        kind = self.places.shapes.kind(self.places.absolute(row.to, here))
        tree: Tree = Fixed(constant(default, "string" if row.key else kind))
        if row.key is not None:
            self.places.keyed(row, tree, base, ALWAYS)
        else:
            self.places.place(row.to, tree, base, here)

    # ------------------------------------------------------------------------------------------ arguments

    def argument(
        self, row: ArgumentRow, argument: Argument, base: Branch, here: tuple[str, ...], path: tuple[str | int, ...]
    ) -> None:
        """Apply a row to an argument that the configuration sets."""
        value = argument.value
        if isinstance(value, Null):
            self.note(path, argument.span, Verdict.SAME, "null: not set")
            if row.has_default:
                self.default(row, base, here)
            return
        if row.omit_when_ignored and self.ignored(row.name):
            self.note(path, argument.span, Verdict.EQUIVALENT,
                      "left out, since changes to it are ignored (lifecycle.ignore_changes)")  # fmt: skip
            return
        if row.verdict is not None:
            self.without_property(row, value, path, argument.span)
            return
        if row.rows and row.transform is None:
            self.note(path, argument.span, Verdict.SAME, row.note)
            self.blocks(row, as_blocks(row.name, argument), base, here, path)
            return
        if row.to is None:
            self.note(path, argument.span, Verdict.EQUIVALENT, row.note or row.reason)
            return
        value = self.with_default(row, value)
        where = self.places.absolute(row.to, here)
        result = self.transformed(row, value, where, path, argument.span)
        property_text = ".".join(self.places.absolute(result.instead, here) if result.instead else where)
        if result.tree is None:
            self.note(path, argument.span, result.verdict or Verdict.EQUIVALENT, result.reason or row.note)
            return
        verdict = result.verdict or (Verdict.EQUIVALENT if row.note else self.verdict_of(value))
        self.note(path, argument.span, verdict, result.reason or row.note, property_text)
        if row.key is not None:
            self.places.keyed(row, result.tree, base, ALWAYS)
        else:
            self.places.place(result.instead or row.to, result.tree, base, here)

    def verdict_of(self, value: Value) -> Verdict:
        """Same, or derived where a derived parameter carries part of the value."""
        return Verdict.DERIVED if any(isinstance(v, Apply) for v in walk(value)) else Verdict.SAME

    def with_default(self, row: ArgumentRow, value: Value) -> Value:
        """A conditional value with the provider's default in the branches that leave the argument unset."""
        if not row.has_default or not isinstance(value, Choice) or isinstance(row.default, dict | list):
            return value
        default = row.default
        known: Value = (
            Null() if default is None else Bool(default) if isinstance(default, bool) else String(str(default))
        )
        return map_leaves(value, lambda leaf: known if isinstance(leaf, Null) else leaf)

    def transformed(
        self, row: ArgumentRow, value: Value, where: tuple[str, ...], path: tuple[str | int, ...], span: Span
    ) -> Transformed:
        """The property tree of an argument's value."""
        unusable = next((v for v in walk(value) if isinstance(v, Unknown | Failure)), None)
        if unusable is not None:
            reason = unusable.reason if isinstance(unusable, Unknown) else unusable.finding.summary
            return self.inexpressible(path, span, reason or "its value is known only after the deployment")
        if row.values:
            try:
                value = with_values(row.values, self.lists.opened(value, span))
            except InexpressibleError as problem:
                return self.inexpressible(path, span, str(problem))
        if row.transform is None:
            return Transformed(Leaf(value))
        context = TransformContext(
            self.instance, self.places.shapes, where, row.transform.parameters, self.resources, self.absorb,
            self.findings, span, self.self_reference, self.target, self.lists,
        )  # fmt: skip
        try:
            return TRANSFORMS[row.transform.name](context, value)
        except InexpressibleError as problem:
            return self.inexpressible(path, span, str(problem))

    def inexpressible(self, path: tuple[str | int, ...], span: Span, reason: str) -> Transformed:
        """Report an argument whose value has no CloudFormation form."""
        self.findings.add(
            Finding(
                "rules-inexpressible",
                Severity.ERROR,
                f"{path_text(path)} cannot be expressed in CloudFormation",
                reason,
                span,
                address=self.instance.address,
            )
        )
        return Transformed(None, Verdict.UNSUPPORTED, reason)

    def without_property(self, row: ArgumentRow, value: Value, path: tuple[str | int, ...], span: Span) -> None:
        """Record an argument whose row gives it no property."""
        verdict = Verdict(row.verdict or "dropped")
        if _is_harmless(value, row):
            self.note(path, span, Verdict.SAME, "it has no effect at this value")
            return
        self.note(path, span, verdict, row.reason)
        if verdict in _LEFT_OUT:
            severity = Severity.INFO if row.severity == "info" else Severity.WARNING
            if verdict is Verdict.UNSUPPORTED:
                severity = Severity.WARNING
            self.findings.add(
                Finding(
                    _LEFT_OUT[verdict],
                    severity,
                    f"{path_text(path)} is {verdict}",
                    row.reason,
                    span,
                    address=self.instance.address,
                )
            )

    # ------------------------------------------------------------------------------------------ blocks

    def blocks(
        self,
        row: ArgumentRow,
        blocks: tuple[NestedBlockValue, ...],
        base: Branch,
        here: tuple[str, ...],
        path: tuple[str | int, ...],
    ) -> None:
        """Apply a row to the nested blocks of a type."""
        if row.verdict is not None:
            for position, block in enumerate(blocks):
                self.without_property(row, Null(), (*path, position), block.span)
                self.cover((*path, position), block.body, Verdict(row.verdict), row.reason)
            return
        if row.transform is not None and row.to is not None:
            self.transformed_blocks(row, blocks, base, here, path)
            return
        for position, block in enumerate(blocks):
            inner_path = (*path, position)
            if row.to is None:
                self.flattened(row, block, base, here, inner_path)
                continue
            where = self.places.absolute(row.to, here)
            branch = Branch()
            self.body(row.rows, block.body, branch, where, inner_path)
            for text, literal in row.beside.items():
                _, inside, name = text.rpartition(".")
                owner, guard = (branch, ALWAYS) if inside else (base, block.guard)
                owner.entries.setdefault(name, Guarded(Fixed(constant(literal, None)), guard))
            self.places.place(row.to, branch, base, here, block.guard)

    def flattened(
        self,
        row: ArgumentRow,
        block: NestedBlockValue,
        base: Branch,
        here: tuple[str, ...],
        path: tuple[str | int, ...],
    ) -> None:
        """A block without a target of its own: its rows write into the enclosing target, under the block's guard."""
        if block.guard == ALWAYS:
            self.body(row.rows, block.body, base, here, path)
            return
        aside = Branch()
        self.body(row.rows, block.body, aside, here, path)
        merge_branches(base, aside, block.guard)

    def transformed_blocks(
        self,
        row: ArgumentRow,
        blocks: tuple[NestedBlockValue, ...],
        base: Branch,
        here: tuple[str, ...],
        path: tuple[str | int, ...],
    ) -> None:
        """Nested blocks that a named transform takes as a whole: it sees them as a list of objects."""
        assert row.to is not None  # the caller looked
        assert row.transform is not None
        for position, block in enumerate(blocks):
            result = self.transformed(
                row,
                Sequence("list", (Item(block.body.as_object()),)),
                self.places.absolute(row.to, here),
                (*path, position),
                block.span,
            )
            self.cover((*path, position), block.body, result.verdict or Verdict.SAME, result.reason,
                       ".".join(self.places.absolute(row.to, here)))  # fmt: skip
            if isinstance(result.tree, Items):
                for element in result.tree.elements:
                    self.places.place(row.to, element.tree, base, here, both(block.guard, element.guard))
            elif result.tree is not None:
                self.places.place(row.to, result.tree, base, here, block.guard)

    def cover(
        self, path: tuple[str | int, ...], body: BodyValue, verdict: Verdict, reason: str, property_text: str = ""
    ) -> None:
        """Record every argument below a block that was taken as a whole."""
        for inner, argument in body.walk(path):
            self.note(inner, argument.span, verdict, reason, property_text)

    # ------------------------------------------------------------------------------------------ ledger

    def ignored(self, name: str) -> bool:
        """Whether ``lifecycle.ignore_changes`` lists the argument."""
        ignored = self.instance.config.lifecycle.ignore_changes
        return "all" in ignored or name in ignored

    def note(
        self, path: tuple[str | int, ...], span: Span, verdict: Verdict, reason: str = "", property_text: str = ""
    ) -> None:
        """Write an argument's entry into the ledger."""
        targets = (Target(self.target, self.part, property_text),) if property_text else ()
        self.entry.note(ArgumentEntry(path_text(path), verdict, reason, span, targets))


def as_blocks(name: str, argument: Argument) -> tuple[NestedBlockValue, ...]:
    """An argument of object type (or a list of objects) as if it were written as nested blocks."""
    return tuple(_object_blocks(name, argument, argument.value, ALWAYS))


def _object_blocks(name: str, argument: Argument, value: Value, guard: Formula) -> Iterator[NestedBlockValue]:
    match value:
        case ObjectView():
            yield from _object_blocks(name, argument, value.expand(), guard)
        case Choice(condition, then, otherwise):
            yield from _object_blocks(name, argument, then, both(guard, condition))
            yield from _object_blocks(name, argument, otherwise, both(guard, negate(condition)))
        case Sequence(items=items):
            for item in items:
                yield from _object_blocks(name, argument, item.value, both(guard, item.guard))
        case MappingValue(entries=entries):
            arguments = {e.key: Argument(e.key, e.value, argument.span) for e in entries}
            yield NestedBlockValue(name, BodyValue(arguments), argument.span, guard)
        case _:
            return


def _is_harmless(value: Value, row: ArgumentRow) -> bool:
    """Whether an argument has a value at which it changes nothing."""
    if isinstance(value, Sequence | MappingValue):
        members = value.items if isinstance(value, Sequence) else value.entries
        texts = [text_of(m.value) for m in members]
        if not members:
            return [] in row.harmless or {} in row.harmless
        return any(isinstance(h, list) and [_text(i) for i in h] == texts for h in row.harmless)
    text = text_of(value)
    return text is not None and text in {_text(h) for h in row.harmless if not isinstance(h, list | dict)}


def _text(value: Json) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None or isinstance(value, list | dict) else str(value)
