"""Scalars as YAML text: when a string must be quoted, and numbers without exponent.

CloudFormation reads YAML 1.1, where ``yes``, ``012``, ``1e3`` and ``2012-10-17`` are not strings. Facts: "Template
format", AWS CloudFormation User Guide; "Scalars" of the YAML 1.1 specification.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

import yaml

_NUMBER_LIKE = re.compile(r"[-+.]?[0-9][0-9a-fA-FxXoObBeE_.,:+\-]*")
_LOOSE_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "none", "nan", "inf", "~"})
_LEADING_SPECIAL = frozenset("-?:,[]{}#&*!|>'\"%@`=<.~\\")
_FLOW_SPECIAL = frozenset(",[]{}:")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0"}
_RESOLVERS = yaml.SafeLoader.yaml_implicit_resolvers


def number_text(value: int | Decimal) -> str:
    """A number in digits, never with an exponent; the written scale of a Decimal is kept (``1.10``).

    Raises ValueError for infinities and NaN, which no template can hold.
    """
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError(f"{value} cannot be written in a template")
        return format(value, "f")
    return str(value)


def scalar_text(value: str | int | Decimal | bool) -> str:
    """A scalar as CloudFormation's text form of it: ``true``/``false``, digits, or the string itself."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else number_text(value)


def _implicit_non_string(text: str) -> bool:
    return any(regexp.match(text) for _, regexp in _RESOLVERS.get(text[:1], []))


@lru_cache(maxsize=16384)
def needs_quotes(text: str, *, flow: bool = False) -> bool:
    """Whether a string must be quoted so that a YAML 1.1 reader gives the same string back.

    ``flow`` says that it stands inside ``[...]`` or ``{...}``.
    """
    if not text or text != text.strip() or not text.isprintable():
        return True
    if text[0] in _LEADING_SPECIAL or text.lower() in _LOOSE_WORDS:
        return True
    if _NUMBER_LIKE.fullmatch(text) or _implicit_non_string(text):
        return True
    if not any(c.isalnum() for c in text) or ": " in text or " #" in text or text.endswith(":"):
        return True
    return flow and not _FLOW_SPECIAL.isdisjoint(text)


def _escaped(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    if char.isprintable():
        return char
    code = ord(char)
    if code <= 0xFF:
        return f"\\x{code:02X}"
    return f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"


def quoted(text: str) -> str:
    """The string in double quotes, on one line."""
    return '"' + "".join(_escaped(c) for c in text) + '"'


def string(text: str, *, flow: bool = False) -> str:
    """The string on one line, quoted only where :func:`needs_quotes` says so."""
    return quoted(text) if needs_quotes(text, flow=flow) else text


def scalar(value: str | int | Decimal | bool, *, flow: bool = False) -> str:
    """Any scalar on one line."""
    return string(value, flow=flow) if isinstance(value, str) else scalar_text(value)


def literal_block(text: str, indent: int) -> tuple[str, list[str]] | None:
    """A multi-line string as ``|`` block: the header and the lines at ``indent``; None where quotes are needed.

    Quotes are needed for one-line text, control characters, blanks at line ends, and more than one final newline
    (blank lines between entries would add to those).
    """
    if "\n" not in text.rstrip("\n") or text.endswith("\n\n"):
        return None
    body = text.removesuffix("\n")
    lines = body.split("\n")
    if any(line != line.rstrip() or not line.replace("\t", " ").isprintable() for line in lines):
        return None
    header = "|" + ("2" if text[0] in " \n\t" else "") + ("" if text.endswith("\n") else "-")
    pad = " " * indent
    return header, [pad + line if line else "" for line in lines]
