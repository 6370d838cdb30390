"""The small language of the rows: parameters of a call with ``$`` expressions in them.

A text that begins with ``$`` is a JMESPath expression (https://jmespath.org) over what is known of the resource: its
properties by name, and the lower-case names that ``resource_run.py`` lists. ``$rest`` stands for every property that
nothing else in the row takes. What has no value is left out, and so is a structure or list in which no expression has a
value; an expression that begins with ``$!`` takes the whole structure around it away when it has none. ``_Functions``
holds the functions besides JMESPath's own.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import jmespath
from jmespath import functions

REST = "$rest"


class _Missing(Exception):  # noqa: N818  (an answer within this file)
    """A ``$!`` expression has no value."""


class _Functions(functions.Functions):  # type: ignore[misc]
    """What expressions of rows need besides JMESPath's own functions."""

    @functions.signature({"types": ["string", "null"]}, {"types": ["string"]})  # type: ignore[untyped-decorator]
    def _func_after(self, text: str | None, mark: str) -> str | None:
        """Return the text after the last mark."""
        return None if text is None else text.rsplit(mark, 1)[-1]

    @functions.signature({"types": ["object", "null"]})  # type: ignore[untyped-decorator]
    def _func_pairs(self, map: dict[str, Any] | None) -> list[dict[str, Any]] | None:
        """Return a map as a list of keys and values."""
        return None if map is None else [{"Key": key, "Value": value} for key, value in map.items()]

    @functions.signature({"types": ["string", "null"]})  # type: ignore[untyped-decorator]
    def _func_from_base64(self, text: str | None) -> str | None:
        """Return the text that is encoded."""
        return None if text is None else base64.b64decode(text).decode(errors="replace")

    @functions.signature({"types": ["array", "null"]}, {"types": ["string"]}, {"types": []})  # type: ignore[untyped-decorator]
    def _func_pick(self, several: list[dict[str, Any]] | None, member: str, value: Any) -> dict[str, Any] | None:
        """Return the first structure whose member has the value."""
        return next((each for each in several or () if each.get(member) == value), None)

    @functions.signature({"types": ["string", "null"]}, {"types": ["string"]})  # type: ignore[untyped-decorator]
    def _func_split(self, text: str | None, mark: str) -> list[str] | None:
        """Return the parts between the marks."""
        return None if text is None else text.split(mark)

    @functions.signature({"types": ["string", "null"]})  # type: ignore[untyped-decorator]
    def _func_statements(self, policy: str | None) -> list[dict[str, Any]]:
        """Return the statements of a policy that is written as JSON."""
        return json.loads(policy)["Statement"] if policy else []

    @functions.signature({"types": ["array", "null"]})  # type: ignore[untyped-decorator]
    def _func_without_nulls(self, several: list[dict[str, Any]] | None) -> list[dict[str, Any]]:
        """Return the structures without their members that have no value."""
        return [{key: value for key, value in each.items() if value is not None} for each in several or ()]

    @functions.signature({"types": ["string", "null"]})  # type: ignore[untyped-decorator]
    def _func_with_dot(self, name: str | None) -> str | None:
        """Return a domain name with the dot at its end that DNS services answer with."""
        return None if name is None else f"{name.removesuffix('.')}."


_OPTIONS = jmespath.Options(custom_functions=_Functions())


def search(expression: str, document: Mapping[str, Any]) -> Any:
    """Return what a JMESPath expression finds, None for nothing."""
    return _compiled(expression).search(document, options=_OPTIONS)


def fill(template: Any, document: Mapping[str, Any]) -> Any:
    """Return the template with its expressions' values; None when none of them has one, or a ``$!`` has none."""
    try:
        value, _ = _fill(template, document)
    except _Missing:
        return None
    return value


def constants(template: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members of a call's parameters that ask for no value."""
    return {name: value for name, value in template.items() if not _has_expression(value)}


def is_required(template: Any) -> bool:
    """Return whether a call's parameters have an expression without whose value there is no call (``$!``)."""
    if isinstance(template, str):
        return template.startswith("$!")
    parts = template.values() if isinstance(template, Mapping) else template if isinstance(template, list) else ()
    return any(is_required(each) for each in parts)


def properties_of(template: Any, *, under: str = "") -> frozenset[str]:
    """Return the names of the properties that a template's expressions take.

    ``under`` is a lower-case name whose members are wanted instead (``item``).
    """
    names = set[str]()
    for expression in _expressions(template):
        for path in _paths(_compiled(expression).parsed):
            if under and path[0] == under:
                names.add(path[1] if len(path) > 1 else "*")
            elif not under and path[0][:1].isupper():
                names.add(path[0])
    return frozenset(names)


@cache
def _compiled(expression: str) -> Any:
    return jmespath.compile(expression)


def _without_nulls(value: Any) -> Any:
    """Leave out the members of a structure that an expression made of properties which are not set."""
    if isinstance(value, Mapping):
        return {key: _without_nulls(each) for key, each in value.items() if each is not None}
    return [_without_nulls(each) for each in value] if isinstance(value, list) else value


def _fill(template: Any, document: Mapping[str, Any]) -> tuple[Any, bool]:
    """Return the value, and whether it is one: a constant or an expression that found something."""
    if isinstance(template, str):
        if not template.startswith("$"):
            return template, True
        if template == REST:
            return document.get("rest") or {}, True
        required = template.startswith("$!")
        value = _without_nulls(search(template[2 if required else 1 :], document))
        if value is None and required:
            raise _Missing
        return value, value is not None
    if isinstance(template, Mapping):
        return _fill_structure(template, document)
    if isinstance(template, list):
        return _fill_list(template, document)
    return template, True


def _fill_structure(template: Mapping[str, Any], document: Mapping[str, Any]) -> tuple[Any, bool]:
    filled = {key: _fill(value, document) for key, value in template.items()}
    found = {key: value for key, (value, present) in filled.items() if present}
    asked = [key for key, value in template.items() if _has_expression(value)]
    if asked and not any(key in found for key in asked):
        return None, False
    return found, True


def _fill_list(template: list[Any], document: Mapping[str, Any]) -> tuple[Any, bool]:
    found = []
    for part in template:
        try:
            value, present = _fill(part, document)
        except _Missing:
            continue
        if present:
            found.append(value)
    return (found, True) if found or not template else (None, False)


def _has_expression(template: Any) -> bool:
    if isinstance(template, str):
        return template.startswith("$")
    if isinstance(template, Mapping):
        return any(_has_expression(value) for value in template.values())
    return isinstance(template, list) and any(_has_expression(value) for value in template)


def _expressions(template: Any) -> Iterator[str]:
    if isinstance(template, str):
        if template.startswith("$") and template != REST:
            yield template.removeprefix("$").removeprefix("!")
    elif isinstance(template, Mapping):
        for value in template.values():
            yield from _expressions(value)
    elif isinstance(template, list):
        for value in template:
            yield from _expressions(value)


def _paths(node: Any) -> Iterator[tuple[str, ...]]:
    """Return the paths of names that an expression reads from the document's top."""
    kind, children = node["type"], node["children"]
    if kind == "field":
        yield (node["value"],)
    elif kind == "subexpression":
        head = list(_paths(children[0]))
        tail = [child["value"] for child in children[1:] if child["type"] == "field"]
        for path in head:
            yield (*path, *tail)
    elif kind in {"projection", "value_projection", "filter_projection", "flatten", "index_expression", "pipe"}:
        yield from _paths(children[0])
    else:
        for child in children:
            yield from _paths(child)
