"""Trees as s-expressions, for the expected sides of the pair files."""

from __future__ import annotations

import dataclasses
import json
from decimal import Decimal

from converter.hcl import syntax


def sexpr(node: syntax.Node | None) -> str:  # noqa: C901, PLR0912 - one case for each kind of node
    """The tree below ``node`` without its spans, on one line."""
    match node:
        case None:
            return "-"
        case syntax.Literal(value=value):
            return _value(value)
        case syntax.TemplateText(text=text):
            return json.dumps(text, ensure_ascii=False)
        case syntax.TemplateInterpolation(expression=inner):
            return f"(${{ {sexpr(inner)})"
        case syntax.TemplateIf(condition=condition, then=then, otherwise=otherwise):
            return f"(%if {sexpr(condition)} {_group(then)} {_group(otherwise)})"
        case syntax.TemplateFor(key_name=key, value_name=value_name, collection=collection, body=body):
            return f"(%for {key or '-'} {value_name} {sexpr(collection)} {_group(body)})"
        case syntax.Template(parts=parts):
            return _list("template", *parts)
        case syntax.TemplateWrap(expression=inner):
            return _list("wrap", inner)
        case syntax.Variable(name=name):
            return name
        case syntax.GetAttr(source=source, name=name):
            return f"(. {sexpr(source)} {name})"
        case syntax.Index(source=source, key=key_node):
            return _list("[]", source, key_node)
        case syntax.SplatItem():
            return "@"
        case syntax.Splat(source=source, each=each, full=full):
            return _list("[*]" if full else ".*", source, each)
        case syntax.Call(name=name, arguments=arguments, expand_final=expand):
            return _list(f"call {name}", *arguments, end=" ..." if expand else "")
        case syntax.Conditional(condition=condition, then=then_node, otherwise=otherwise_node):
            return _list("?", condition, then_node, otherwise_node)
        case syntax.Binary(operator=operator, left=left, right=right):
            return _list(operator, left, right)
        case syntax.Unary(operator=operator, operand=operand):
            return _list(operator, operand)
        case syntax.Parentheses(expression=inner):
            return _list("paren", inner)
        case syntax.TupleExpression(items=items):
            return _list("tuple", *items)
        case syntax.ObjectExpression(items=members):
            return _list("object", *members)
        case syntax.ObjectItem(key=key_node, value=value_node):
            return _list("=", key_node, value_node)
        case syntax.ForExpression():
            return _for(node)
        case syntax.Attribute(name=name, expression=expression):
            return f"(attribute {name} {sexpr(expression)})"
        case syntax.Block(type=type_, labels=labels, body=inner_body):
            return _list(f"block {type_} {json.dumps(labels, ensure_ascii=False)}", inner_body)
        case syntax.Body(attributes=attributes, blocks=blocks):
            return _list("body", *sorted([*attributes, *blocks], key=lambda item: item.span.start))
        case _:
            raise TypeError(type(node).__name__)


def without_spans(node: object) -> object:
    """A value that is equal for two trees exactly if they differ in nothing but spans."""
    if isinstance(node, tuple):
        return tuple(map(without_spans, node))
    if isinstance(node, syntax.Node):
        fields = [f.name for f in dataclasses.fields(node) if f.name not in {"span", "name_span", "header"}]
        return (type(node).__name__, *(without_spans(getattr(node, name)) for name in fields))
    return node


def _list(head: str, *parts: syntax.Node, end: str = "") -> str:
    return f"({' '.join([head, *map(sexpr, parts)])}{end})"


def _group(parts: tuple[syntax.TemplatePart, ...]) -> str:
    return f"({' '.join(map(sexpr, parts))})"


def _value(value: str | Decimal | bool | None) -> str:
    return str(value) if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False)


def _for(node: syntax.ForExpression) -> str:
    names = f"{node.key_name or '-'} {node.value_name} {sexpr(node.collection)}"
    ends = f"{sexpr(node.condition)}{' ...' if node.grouped else ''}"
    if node.key is None:
        return f"(for[ {names} {sexpr(node.value)} {ends})"
    return f"(for{{ {names} {sexpr(node.key)} {sexpr(node.value)} {ends})"
