"""Concatenations of strings, known and residual."""

from __future__ import annotations

from collections.abc import Iterable

from converter.terraform.limits import check_text
from converter.terraform.types import STRING
from converter.terraform.values import Concat, String, Value, mark, type_of


def concat(parts: Iterable[Value], *, sensitive: bool = False) -> Value:
    """The concatenation of string values: nested concatenations opened, neighbouring literals joined."""
    flat: list[Value] = []
    for part in parts:
        for piece in part.parts if isinstance(part, Concat) else (part,):
            sensitive = sensitive or piece.sensitive or part.sensitive
            if isinstance(piece, String):
                if not piece.text:
                    continue
                last = flat[-1] if flat else None
                if isinstance(last, String):
                    check_text(len(last.text) + len(piece.text))
                    flat[-1] = String(last.text + piece.text, sensitive=last.sensitive or piece.sensitive)
                    continue
            flat.append(piece)
    if not flat:
        return String("", sensitive=sensitive)
    if len(flat) == 1 and type_of(flat[0]) == STRING:
        return mark(flat[0], sensitive)
    return Concat(tuple(flat), sensitive=sensitive)
