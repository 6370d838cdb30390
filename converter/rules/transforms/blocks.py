"""Transforms of blocks into the objects that the registry schema spells, and of lists that CloudFront counts."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from converter.rules.constants import constant
from converter.rules.inexpressible import InexpressibleError
from converter.rules.model import Json
from converter.rules.properties import Branch, Conditional, Fixed, Guarded, Items, Leaf, Tree
from converter.rules.shapes import Shapes
from converter.rules.transforms.registry import TransformContext, Transformed, transform
from converter.terraform.formulas import ALWAYS, Formula, both
from converter.terraform.values import Item, Mapping, Null, ObjectView, Sequence, Value

Path = tuple[str, ...]


@transform("by_schema")
def by_schema(context: TransformContext, value: Value) -> Transformed:
    """Blocks as objects with the names that the registry schema spells; a block's name may be its property's singular.

    The row gives the provider's defaults by property path. For blocks that hold each other to many levels, where rows
    would say thousands of times what one rule says.
    """
    if context.shapes.kind(context.path) == "array":
        items = value.items if isinstance(value, Sequence) else (Item(value),)
        return Transformed(Items([Guarded(_object(i.value, context.shapes, context.path), i.guard) for i in items]))
    only = value.items[0].value if isinstance(value, Sequence) else value
    branch = _object(only, context.shapes, context.path)
    for path, default in (context.parameters if isinstance(context.parameters, dict) else {}).items():
        _default(branch, path.split("."), default)
    return Transformed(branch)


def _default(branch: Branch, path: list[str], default: Json) -> None:
    """Write a default where the object that it belongs to is there."""
    first, *rest = path
    if not rest:
        branch.entries.setdefault(first, Guarded(Fixed(constant(default, None))))
    elif first in branch.entries:
        below = branch.entries[first].tree
        assert isinstance(below, Branch)  # objects alone have defaults
        _default(below, rest, default)


def _object(value: Value, shapes: Shapes, path: Path) -> Branch:
    block = _expanded(value)
    if not isinstance(block, Mapping):
        raise InexpressibleError("a block is not known before the deployment")
    branch = Branch()
    for entry in block.entries:
        given = entry.value
        if isinstance(given, Null) or (isinstance(given, Sequence) and not given.items):
            continue
        name = property_name(shapes, path, entry.key)
        if name is None:
            raise InexpressibleError(f"CloudFormation has no property for {entry.key}")
        where = (*path, name)
        if isinstance(given, Sequence) and shapes.kind(where) != "array":
            for item in given.items:  # a block of which there can be one
                branch.entries[name] = Guarded(_object(item.value, shapes, where), both(entry.guard, item.guard))
        elif isinstance(given, Sequence):
            elements = [e for item in given.items for e in _elements(item, shapes, where)]
            branch.entries[name] = Guarded(Items(elements), entry.guard)
        else:
            branch.entries[name] = Guarded(Leaf(given), entry.guard)
    return branch


def _elements(item: Item, shapes: Shapes, path: Path) -> Iterator[Guarded]:
    """The elements that one element of a list becomes: a scalar or a block itself, a list of names one object each."""
    block = _expanded(item.value)
    if not isinstance(block, Mapping):
        yield Guarded(Leaf(item.value), item.guard)
        return
    only = block.entries[0] if len(block.entries) == 1 else None
    if only is not None and isinstance(only.value, Sequence) and property_name(shapes, path, only.key) is None:
        name = property_name(shapes, path, only.key.removesuffix("s"))
        if name is not None:
            for inner in only.value.items:
                yield Guarded(Branch({name: Guarded(Leaf(inner.value))}), both(item.guard, inner.guard))
            return
    yield Guarded(_object(block, shapes, path), item.guard)


def property_name(shapes: Shapes, path: Path, argument: str) -> str | None:
    """The property at ``path`` that an argument or block becomes: spelled alike, or its plural; None: there is none."""
    return shapes.spelling(path, argument) or shapes.spelling(path, f"{argument}s")


def _expanded(value: Value) -> Value:
    return value.expand() if isinstance(value, ObjectView) else value


@transform("quantified")
def quantified(context: TransformContext, value: Value) -> Transformed:
    """A list as CloudFront's ``{Quantity, Items}``."""
    items = [Guarded(Leaf(item.value), item.guard) for item in context.lists.of(value, context.span)]
    return Transformed(Branch({"Items": Guarded(Items(items)), "Quantity": Guarded(quantity_of(items))}))


def quantity_of(elements: Collection[Guarded]) -> Tree:
    """How many elements there are; one that exists only under a condition counts only then."""

    def count(found: int, rest: list[Formula]) -> Tree:
        if not rest:
            return Fixed(constant(found, "number"))
        return Conditional(rest[0], count(found + 1, rest[1:]), count(found, rest[1:]))

    certain = sum(element.guard == ALWAYS for element in elements)
    return count(certain, [element.guard for element in elements if element.guard != ALWAYS])
