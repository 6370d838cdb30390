"""Trimming as HCL does it."""

from __future__ import annotations

import re

_SPACE = "\t\n\v\f\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
WHITESPACE = re.compile(f"\\A[{_SPACE}]*")
"""What HCL takes as white space when it trims: Unicode's White_Space, which is less than :meth:`str.isspace`."""


def trim_left(text: str) -> str:
    """``text`` without white space at its start."""
    return WHITESPACE.sub("", text, count=1)


def trim_right(text: str) -> str:
    """``text`` without white space at its end."""
    end = len(text)
    while end and WHITESPACE.fullmatch(text[end - 1]):
        end -= 1
    return text[:end]


def trim(text: str) -> str:
    """``text`` without white space at either end."""
    return trim_right(trim_left(text))
