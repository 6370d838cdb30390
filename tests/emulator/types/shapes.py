"""Properties become the parameters of an operation, through botocore's model of the operation's input.

Names are matched to members by case, plural and the prefixes that services put before them; values are coerced by the
member's shape. There is no table of names here: what does not follow these rules is renamed in the row, and what
reaches nothing is an error.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StructureShape

_NOT_NAME = re.compile(r"[^a-z0-9]")
_KEYS = ("key", "tagkey", "name", "parametername")
_VALUES = ("value", "tagvalue", "parametervalue")


class UnreachedPropertyError(Exception):
    """A property has no member in the operation's input: the row is to be mended, the resource must not be believed."""


@dataclass(frozen=True)
class Reach:
    """How the names of one row reach members: the row's renames, and the words that its services repeat in names."""

    renames: Mapping[str, str] = field(default_factory=dict)
    """By dotted path of property names, without the indexes of lists."""
    prefixes: tuple[str, ...] = ()

    def parameters(self, properties: Mapping[str, Any], shape: StructureShape | MapShape) -> dict[str, Any]:
        """Return the input that the properties make."""
        made: dict[str, Any] = _value(properties, shape, (), self)
        return made

    def knows(self, name: str, shape: StructureShape | MapShape) -> bool:
        """Return whether a top-level property has a member; a map takes every name."""
        return isinstance(shape, MapShape) or self.member(name, shape.members, (name,)) is not None

    def member(self, name: str, members: Iterable[str], path: tuple[str, ...]) -> str | None:
        """Return the member that a name means, None for none."""
        renamed = self.renames.get(".".join(path))
        if renamed is not None:
            name = renamed
        return matching(name, members, self.prefixes if len(path) == 1 else ())


def matching(name: str, members: Iterable[str], prefixes: Iterable[str] = ()) -> str | None:
    """Return the one member whose name is the same but for case, plural or a prefix; None for none or several."""
    known = list(members)
    if name in known:
        return name
    for wanted in _spellings(name, prefixes):
        found = [each for each in known if _plain(each) == wanted]
        if len(found) == 1:
            return found[0]
    return None


def _spellings(name: str, prefixes: Iterable[str]) -> list[str]:
    plain = _plain(name)
    spellings = [plain, f"{plain}s", plain.removesuffix("s"), re.sub("ies$", "y", plain), re.sub("y$", "ies", plain)]
    for prefix in map(_plain, prefixes):
        spellings += [prefix + plain, plain.removeprefix(prefix)]
    return [each for each in dict.fromkeys(spellings) if each]


def _plain(name: str) -> str:
    return _NOT_NAME.sub("", name.lower())


def _value(value: Any, shape: Shape, path: tuple[str, ...], reach: Reach) -> Any:
    if isinstance(shape, StructureShape):
        return _structure(_as_structure(value, shape, path), shape, path, reach)
    if isinstance(shape, MapShape):
        pairs = _as_map(value, path)
        return {str(key): _value(each, shape.value, (*path, str(key)), reach) for key, each in pairs.items()}
    if isinstance(shape, ListShape):
        return [_value(each, shape.member, path, reach) for each in _as_list(value, shape, path)]
    return _scalar(value, shape, path)


def _structure(value: Mapping[str, Any], shape: StructureShape, path: tuple[str, ...], reach: Reach) -> dict[str, Any]:
    if getattr(shape, "is_document_type", False):
        return dict(value)
    result: dict[str, Any] = {}
    for name, each in value.items():
        here = (*path, name)
        member = reach.member(name, shape.members, here)
        if member is None:
            raise UnreachedPropertyError(f"{'.'.join(here)} reaches no member of {shape.name}")
        if member in result:
            raise UnreachedPropertyError(f"{'.'.join(here)} and another property both reach {shape.name}.{member}")
        result[member] = _value(each, shape.members[member], here, reach)
    return result


def _as_structure(value: Any, shape: StructureShape, path: tuple[str, ...]) -> Mapping[str, Any]:
    """Return a structure; a list for ``Quantity`` and ``Items`` (CloudFront), one value for a structure of one."""
    if isinstance(value, Mapping):
        return value
    if isinstance(value, list) and {"Quantity", "Items"} <= set(shape.members):
        return {"Quantity": len(value), "Items": value} if value else {"Quantity": 0}
    if not isinstance(value, list) and len(shape.members) == 1:
        return {next(iter(shape.members)): value}
    raise UnreachedPropertyError(f"{'.'.join(path)} is no structure, but {shape.name} is")


def _as_map(value: Any, path: tuple[str, ...]) -> Mapping[str, Any]:
    """Return a map; of a list of keys and values (tags) too."""
    if isinstance(value, Mapping):
        return value
    if isinstance(value, list) and all(isinstance(each, Mapping) and len(each) == 2 for each in value):
        pairs = {}
        for each in value:
            key = matching_any(_KEYS, each)
            other = matching_any(_VALUES, each)
            if key is None or other is None:
                break
            pairs[str(each[key])] = each[other]
        else:
            return pairs
    raise UnreachedPropertyError(f"{'.'.join(path)} is no map of keys and values")


def matching_any(spellings: Iterable[str], names: Iterable[str]) -> str | None:
    """Return the first of the names whose plain spelling is one of the given."""
    wanted = set(spellings)
    return next((name for name in names if _plain(name) in wanted), None)


def _as_list(value: Any, shape: ListShape, path: tuple[str, ...]) -> list[Any]:
    """Return a list; of a map for a list of keys and values too."""
    if isinstance(value, list):
        return value
    if isinstance(value, Mapping) and isinstance(shape.member, StructureShape):
        key, other = (matching_any(names, shape.member.members) for names in (_KEYS, _VALUES))
        if key and other:
            return [{key: name, other: each} for name, each in value.items()]
    raise UnreachedPropertyError(f"{'.'.join(path)} is no list, but {shape.name} is")


def _scalar(value: Any, shape: Shape, path: tuple[str, ...]) -> Any:
    kind = shape.type_name
    if isinstance(value, (Mapping, list)):
        if kind == "string":
            return json.dumps(value)  # a document: policies, schemas, patterns
        raise UnreachedPropertyError(f"{'.'.join(path)} is a structure, but {shape.name} is a {kind}")
    try:
        return _coerced(value, kind)
    except ValueError as error:
        raise UnreachedPropertyError(f"{'.'.join(path)}: {value!r} is no {kind}") from error


def _coerced(value: Any, kind: str) -> Any:
    if kind == "boolean":
        if str(value).lower() not in {"true", "false"}:
            raise ValueError(value)
        return str(value).lower() == "true"
    if kind in {"integer", "long"}:
        return int(float(value)) if float(value) == int(float(value)) else int(value)
    if kind in {"float", "double"}:
        return float(value)
    if kind == "string":
        return str(value).lower() if isinstance(value, bool) else str(value)
    if kind == "blob":
        return value if isinstance(value, bytes) else str(value).encode()
    return value
