"""The text of ``Fn::Sub``: from parts to ``${Name}`` text and back.

Facts: "Fn::Sub", AWS CloudFormation User Guide (``${!Literal}`` stands for ``${Literal}``; variables of the
two-argument form are not substituted again).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from converter.cloudformation.model import GetAtt, GetAZs, If, Node, Ref, Select, Sub, walk
from converter.cloudformation.scalars import scalar_text

_REFERENCE = re.compile(r"\$\{(?P<literal>!)?(?P<name>[^${}]*)\}")
_ESCAPABLE = re.compile(r"\$\{(?!!)[^${}]*\}")
_NAME = re.compile(r"[A-Za-z0-9_.:]+")


class SubstitutionError(ValueError):
    """The text of a Sub is not valid; the message says why."""


def normal_parts(parts: tuple[str | Node, ...]) -> tuple[str | Node, ...]:
    """Parts in normal form: nested Subs spliced in, scalars as text, adjacent text merged, empty text left out."""
    out: list[str | Node] = []

    def add(part: str | Node) -> None:
        if isinstance(part, Sub):
            for inner in part.parts:
                add(inner)
        elif isinstance(part, (str, int, Decimal)):
            text = scalar_text(part)
            if text and out and isinstance(out[-1], str):
                out[-1] += text
            elif text:
                out.append(text)
        else:
            out.append(part)

    for part in parts:
        add(part)
    return tuple(out)


def normal(sub: Sub) -> Sub | str:
    """The Sub in normal form; plain text where it holds no reference at all."""
    parts = normal_parts(sub.parts)
    if not parts:
        return ""
    if len(parts) == 1 and isinstance(parts[0], str):
        return parts[0]
    return Sub(parts)


def _reference(part: Node) -> str | None:
    match part:
        case Ref(name) if _NAME.fullmatch(name) and "." not in name:
            return name
        case GetAtt(resource, attribute):
            return f"{resource}.{attribute}"
        case _:
            return None


class _Variables:
    """Names for what ``${...}`` cannot say directly; equal nodes share a name, no reference is shadowed."""

    def __init__(self, taken: set[str]) -> None:
        self._taken = taken
        self.values: dict[str, Node] = {}

    def name(self, node: Node) -> str:
        for name, value in self.values.items():
            if value == node and type(value) is type(node):
                return name
        wanted = _carried(node)
        name, number = wanted or "Value1", 1
        while name in self._taken:
            number += 1
            name = f"{wanted or 'Value'}{number}"
        self._taken.add(name)
        self.values[name] = node
        return name


def _carried(node: Node) -> str:
    """A name for a node after what it reads: ``BaseDomainOrRootDomain``; empty where that says nothing or too much."""
    match node:
        case Select(int() as index, GetAZs()):
            return f"Zone{index + 1}"
        case Select(int() as index, source) if inner := _carried(source):
            return f"{inner.removesuffix('Value')}{index + 1}"
    joint = "Or" if isinstance(node, If) else "And"
    names = dict.fromkeys(n for inner in walk(node) if (n := _plain_name(inner)))
    text = joint.join(names) if len(names) > 1 else "".join(f"{n}Value" for n in names)
    return text if len(text) <= MAX_VARIABLE_NAME else ""


def _plain_name(node: Node) -> str:
    match node:
        case Ref(name) if "::" not in name:
            return name
        case GetAtt(resource, attribute):
            return f"{resource}{''.join(c for c in attribute if c.isalnum())}"
        case _:
            return ""


MAX_VARIABLE_NAME = 60
"""Longer names of a Sub's variables hide more than they tell."""


def _literal(text: str, variables: _Variables) -> str:
    """Literal text with every ``${`` made harmless."""
    out: list[str] = []
    at = 0
    while (found := text.find("${", at)) >= 0:
        out.append(text[at:found])
        if closed := _ESCAPABLE.match(text, found):
            out.append("${!" + closed.group()[2:])
            at = closed.end()
        else:
            out.append("${" + variables.name("${") + "}")
            at = found + 2
    out.append(text[at:])
    return "".join(out)


def render(sub: Sub) -> tuple[str, dict[str, Node]]:
    """The text and the variables of a Sub; no variables means that the one-argument form says it all."""
    parts = normal_parts(sub.parts)
    references = {r for p in parts if not isinstance(p, str) and (r := _reference(p)) is not None}
    variables = _Variables(set(references))
    text: list[str] = []
    for part in parts:
        if isinstance(part, str):
            text.append(_literal(part, variables))
        else:
            text.append("${" + (_reference(part) or variables.name(part)) + "}")
    return "".join(text), variables.values


def parse(text: str, variables: Mapping[str, Node] | None = None) -> Sub:
    """The parts of a Sub text, in normal form; ``variables`` are those of the two-argument form.

    Raises SubstitutionError for a name that CloudFormation refuses.
    """
    given = variables or {}
    parts: list[str | Node] = []
    at = 0
    for found in _REFERENCE.finditer(text):
        parts.append(text[at : found.start()])
        at = found.end()
        name = found["name"].strip()
        if found["literal"]:
            parts.append("${" + found["name"] + "}")
        elif name in given:
            parts.append(given[name])
        elif not _NAME.fullmatch(name):
            raise SubstitutionError(
                f"{found.group()} is not a reference: names hold letters, digits, '_', '.' and ':'; write "
                f"${{!{found['name']}}} for the literal text"
            )
        elif "." in name:
            resource, _, attribute = name.partition(".")
            parts.append(GetAtt(resource, attribute))
        else:
            parts.append(Ref(name))
    parts.append(text[at:])
    return Sub(normal_parts(tuple(parts)))
