"""References written out as text."""

from __future__ import annotations

from dataclasses import replace

from converter.findings import FindingError, Span
from converter.hcl import parse_expression
from converter.hcl.syntax import Expression, GetAttr, Index, Literal, Parentheses, Variable


def traversal_text(expression: Expression) -> str:
    """A reference as text: ``tags["Name"]``, ``setting[0].value``; empty for anything that is not a reference."""
    match expression:
        case Variable(name=name):
            return name
        case Literal(value=str() as name):
            return name
        case GetAttr(source=source, name=name):
            before = traversal_text(source)
            return name if before == "resource" else f"{before}.{name}"
        case Index(source=source, key=Literal(value=key)):
            shown = f'"{key}"' if isinstance(key, str) else str(key)
            return f"{traversal_text(source)}[{shown}]"
        case Parentheses(expression=inner):
            return traversal_text(inner)
        case _:
            return ""


def quoted_reference(expression: Expression) -> Expression:
    """A reference that stands in quotes, as Terraform 0.11 wanted it; any other expression as it is."""
    if not (isinstance(expression, Literal) and isinstance(expression.value, str)):
        return expression
    try:
        parsed = parse_expression(expression.value)
    except FindingError:
        return expression
    return _at(parsed, expression.span) if traversal_text(parsed) else expression


def _at(expression: Expression, span: Span) -> Expression:
    """A reference, all of it at one place."""
    match expression:
        case GetAttr(source=source) | Index(source=source):
            return replace(expression, span=span, source=_at(source, span))
        case _:
            return replace(expression, span=span)
