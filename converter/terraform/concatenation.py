"""Concatenations of strings, known and residual."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import takewhile

from converter.terraform.limits import check_text
from converter.terraform.strings import clusters, normalised
from converter.terraform.types import STRING
from converter.terraform.values import Concat, String, Unknown, Value, mark, type_of

_DELIMITERS = frozenset("-_:;/,.!?'\"~@#%^&*()[]{}|+ ")
"""Characters that stay what they are whatever follows them."""


def unknown_text(parts: Sequence[Value]) -> Unknown | None:
    """The concatenation of strings of which one is unknown; None where none is.

    What stands before the unknown one is known of it, but for a character that could combine with what follows. Facts:
    ``SafeKnownPrefix`` in go-cty's package ``ctystrings``.
    """
    unknown = next((part for part in parts if isinstance(part, Unknown)), None)
    if unknown is None:
        return None
    known = takewhile(lambda part: isinstance(part, String), parts)
    before = normalised("".join(part.text for part in known if isinstance(part, String)))
    prefix = before if before[-1:] in _DELIMITERS else "".join(clusters(before)[:-1])
    return Unknown(STRING, unknown.reason, not_null=True, prefix=prefix, sensitive=any(p.sensitive for p in parts))


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
