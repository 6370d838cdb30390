"""Descriptions of two accounts in a form in which equal settings are equal texts.

A description becomes a set of (place, text) pairs. A place is a path: members by name, elements of a list of
structures by what they are called where they have a name or key, else without a number, because services give lists in
any order. Documents in texts are opened. What ``normalising.yaml`` names, and the identifiers of things, give way to a
placeholder, as a value and as a member's name.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import yaml

RULES = Path(__file__).resolve().with_name("normalising.yaml")
Fact = tuple[str, str]
Node: TypeAlias = "str | dict[str, Node] | list[Node]"
"""A value with its texts normalised: members under their places, and the elements that have none."""
_NAMES = ("Key", "key", "TagKey", "ParameterName", "Name", "name", "AttributeName", "Id", "id")
_ORDERED = re.compile(r".*\.(command|entryPoint|KeySchema|Columns)")
_SINGLE = re.compile(r".*\.(Action|NotAction|Resource|NotResource|Principal\.\w+)")
_THERE = ""
"""The text of an element that has a name, besides what its members say."""
_OF_STACKS = ("aws:cloudformation:", "tf2cfn:")
_OF_OWNERS = ("aws:", "tf2cfn:")
"""What tags begin with that say whose a thing is."""


class Rule(NamedTuple):
    """A row of ``normalising.yaml``."""

    at: re.Pattern[str]
    text: re.Pattern[str] | None
    part: re.Pattern[str] | None
    placeholder: str


@cache
def _rules() -> tuple[Rule, ...]:
    rows = yaml.safe_load(RULES.read_text(encoding="utf-8"))
    pattern = re.compile
    return tuple(
        Rule(
            pattern(row.get("at", ".*")),
            pattern(row["text"]) if "text" in row else None,
            pattern(row["part"]) if "part" in row else None,
            row["is"],
        )
        for row in rows
    )


class Labels:
    """The placeholders of identifiers in one account."""

    def __init__(self, labels: Mapping[str, str]) -> None:
        """Take a label for every identifier."""
        self._labels = labels
        longest = sorted(labels, key=len, reverse=True)
        self._pattern = re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, longest))})(?![\w-])") if longest else None

    def apply(self, text: str) -> str:
        """Put labels in the place of identifiers."""
        return self._pattern.sub(lambda hit: f"<{self._labels[hit[1]]}>", text) if self._pattern else text


def facts(description: Mapping[str, Any], labels: Labels) -> Counter[Fact]:
    """Return what a description says, each fact as often as it says it."""
    return Counter(_facts(_normalised(description, "", labels), ""))


def wholes(description: Mapping[str, Any], labels: Labels, without: Collection[Fact]) -> Counter[Fact]:
    """Return the elements of the lists of structures that have no names, each in one text.

    What stands together in an element is lost where every fact stands alone: two permissions that exchange their
    addresses say the same facts. ``without`` are facts to leave out, those that are told as differences.
    """
    return Counter(_wholes(_normalised(description, "", labels), "", without))


def _facts(node: Node, place: str) -> Iterator[Fact]:
    match node:
        case str():
            yield place, node
        case dict():
            for key, child in node.items():
                yield from _facts(child, f"{place}{key}")
        case _:
            for child in node:
                yield from _facts(child, f"{place}[]")


def _wholes(node: Node, place: str, without: Collection[Fact]) -> Iterator[Fact]:
    match node:
        case dict():
            for key, child in node.items():
                yield from _wholes(child, f"{place}{key}", without)
        case list():
            for child in node:
                if not isinstance(child, str) and (text := _whole(child, f"{place}[]", without)):
                    yield f"{place}[]", text
                yield from _wholes(child, f"{place}[]", without)


def _whole(node: Node, place: str, without: Collection[Fact]) -> str:
    """Return all that a part says in one text, nothing where everything is left out."""
    match node:
        case str():
            return "" if (place, node) in without else node or "there"
        case dict():
            parts = {key: _whole(child, f"{place}{key}", without) for key, child in node.items()}
            texts = sorted(f"{key}={text}" for key, text in parts.items() if text)
            return f"{{{', '.join(texts)}}}" if texts else ""
        case _:
            texts = sorted(filter(None, (_whole(child, f"{place}[]", without) for child in node)))
            return f"[{', '.join(texts)}]" if texts else ""


def _normalised(value: Any, place: str, labels: Labels) -> Node:
    """Return a value with members as ``.name`` or ``[name]``, placeholders, and without what is empty or AWS's own."""
    value = _opened(value)
    match value:
        case Mapping():
            made = {
                f".{_text(key, place, labels)}": each
                for key, each in value.items()
                if key != "ResponseMetadata" and not str(key).startswith(_OF_STACKS)
            }
            return _filled((key, _normalised(each, f"{place}{key}", labels)) for key, each in made.items())
        case list():
            return _normalised_list(value, place, labels)
        case None:
            return ""
        case _:
            return _text(value, place, labels)


def _normalised_list(elements: list[Any], place: str, labels: Labels) -> Node:
    if len(elements) == 1 and _SINGLE.fullmatch(place):
        return _normalised(elements[0], place, labels)
    name = next((each for each in _NAMES if _names_all(elements, each)), None)
    if name is not None:
        made: dict[str, Node] = {}
        for element in elements:
            if not str(element[name]).startswith(_OF_OWNERS):
                key = f"[{_text(element[name], place, labels)}]"
                rest = {member: each for member, each in element.items() if member != name}
                made[key] = {"": _THERE, **_members(_normalised(rest, f"{place}{key}", labels))}
        return made
    if _ORDERED.fullmatch(place):
        pairs = (
            (f"[{number}]", _normalised(each, f"{place}[{number}]", labels)) for number, each in enumerate(elements)
        )
        return _filled(pairs)
    return [child for each in elements if (child := _normalised(each, f"{place}[]", labels))]


def _filled(members: Iterable[tuple[str, Node]]) -> Node:
    return {key: child for key, child in members if child}


def _members(node: Node) -> Mapping[str, Node]:
    return node if isinstance(node, dict) else {}


def _names_all(elements: list[Any], name: str) -> bool:
    """Whether each element of a list is called something else by a member."""
    if not all(isinstance(each, Mapping) and isinstance(each.get(name), str) for each in elements):
        return False
    return len({each[name] for each in elements}) == len(elements)


def _opened(value: Any) -> Any:
    """Return the document that a text holds, else the value."""
    if isinstance(value, str) and value[:1] in {"{", "["}:
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _text(value: Any, place: str, labels: Labels) -> str:
    match value:
        case dt.datetime():
            return "<time>"
        case bool():
            return str(value).lower()
        case float() if value.is_integer():
            value = int(value)
        case bytes():
            value = value.decode(errors="replace")
    text = labels.apply(str(value))
    for rule in _rules():
        if text and rule.at.fullmatch(place):
            if rule.text is not None and rule.text.fullmatch(text):
                text = rule.placeholder
            elif rule.part is not None:
                text = rule.part.sub(rule.placeholder, text)
    return text
