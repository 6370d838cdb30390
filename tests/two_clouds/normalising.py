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
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

RULES = Path(__file__).resolve().with_name("normalising.yaml")
Fact = tuple[str, str]
_NAMES = ("Key", "key", "TagKey", "ParameterName", "Name", "name", "AttributeName", "Id", "id")
_ORDERED = re.compile(r".*\.(command|entryPoint|KeySchema|Columns)")
_SINGLE = re.compile(r".*\.(Action|NotAction|Resource|NotResource|Principal\.\w+)")


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
    return Counter(_facts(description, "", labels))


def _facts(value: Any, place: str, labels: Labels) -> Iterator[Fact]:
    value = _opened(value)
    if value in (None, "", [], {}):
        return
    match value:
        case Mapping():
            for key, each in value.items():
                if key != "ResponseMetadata" and not str(key).startswith("aws:cloudformation:"):
                    yield from _facts(each, f"{place}.{_text(key, place, labels)}", labels)
        case list():
            yield from _facts_of_list(value, place, labels)
        case _:
            yield place, _text(value, place, labels)


def _facts_of_list(elements: list[Any], place: str, labels: Labels) -> Iterator[Fact]:
    if len(elements) == 1 and _SINGLE.fullmatch(place):
        yield from _facts(elements[0], place, labels)
        return
    name = next((each for each in _NAMES if _names_all(elements, each)), None)
    for number, element in enumerate(elements):
        if name is not None:
            if str(element[name]).startswith("aws:"):
                continue
            rest = {key: each for key, each in element.items() if key != name}
            here = f"{place}[{_text(element[name], place, labels)}]"
            yield here, ""
            yield from _facts(rest, here, labels)
        else:
            yield from _facts(element, f"{place}[{number if _ORDERED.fullmatch(place) else ''}]", labels)


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
        if rule.at.fullmatch(place):
            if rule.text is not None and rule.text.fullmatch(text):
                text = rule.placeholder
            elif rule.part is not None:
                text = rule.part.sub(rule.placeholder, text)
    return text
