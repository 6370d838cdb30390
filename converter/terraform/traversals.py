"""References written out as text."""

from __future__ import annotations

from converter.hcl.syntax import Expression, GetAttr, Index, Literal, Parentheses, Variable


def traversal_text(expression: Expression) -> str:
    """A reference as text: ``tags["Name"]``, ``setting[0].value``; empty for anything that is not a reference."""
    match expression:
        case Variable(name=name):
            return name
        case Literal(value=str() as name):
            return name
        case GetAttr(source=source, name=name):
            return f"{traversal_text(source)}.{name}"
        case Index(source=source, key=Literal(value=key)):
            shown = f'"{key}"' if isinstance(key, str) else str(key)
            return f"{traversal_text(source)}[{shown}]"
        case Parentheses(expression=inner):
            return traversal_text(inner)
        case _:
            return ""
