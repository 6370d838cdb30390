"""Putting property trees where rows say: single or in a list, as the registry schema asks for there."""

from __future__ import annotations

from dataclasses import dataclass, replace

from converter.rules.model import ArgumentRow, PropertyPath, Step
from converter.rules.properties import Branch, Conditional, Fixed, Guarded, Items, Leaf, Tree
from converter.rules.shapes import Shapes
from converter.terraform.formulas import ALWAYS, Formula, both, either, negate
from converter.terraform.navigation import is_residual_collection
from converter.terraform.values import Choice, Null, Sequence, Value


@dataclass(slots=True)
class Places:
    """The properties of one resource under construction: ``root`` is the whole object."""

    root: Branch
    shapes: Shapes

    def absolute(self, to: PropertyPath, here: tuple[str, ...]) -> tuple[str, ...]:
        """The property path of a row's target, from the resource's root, list positions left out."""
        steps = tuple(s.name for s in to.steps)
        return steps if to.absolute else (*here, *steps)

    def place(self, to: PropertyPath, tree: Tree, base: Branch, here: tuple[str, ...], guard: Formula = ALWAYS) -> None:
        """Put a tree at a row's target, in the form (list or single) that the schema asks for there."""
        branch = self.root if to.absolute else base
        path: tuple[str, ...] = () if to.absolute else here
        *parents, last = to.steps
        for step in parents:
            path = (*path, step.name)
            branch = _descend(branch, step, self.shapes.kind(path))
        path = (*path, last.name)
        if last.index is not None or self.is_list(path):
            self.place_in_list(branch, last, tree, guard)
            return
        merge_branches(branch, Branch({last.name: Guarded(tree)}), guard)

    def is_list(self, path: tuple[str, ...]) -> bool:
        return self.shapes.kind(path) == "array"

    def place_in_list(self, branch: Branch, step: Step, tree: Tree, guard: Formula) -> None:
        """Add a tree to a list property: a list value extends it, anything else is one element.

        The list is there where something added to it is: without any, Terraform sets nothing.
        """
        before = branch.entries.get(step.name)
        items = branch.items(step.name)
        branch.entries[step.name] = Guarded(items, guard if before is None else either(before.guard, guard))
        if isinstance(tree, Items):
            items.elements.extend(Guarded(e.tree, both(guard, e.guard)) for e in tree.elements)
        elif isinstance(tree, Leaf) and isinstance(tree.value, Sequence):
            items.elements.extend(Guarded(Leaf(i.value), both(guard, i.guard)) for i in tree.value.items)
        elif isinstance(tree, Leaf) and isinstance(tree.value, Choice) and _list_choice(tree.value):
            self.place_choice(items, tree.value, guard)
        elif isinstance(tree, Leaf) and is_residual_collection(tree.value) and not items.elements:
            branch.entries[step.name] = Guarded(tree, guard)
        elif isinstance(tree, Fixed) and isinstance(tree.node, tuple):
            items.elements.extend(Guarded(Fixed(node), guard) for node in tree.node)
        else:
            items.elements.append(Guarded(tree, guard))

    def place_choice(self, items: Items, value: Choice, guard: Formula) -> None:
        """A conditional list: the elements of each branch, under its condition."""
        for branch, condition in ((value.then, value.condition), (value.otherwise, negate(value.condition))):
            inner = both(guard, condition)
            if isinstance(branch, Choice):
                self.place_choice(items, branch, inner)
            elif isinstance(branch, Sequence):
                items.elements.extend(Guarded(Leaf(i.value), both(inner, i.guard)) for i in branch.items)
            elif not isinstance(branch, Null):
                items.elements.append(Guarded(Leaf(branch), inner))

    def keyed(self, row: ArgumentRow, tree: Tree, base: Branch, guard: Formula) -> None:
        """Add a ``{Key, Value}`` attribute to a list property; one that is there already is replaced."""
        assert row.to is not None  # rows with a key have a target
        assert row.key is not None
        branch = self.root if row.to.absolute else base
        items = branch.items(row.to.steps[-1].name)
        for position, element in enumerate(items.elements):
            if isinstance(element.tree, Branch):
                key = element.tree.entries.get("Key")
                if key is not None and key.tree == Fixed(row.key):
                    items.elements[position] = Guarded(_pair(row.key, tree), guard)
                    return
        items.elements.append(Guarded(_pair(row.key, tree), guard))


def _pair(key: str, tree: Tree) -> Branch:
    return Branch({"Key": Guarded(Fixed(key)), "Value": Guarded(tree)})


def _descend(branch: Branch, step: Step, kind: str | None) -> Branch:
    if step.index is not None or kind == "array":
        items = branch.items(step.name)
        index = step.index or 0
        while len(items.elements) <= index:
            items.elements.append(Guarded(Branch()))
        tree = items.elements[index].tree
        assert isinstance(tree, Branch)
        return tree
    return branch.child(step.name)


def merge_branches(into: Branch, other: Branch, guard: Formula) -> None:
    """Add the entries of ``other`` to ``into``, under ``guard``; lists are appended, objects merged.

    What both have is there where either has it, and each member only where its own side has it. Of two plain values the
    later one counts where it is there.
    """
    for name, entry in other.entries.items():
        there = both(guard, entry.guard)
        before = into.entries.get(name)
        if before is None:
            into.entries[name] = Guarded(entry.tree, there)
            continue
        together: Tree
        match before.tree, entry.tree:
            case Branch() as together, Branch() as tree:
                for key, member in together.entries.items():
                    together.entries[key] = replace(member, guard=both(before.guard, member.guard))
                merge_branches(together, tree, there)
            case Items() as together, Items() as tree:
                together.elements = [replace(e, guard=both(before.guard, e.guard)) for e in together.elements]
                together.elements.extend(replace(e, guard=both(there, e.guard)) for e in tree.elements)
            case _, tree:
                together = tree if there == ALWAYS else Conditional(there, tree, before.tree)
        into.entries[name] = Guarded(together, either(before.guard, there))


def _list_choice(value: Value) -> bool:
    if isinstance(value, Choice):
        return _list_choice(value.then) or _list_choice(value.otherwise)
    return isinstance(value, Sequence)
