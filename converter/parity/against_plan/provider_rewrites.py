"""What the provider itself makes of configured values before a plan shows them.

A certificate's domain joins its alternative names, some words are written in small letters, some numbers as names,
containers come in order, and what a resource's kind does not know is not planned at all. The rows stand in
``mappings/provider/plan-rewrites.yaml``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from converter.mappings_folder import mappings_folder

FILE = "plan-rewrites.yaml"
FORMAT = 1
LETTERS: Mapping[str, Callable[[str], str]] = {"lower": str.lower, "upper": str.upper}


@dataclass(frozen=True, slots=True)
class Rewrite:
    """What happens to the value at one path."""

    adds: str = ""
    """The argument whose value joins the set."""
    letters: str = ""
    """A key of ``LETTERS``: how a text is planned."""
    values: Mapping[str, str] = field(default_factory=dict)
    """Texts, and what is planned in their place."""
    unset_where: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    """Arguments, and those of their values with which this one is not planned."""
    sorted_by: str = ""
    """The member by which a list of objects in JSON text is planned in order."""
    left_out: tuple[Any, ...] = ()
    """The values with which a member of JSON text is not planned."""


Rewrites = Mapping[tuple[str, ...], Rewrite]


def as_planned(type_name: str, configured: Mapping[str, Any]) -> Mapping[str, Any]:
    """The arguments and blocks of a resource as its plan shows them; all as plain data."""
    planned = dict(configured)
    for path, rewrite in all_rewrites().get(type_name, {}).items():
        if path[0] in planned:
            planned[path[0]] = _below(planned[path[0]], path[1:], rewrite, configured)
    return planned


def _below(value: Any, path: tuple[str, ...], rewrite: Rewrite, configured: Mapping[str, Any]) -> Any:
    if isinstance(value, str) and (path or rewrite.sorted_by):
        return _in_json(value, path, rewrite, configured)
    if not path:
        return _rewritten(value, rewrite, configured)
    if isinstance(value, list):
        return type(value)(_below(item, path, rewrite, configured) for item in value)
    if isinstance(value, Mapping) and path[0] in value:
        if len(path) == 1 and value[path[0]] in rewrite.left_out:
            return {name: member for name, member in value.items() if name != path[0]}
        return {**value, path[0]: _below(value[path[0]], path[1:], rewrite, configured)}
    return value


_ESCAPED = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"}
"""What Terraform's ``jsonencode``, and Go's encoder in the provider, never write as it is."""


def _in_json(text: str, path: tuple[str, ...], rewrite: Rewrite, configured: Mapping[str, Any]) -> str:
    """JSON text with what is at a path in it rewritten; any other text as it is."""
    try:
        content = json.loads(text)
    except ValueError:
        return text
    written = json.dumps(_below(content, path, rewrite, configured), ensure_ascii=False, separators=(",", ":"))
    return written.translate(_ESCAPED)


def _sorted_by(name: str, objects: list[Any]) -> list[Any]:
    if not all(isinstance(item, Mapping) for item in objects):
        return objects
    return sorted(objects, key=lambda item: str(item.get(name, "")))


def _rewritten(value: Any, rewrite: Rewrite, configured: Mapping[str, Any]) -> Any:
    if any(configured.get(name) in values for name, values in rewrite.unset_where.items()):
        return None
    if rewrite.adds and isinstance(value, list) and (added := configured.get(rewrite.adds)) is not None:
        return value if added in value else type(value)([*value, added])
    if rewrite.sorted_by and isinstance(value, list):
        return _sorted_by(rewrite.sorted_by, value)
    if not isinstance(value, str):
        return value
    return LETTERS[rewrite.letters](value) if rewrite.letters else rewrite.values.get(value, value)


@cache
def all_rewrites() -> Mapping[str, Rewrites]:
    """The rows that come with the package, by resource type and path."""
    return read_rewrites(mappings_folder() / "provider" / FILE)


def read_rewrites(path: Path) -> Mapping[str, Rewrites]:
    """The rows in a file. Raises ValueError where it is not of the form that this version reads."""
    document: Any = yaml.safe_load(path.read_text("utf-8"))
    if document.get("format") != FORMAT:
        raise ValueError(f"{path.name} has format {document.get('format')}, this version reads format {FORMAT}")
    return {
        type_name: {tuple(name.split(".")): _rewrite(row) for name, row in rows.items()}
        for type_name, rows in document["resources"].items()
    }


def _rewrite(row: Mapping[str, Any]) -> Rewrite:
    unset = {name: tuple(values) for name, values in row.get("unset_where", {}).items()}
    return Rewrite(
        row.get("adds", ""),
        row.get("letters", ""),
        row.get("values", {}),
        unset,
        row.get("sorted_by", ""),
        tuple(row.get("left_out", ())),
    )
