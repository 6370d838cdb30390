"""Texts with references in them."""

from __future__ import annotations

from collections.abc import Iterable

from converter.cloudformation.model import Node, Sub


def sub(pieces: Iterable[str | Node]) -> Node:
    """A substitution in its simplest form: text where nothing is substituted, the reference alone where it is alone."""
    merged: list[str | Node] = []
    for piece in pieces:
        for part in piece.parts if isinstance(piece, Sub) else (piece,):
            if part == "":
                continue
            if isinstance(part, str) and merged and isinstance(merged[-1], str):
                merged[-1] += part
            else:
                merged.append(part)
    if not merged:
        return ""
    if len(merged) == 1:
        return merged[0]
    return Sub(tuple(merged))
