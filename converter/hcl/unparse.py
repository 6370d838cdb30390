"""Expressions → text in the Terraform language.

For messages ("the value of ``var.a + 1``") and as the inverse of the parser: parsing the text again gives the same
tree but for its spans. Parentheses are written where the tree has them, so a tree that did not come from the parser
must hold :class:`~converter.hcl.syntax.Parentheses` where precedence asks for them.
"""

from __future__ import annotations

import re
from decimal import Decimal

from converter.hcl import syntax

_NAME = re.compile(r"[^\W\d][\w-]*")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def unparse(expression: syntax.Expression) -> str:  # noqa: C901, PLR0912 - one short case for each kind of node
    """One line of source text for ``expression``; heredocs become quoted strings."""
    match expression:
        case syntax.Literal(value=value):
            return _literal(value)
        case syntax.TemplateWrap(expression=inner):
            return f'"${{{unparse(inner)}}}"'
        case syntax.Template(parts=(syntax.TemplateInterpolation(expression=inner),)):
            return f'" ${{~ {unparse(inner)}}}"'  # a string, unlike the value itself that "${x}" stands for
        case syntax.Template(parts=parts):
            return f'"{_parts(parts)}"'
        case syntax.Variable(name=name):
            return name
        case syntax.GetAttr(source=source, name=name):
            return f"{unparse(source)}.{name}"
        case syntax.Index(source=source, key=key):
            return f"{unparse(source)}[{unparse(key)}]"
        case syntax.SplatItem():
            return ""
        case syntax.Splat(source=source, each=each, full=full):
            return _splat(source, each, full=full)
        case syntax.Call(name=name, arguments=arguments, expand_final=expand):
            return f"{name}({', '.join(map(unparse, arguments))}{'...' if expand else ''})"
        case syntax.Conditional(condition=condition, then=then, otherwise=otherwise):
            return f"{unparse(condition)} ? {unparse(then)} : {unparse(otherwise)}"
        case syntax.Binary(operator=operator, left=left, right=right):
            return f"{unparse(left)} {operator} {unparse(right)}"
        case syntax.Unary(operator=operator, operand=operand):
            return f"{operator}{unparse(operand)}"
        case syntax.Parentheses(expression=inner):
            return f"({unparse(inner)})"
        case syntax.TupleExpression(items=items):
            return f"[{', '.join(map(unparse, items))}]"
        case syntax.ObjectExpression(items=members):
            inside = ", ".join(f"{_key(member.key)} = {unparse(member.value)}" for member in members)
            return f"{{ {inside} }}" if inside else "{}"
        case syntax.ForExpression():
            return _for(expression)


def _splat(source: syntax.Expression, each: syntax.Expression, *, full: bool) -> str:
    """``each`` begins with the element, which is written as nothing; legacy indexes keep their dot."""
    return f"{unparse(source)}{'[*]' if full else '.*'}{unparse(each) if full else _legacy(each)}"


def _legacy(each: syntax.Expression) -> str:
    match each:
        case syntax.GetAttr(source=source, name=name):
            return f"{_legacy(source)}.{name}"
        case syntax.Index(source=source, key=key):
            return f"{_legacy(source)}.{unparse(key)}"
        case _:
            return ""


def _for(expression: syntax.ForExpression) -> str:
    names = expression.value_name if expression.key_name is None else f"{expression.key_name}, {expression.value_name}"
    value = unparse(expression.value) + ("..." if expression.grouped else "")
    if expression.key is not None:
        value = f"{unparse(expression.key)} => {value}"
    condition = "" if expression.condition is None else f" if {unparse(expression.condition)}"
    text = f"for {names} in {unparse(expression.collection)} : {value}{condition}"
    return f"[{text}]" if expression.key is None else f"{{{text}}}"


def _literal(value: str | Decimal | bool | None) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, Decimal) else f'"{_escaped(value)}"'


def _key(key: syntax.Expression) -> str:
    if isinstance(key, syntax.Literal) and isinstance(key.value, str):
        return key.value if _NAME.fullmatch(key.value) and key.value != "for" else unparse(key)
    return unparse(key)


def _parts(parts: tuple[syntax.TemplatePart, ...]) -> str:
    return "".join(map(_part, parts))


def _part(part: syntax.TemplatePart) -> str:
    match part:
        case syntax.TemplateText(text=text):
            return _escaped(text)
        case syntax.TemplateInterpolation(expression=inner):
            return f"${{{unparse(inner)}}}"
        case syntax.TemplateIf(condition=condition, then=then, otherwise=otherwise):
            middle = f"%{{else}}{_parts(otherwise)}" if otherwise else ""
            return f"%{{if {unparse(condition)}}}{_parts(then)}{middle}%{{endif}}"
        case syntax.TemplateFor(key_name=key_name, value_name=value_name, collection=collection, body=body):
            names = value_name if key_name is None else f"{key_name}, {value_name}"
            return f"%{{for {names} in {unparse(collection)}}}{_parts(body)}%{{endfor}}"


def _escaped(text: str) -> str:
    text = "".join(_ESCAPES.get(char) or (char if char.isprintable() else _code(char)) for char in text)
    return text.replace("${", "$${").replace("%{", "%%{")


def _code(char: str) -> str:
    return f"\\u{ord(char):04X}" if ord(char) < 0x10000 else f"\\U{ord(char):08X}"
