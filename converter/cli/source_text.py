"""Source lines as a terminal can show them: nothing moves the cursor, and a mark below stands where it should."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from rich.cells import cell_len

TAB = "    "
WIDEST = 120
MARGIN = 20
ELLIPSIS = "…"
UNSAFE = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
"""Unicode categories that steer a terminal, or reorder what it shows, instead of showing something themselves."""


def visible(text: str) -> str:
    """The text with every character that would steer a terminal written as an escape."""
    return "".join(map(_shown, text))


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A source line in three parts, the middle one marked; all are safe to show."""

    before: str
    marked: str
    after: str

    @property
    def underline(self) -> str:
        """The line below: carets under the marked part, or one where something is missing."""
        return " " * cell_len(self.before) + "^" * max(1, cell_len(self.marked))


def excerpt(line: str, start: int, end: int) -> Excerpt:
    """The part of a line around the characters ``start`` to ``end`` (from 0), cut where the line is very long."""
    start = max(0, min(start, len(line)))
    end = max(start, min(end, len(line)))
    before, marked, after = visible(line[:start]), visible(line[start:end]), visible(line[end:])
    if len(before) + len(marked) + len(after) <= WIDEST:
        return Excerpt(before, marked, after)
    if len(marked) > WIDEST - 2 * MARGIN:
        marked = marked[: WIDEST - 2 * MARGIN] + ELLIPSIS
    if len(before) > MARGIN:
        before = ELLIPSIS + before[-MARGIN:]
    room = max(MARGIN, WIDEST - len(before) - len(marked))
    if len(after) > room:
        after = after[:room] + ELLIPSIS
    return Excerpt(before, marked, after)


def _shown(character: str) -> str:
    if character == "\t":
        return TAB
    if unicodedata.category(character) not in UNSAFE:
        return character
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
