"""Reading the case files of this folder: source snippets, or pairs of a snippet and what is made of it.

Cases are divided by lines of ``----``. Characters that do not survive an editor are written as symbols: ``␍`` carriage
return, ``␉`` tab, ``␀`` the null character, and ``␃`` at the end for a text without a final line break.
"""

from __future__ import annotations

from pathlib import Path

_SYMBOLS = {"␍": "\r", "␉": "\t", "␀": "\0"}


def snippets(name: str) -> list[str]:
    """The snippets of a file in ``data``."""
    return [_decoded(case) for case in _cases(name)]


def pairs(name: str) -> list[tuple[str, str]]:
    """The pairs of a file in ``data``: in each case a line ``=>`` stands between the input and the expected output."""
    result = []
    for case in _cases(name):
        given, _, expected = case.partition("\n=> ")
        result.append((_decoded(given), expected.strip()))
    return result


def _cases(name: str) -> list[str]:
    text = (Path(__file__).parent / "data" / name).read_text(encoding="utf-8")
    return text.removesuffix("\n").split("\n----\n")


def _decoded(case: str) -> str:
    for symbol, character in _SYMBOLS.items():
        case = case.replace(symbol, character)
    return case.removesuffix("␃") if case.endswith("␃") else case + "\n"
