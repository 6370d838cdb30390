"""Reading the case files of this folder: source snippets, or pairs of a snippet and what is made of it.

Cases are divided by lines of ``----``. Characters that do not survive an editor are written as symbols: ``␍`` carriage
return, ``␉`` tab, ``␀`` the null character, ``␂`` the byte order mark, and ``␃`` at the end for a text without a final
line break.
"""

from __future__ import annotations

from pathlib import Path

_SYMBOLS = {"␍": "\r", "␉": "\t", "␀": "\0", "␂": "\ufeff"}


def snippets(name: str) -> list[str]:
    """The snippets of a file in ``data``."""
    return [decoded(case) for case in _cases(name)]


def pairs(name: str) -> list[tuple[str, str]]:
    """The pairs of a file in ``data``: in each case a line ``=>`` stands between the input and the expected output."""
    result = []
    for case in _cases(name):
        given, _, expected = case.partition("\n=> ")
        result.append((decoded(given), expected.strip()))
    return result


def _cases(name: str) -> list[str]:
    text = (Path(__file__).parent / "data" / name).read_text(encoding="utf-8")
    return text.removesuffix("\n").split("\n----\n")


def decoded(case: str) -> str:
    """A case as it is meant: symbols replaced, with a final line break."""
    for symbol, character in _SYMBOLS.items():
        case = case.replace(symbol, character)
    return case.removesuffix("␃") if case.endswith("␃") else case + "\n"
