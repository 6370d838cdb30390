"""Scalars that an object wraps: without the scalar there must be no object either."""

from __future__ import annotations

from converter.rules.ledger import Verdict
from converter.rules.properties import Branch, Conditional, Guarded, Leaf, Tree
from converter.rules.transforms.registry import TransformContext, Transformed, transform
from converter.terraform.values import Choice, Null, Value


@transform("wrapped")
def wrapped(context: TransformContext, value: Value) -> Transformed:
    """A scalar as the one property of an object (or of objects in one another, ``A.B``), left out where it is null.

    A row that goes through an object (``to: A.B``) leaves an empty ``A`` behind where a value makes ``B`` nothing; that
    is invalid where ``A`` requires ``B``.
    """
    names = str(context.parameters).split(".")

    def visit(inner: Value) -> Tree:
        match inner:
            case Choice(condition, then, otherwise):
                return Conditional(condition, visit(then), visit(otherwise))
            case Null():
                return Leaf(inner)
            case _:
                tree: Tree = Leaf(inner)
                for name in reversed(names):
                    tree = Branch({name: Guarded(tree)})
                return tree

    if isinstance(value, Null):
        return Transformed(None, Verdict.SAME, "it asks for what holds without it")
    return Transformed(visit(value))
