"""Terraform's strings: normalised to NFC, counted in grapheme clusters."""

from __future__ import annotations

import unicodedata

import regex

_CLUSTER = regex.compile(r"\X")


def normalised(text: str) -> str:
    """The text in Unicode's normal form C, as every Terraform string is."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def clusters(text: str) -> list[str]:
    """The characters of a text as a reader sees them: its extended grapheme clusters."""
    if text.isascii() and "\r\n" not in text:
        return list(text)
    return [str(found) for found in _CLUSTER.findall(text)]
