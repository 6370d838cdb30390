"""Transforms of flags and lists of blocks into objects, and of blocks into scalars."""

from __future__ import annotations

from converter.rules.constants import constant
from converter.rules.inexpressible import InexpressibleError
from converter.rules.ledger import Verdict
from converter.rules.model import Json
from converter.rules.properties import Branch, Conditional, Fixed, Guarded, Items, Leaf, Tree
from converter.rules.selection import text_of
from converter.rules.transforms.forms import pairs
from converter.rules.transforms.registry import TransformContext, Transformed, transform
from converter.terraform.formulas import ALWAYS, NEVER
from converter.terraform.operators import formula_of
from converter.terraform.values import Mapping, Null, ObjectView, Sequence, Value


@transform("empty_object")
def empty_object(context: TransformContext, value: Value) -> Transformed:
    """A flag as an empty object, which is there where the flag is true; other rows may fill it."""
    formula = NEVER if isinstance(value, Null) else formula_of(value)
    if formula == ALWAYS:
        return Transformed(Branch(), Verdict.SAME)
    if formula == NEVER:
        return Transformed(None, Verdict.SAME, "it asks for what holds without it")
    if formula is None or context.shapes.kind(context.path) == "object":
        raise InexpressibleError("whether it is true is not known before the deployment")
    return Transformed(Conditional(formula, Branch(), Leaf(Null())))


@transform("objects_by_key")
def objects_by_key(context: TransformContext, value: Value) -> Transformed:
    """Blocks as a map of objects, by one argument of theirs.

    Parameters: ``key``, the argument; ``properties``, the other arguments' property names; ``defaults``, by property.
    An argument may be a path into a block of which there is one, a property's name a path through objects. A value that
    changes its form has a mapping for its name: ``{to: NAME, key_values: [K, V]}`` makes a map a list of pairs,
    ``{to: NAME, listed: true}`` a scalar a list of one.
    """
    parameters = context.parameters
    assert isinstance(parameters, dict)  # the table's author wrote it so; a law holds it
    names, defaults = parameters["properties"], parameters.get("defaults") or {}
    assert isinstance(names, dict)
    assert isinstance(defaults, dict)
    found: dict[str, Guarded] = {}
    for item in value.items if isinstance(value, Sequence) else ():
        if not isinstance(item.value, Mapping):
            continue
        block = item.value
        key = text_of(block.get(str(parameters["key"])) or Null())
        if key is None:
            raise InexpressibleError(f"{parameters['key']} is not known before the deployment")
        entries: dict[str, Guarded] = {}
        for argument, target in names.items():
            given = _inside(block, argument.split("."))
            name = str(target["to"] if isinstance(target, dict) else target)
            if not isinstance(given, Null):
                _write(entries, name.split("."), _member(given, target))
            elif name in defaults:
                entries[name] = Guarded(Fixed(constant(defaults[name], None)))
        found[key] = Guarded(Branch(entries), item.guard)
    return Transformed(Branch(found, free=True))


def _inside(block: Mapping, path: list[str]) -> Value:
    """The argument at a path through blocks of which there is one each; null where a block is not there."""
    first, *rest = path
    given = block.get(first) or Null()
    if not rest:
        return given
    only = given.items[0].value if isinstance(given, Sequence) and given.items else Null()
    return _inside(only, rest) if isinstance(only, Mapping) else Null()


def _write(entries: dict[str, Guarded], path: list[str], tree: Tree) -> None:
    """Put a tree at a path through objects."""
    for name in reversed(path[1:]):
        tree = Branch({name: Guarded(tree)})
    entries[path[0]] = Guarded(tree)


def _member(value: Value, target: Json) -> Tree:
    """A member of an object: the value in the form that the target asks for."""
    if not isinstance(target, dict):
        return Leaf(value)
    names = target.get("key_values")
    if isinstance(names, list):
        return pairs(value, str(names[0]), str(names[1]))
    return Items([Guarded(Leaf(value))]) if target.get("listed") else Leaf(value)


@transform("listed_values")
def listed_values(context: TransformContext, value: Value) -> Transformed:
    """A map of scalars as a map of lists, each with the one value."""
    _ = context
    content = value.expand() if isinstance(value, ObjectView) else value
    if not isinstance(content, Mapping):
        raise InexpressibleError("its keys are not known before the deployment")
    found = {
        entry.key: Guarded(Items([Guarded(Leaf(entry.value))]), entry.guard)
        for entry in content.entries
        if not isinstance(entry.value, Null)
    }
    return Transformed(Branch(found, free=True))


@transform("pluck")
def pluck(context: TransformContext, value: Value) -> Transformed:
    """A list of blocks as the list of one argument of each."""
    name = str(context.parameters)
    found: list[Guarded] = []
    for item in context.lists.of(value, context.span):
        block = item.value.expand() if isinstance(item.value, ObjectView) else item.value
        if not isinstance(block, Mapping):
            raise InexpressibleError(f"the {name} of each is not known before the deployment")
        found.append(Guarded(Leaf(block.get(name) or Null()), item.guard))
    return Transformed(Items(found))
