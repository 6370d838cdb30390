"""Transforms of flags and lists of blocks into objects."""

from __future__ import annotations

from converter.cloudformation.model import Object
from converter.rules.constants import constant
from converter.rules.lowering import InexpressibleError
from converter.rules.properties import Branch, Conditional, Fixed, Guarded, Leaf, Tree
from converter.rules.selection import text_of
from converter.rules.transforms.registry import TransformContext, Transformed, transform
from converter.terraform.operators import formula_of
from converter.terraform.values import Choice, Mapping, Null, Sequence, Value


@transform("empty_object")
def empty_object(context: TransformContext, value: Value) -> Transformed:
    """A flag as an empty object, which is there where the flag is true."""
    _ = context

    def visit(inner: Value) -> Tree:
        match inner:
            case Choice(condition, then, otherwise):
                return Conditional(condition, visit(then), visit(otherwise))
            case Null():
                return Leaf(inner)
        formula = formula_of(inner)
        if formula is None:
            raise InexpressibleError("whether it is true is known only after the deployment")
        return Conditional(formula, Fixed(Object(())), Leaf(Null()))

    return Transformed(visit(value))


@transform("objects_by_key")
def objects_by_key(context: TransformContext, value: Value) -> Transformed:
    """Blocks as a map of objects, by one argument of theirs.

    Parameters: ``key``, the argument; ``properties``, the other arguments' property names; ``defaults``, by property.
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
            given = block.get(argument) or Null()
            name = str(target)
            if not isinstance(given, Null):
                entries[name] = Guarded(Leaf(given))
            elif name in defaults:
                entries[name] = Guarded(Fixed(constant(defaults[name], None)))
        found[key] = Guarded(Branch(entries), item.guard)
    return Transformed(Branch(found, free=True))
