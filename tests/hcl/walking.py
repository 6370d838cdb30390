"""All nodes of a tree, each with its parent."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from converter.hcl import syntax


def walk(node: object, parent: syntax.Node | None = None) -> Iterator[tuple[syntax.Node, syntax.Node | None]]:
    """Every node at and below ``node``, parents first."""
    if isinstance(node, tuple):
        for item in node:
            yield from walk(item, parent)
    elif isinstance(node, syntax.Node):
        yield node, parent
        for field in dataclasses.fields(node):
            yield from walk(getattr(node, field.name), node)
