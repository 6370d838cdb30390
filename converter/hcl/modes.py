"""What can be open at a place in a source text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class Mode(Enum):
    """What is open at a place in the text."""

    BODY = auto()  # newlines end items; `{` opens a block, or an object once `=` has been seen
    OBJECT = auto()  # newlines separate items
    GROUP = auto()  # newlines mean nothing: ( ), [ ], { for ... }
    SEQUENCE = auto()  # ${ } and %{ } inside a template
    QUOTED = auto()
    HEREDOC = auto()
    BARE = auto()  # a whole text that is a template


TEMPLATES = frozenset({Mode.QUOTED, Mode.HEREDOC, Mode.BARE})


@dataclass(slots=True)
class Frame:
    """Something open: its mode, the offset and text of what opened it, and for a heredoc its marker."""

    mode: Mode
    start: int
    opener: str
    marker: str = ""
    in_expression: bool = False
    item_start: int = 0
