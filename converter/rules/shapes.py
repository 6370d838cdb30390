"""The form of a type's properties, as the mapping needs it: kinds, order and spelling of names by path.

A path holds property names only; it goes through lists as if they were their elements.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from converter.rules.paths import Node, PathError, RegistryType

_ALSO = {"AWS::EC2::Instance": (("ImageId", "LaunchTemplate"),)}
"""Groups of which one is required though no schema says so ("AWS::EC2::Instance", property ``ImageId``)."""
_KINDS = ("array", "object", "boolean", "integer", "number", "string")


class Shapes:
    """The property shapes of one CloudFormation type (of none: everything is free)."""

    def __init__(self, type_: RegistryType | None) -> None:
        self.type = type_
        self._node = lru_cache(maxsize=None)(self._find)

    def _find(self, path: tuple[str, ...]) -> Node | None:
        if self.type is None:
            return None
        node = self.type.properties
        try:
            for name in path:
                node = node.inside().below(name)
        except PathError:
            return None
        return node

    def kind(self, path: tuple[str, ...]) -> str | None:
        """``array``, ``object``, ``map`` (free keys), ``json`` (object or text), a scalar kind, or None (unknown)."""
        node = self._node(path)
        return _kind(node) if node is not None else None

    def item_kind(self, path: tuple[str, ...]) -> str | None:
        """The kind of the elements of the list at ``path``."""
        node = self._node(path)
        return _kind(node.inside()) if node is not None and node.is_list else None

    def refuses_empty(self, path: tuple[str, ...]) -> bool:
        """Whether the text at ``path`` cannot be empty."""
        node = self._node(path)
        return node is not None and not node.is_list and node.refuses_empty

    def needs_element(self, path: tuple[str, ...]) -> bool:
        """Whether the list at ``path`` cannot be empty."""
        node = self._node(path)
        return node is not None and node.is_list and node.needs_element

    def order(self, path: tuple[str, ...]) -> tuple[str, ...]:
        """The property names at ``path`` in the order to emit them: names and identities first, tags last."""
        node = self._node(path)
        names = node.inside().names if node is not None else ()
        return tuple(sorted(names, key=_rank))

    def is_free_map(self, path: tuple[str, ...]) -> bool:
        """Whether the keys at ``path`` are the user's own."""
        node = self._node(path)
        return node is not None and node.inside().is_free

    def spelling(self, path: tuple[str, ...], name: str) -> str | None:
        """The property at ``path`` that is spelled like ``name`` but for case; None where there is none."""
        node = self._node(path)
        if node is None:
            return None
        wanted = name.replace("_", "").lower()
        return next((n for n in node.inside().names if n.lower() == wanted), None)

    def required(self) -> tuple[str, ...]:
        """The type's required properties."""
        return self.type.properties.required if self.type is not None else ()

    def required_beside(self, names: Collection[str]) -> tuple[str, ...]:
        """The properties that the type requires because it has others of the given names."""
        beside = self.type.schema.get("dependentRequired", {}) if self.type is not None else {}
        return tuple(dict.fromkeys(needed for name in names for needed in beside.get(name, ())))

    def alternatives(self) -> tuple[tuple[str, ...], ...]:
        """Groups of properties of which the type requires one each."""
        if self.type is None:
            return ()
        return (*self.type.properties.alternatives, *_ALSO.get(self.type.name, ()))


def _rank(name: str) -> tuple[int, str]:
    return (1 if name == "Tags" else 0, name)


def _kind(node: Node) -> str | None:
    types = node.types
    if not types:
        return None
    if "object" in types and "string" in types:
        return "json"
    if "array" in types:
        return "array"
    if "object" in types:
        return "map" if node.is_free else "object"
    if "string" in types:
        return "string"
    return next((kind for kind in _KINDS if kind in types), None)
