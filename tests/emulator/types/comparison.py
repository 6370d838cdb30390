"""Reading back: which of a resource's properties its service does not show.

The description is searched by the rules of ``shapes.py``: no list of what is compared, so nothing is left out by
oversight.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from . import schemas
from .expressions import search
from .rows import Row
from .shapes import matching, matching_any

_KEYS = ("key", "tagkey", "name", "parametername", "attributename")
_VALUES = ("value", "tagvalue", "parametervalue", "attributevalue")


def not_shown(row: Row, properties: Mapping[str, Any], description: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the properties, dots for members, whose values the description does not show."""
    missing = []
    hidden = schemas.write_only_names(row.type_name)
    for name, value in properties.items():
        if name in row.aside or (name in hidden and name not in row.shows):
            continue
        if name in row.shows:
            shown = search(row.shows[name], {**properties, **dict(description), "description": description})
        else:
            shown = _member(name, description, row.reach.prefixes, row.reach.renames.get(name))
        ignored = row.aside.keys() | (hidden - row.shows.keys())
        missing += [path for path in _missing(value, shown, name, row) if path not in ignored]
    return tuple(dict.fromkeys(missing))


def _member(name: str, value: Mapping[str, Any], prefixes: tuple[str, ...] = (), renamed: str | None = None) -> Any:
    for spelling in (renamed, name):
        member = matching(spelling, value, prefixes) if spelling else None
        if member is not None:
            return value[member]
    return None


def _missing(value: Any, shown: Any, path: str, row: Row) -> Iterator[str]:
    if path in row.shows and "." in path:
        return
    if isinstance(shown, str) and isinstance(value, (Mapping, list)):
        if not _same_document(value, shown):
            yield path
    elif isinstance(value, Mapping):
        yield from _missing_of_structure(value, shown, path, row)
    elif isinstance(value, list):
        if isinstance(shown, Mapping) and "Quantity" in shown:
            shown = shown.get("Items", [])
        if isinstance(shown, Mapping):
            shown = [{"Key": key, "Value": each} for key, each in shown.items()]
        for each in value:
            yield from _missing_of_element(each, shown, path, row)
    elif isinstance(shown, (Mapping, list)):
        candidates = shown.values() if isinstance(shown, Mapping) else shown
        if len(shown) != 1 or not _same_scalar(value, next(iter(candidates))):
            yield path
    elif not _same_scalar(value, shown):
        yield path


def _missing_of_structure(value: Mapping[str, Any], shown: Any, path: str, row: Row) -> Iterator[str]:
    if isinstance(shown, list):
        shown = _as_map(shown)
    if not isinstance(shown, Mapping):
        shown = {}
    for name, each in value.items():
        here = f"{path}.{name}"
        found = _member(name, shown, (), row.reach.renames.get(here))
        yield from _missing(each, found, here, row)


def _missing_of_element(value: Any, shown: Any, path: str, row: Row) -> Iterator[str]:
    """Return nothing if some element of the list shows the value, else what the nearest one does not."""
    if not isinstance(shown, list) or not shown:
        yield path
        return
    nearest: list[str] | None = None
    for candidate in shown:
        if isinstance(candidate, Mapping) and not isinstance(value, (Mapping, list)):
            missing = [] if any(_same_scalar(value, each) for each in candidate.values()) else [path]
        else:
            missing = list(_missing(value, candidate, path, row))
        if not missing:
            return
        if nearest is None or len(missing) < len(nearest):
            nearest = missing
    yield from nearest or ()


def _as_map(shown: list[Any]) -> dict[str, Any] | None:
    pairs = {}
    for each in shown:
        if not isinstance(each, Mapping):
            return None
        key, value = matching_any(_KEYS, each), matching_any(_VALUES, each)
        if key is None or value is None:
            return None
        pairs[str(each[key])] = each[value]
    return pairs


def _same_document(value: Any, shown: str) -> bool:
    try:
        return bool(json.loads(shown) == json.loads(json.dumps(value)))
    except ValueError:
        return False


def _names_the_same(name: str, arn: str) -> bool:
    """Return whether an ARN is that of the name: services take the one and show the other."""
    return (
        bool(name) and arn.startswith("arn:") and not name.startswith("arn:") and arn.endswith((f"/{name}", f":{name}"))
    )


def _same_scalar(value: Any, shown: Any) -> bool:
    if shown is None:
        return False
    if isinstance(shown, bytes):
        shown = shown.decode(errors="replace")
    one, other = (str(each).lower() if isinstance(each, bool) else str(each) for each in (value, shown))
    if one == other or one.removesuffix(".") == other.removesuffix("."):  # domain names
        return True
    if _names_the_same(one, other) or _names_the_same(other, one):
        return True
    if isinstance(value, str) and isinstance(shown, str) and value[:1] in {"{", "["}:
        try:
            return bool(json.loads(value) == json.loads(shown))
        except ValueError:
            return False
    try:
        return float(one) == float(other)
    except ValueError:
        return False
