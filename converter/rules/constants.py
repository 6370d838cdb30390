"""What the tables write as YAML literals, as CloudFormation nodes."""

from __future__ import annotations

import re
from decimal import Decimal

from converter.cloudformation.model import GetAtt, Node, Object, Ref, Sub
from converter.rules.model import Json

_REFERENCE = re.compile(r"\$\{([A-Za-z0-9:._\[\]-]+)\}")


def split_references(text: str) -> list[tuple[str, bool]]:
    """A table's text in pieces: (literal, False) and (name inside ``${}``, True)."""
    pieces: list[tuple[str, bool]] = []
    end = 0
    for match in _REFERENCE.finditer(text):
        if match.start() > end:
            pieces.append((text[end : match.start()], False))
        pieces.append((match.group(1), True))
        end = match.end()
    if end < len(text):
        pieces.append((text[end:], False))
    return pieces


def constant(value: Json, kind: str | None) -> Node:
    """A literal as a node, in the property's kind; ``${AWS::…}`` in text makes a substitution."""
    match value:
        case dict():
            if set(value) == {"sub"} and isinstance(value["sub"], str):
                return constant(value["sub"], kind)
            if set(value) == {"ref"} and isinstance(value["ref"], str):
                return Ref(value["ref"])
            return Object(tuple((k, constant(v, None)) for k, v in value.items()))
        case list():
            return tuple(constant(v, None) for v in value)
        case bool():
            return ("true" if value else "false") if kind == "string" else value
        case int():
            return str(value) if kind == "string" else value
        case float():
            return str(value) if kind == "string" else Decimal(str(value))
        case str():
            return substitution(value)
        case None:
            return Ref("AWS::NoValue")


def substitution(text: str) -> Node:
    """Text with ``${AWS::…}`` references as a Sub (or a Ref, where it is nothing else)."""
    pieces = split_references(text)
    parts: list[str | Node] = [Ref(piece) if is_reference else piece for piece, is_reference in pieces]
    if not any(is_reference for _, is_reference in pieces):
        return text
    if len(parts) == 1 and isinstance(parts[0], Ref | GetAtt):
        return parts[0]
    return Sub(tuple(parts))
