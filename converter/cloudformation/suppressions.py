"""Comments in templates that accept findings, and the part of the template that each holds for.

A comment behind an entry holds for it and everything below it; one alone on its line holds for the entry that starts on
the next line, unless an empty line comes between. JSON has no comments.
"""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from converter.cloudformation.yaml_reader import Document, parse
from converter.cloudformation.yaml_source import Path, yaml_loader
from converter.findings import FindingError, Place
from converter.findings.suppression import MARKER, Branch, Suppression, directive_in

NOWHERE: Path = ("",)
"""The path of a comment beside which nothing stands: no finding is about it."""


def suppressions_in(text: str, file: str) -> Iterator[Suppression]:
    """The suppressions in a template; none where it cannot be read."""
    if MARKER not in text:
        return
    try:
        document = parse(text, file)
        comments = _comments(text)
    except (FindingError, yaml.YAMLError):
        return
    entries = _entries(document)
    lines = text.split("\n")
    for number, comment in sorted(comments.items()):
        directive = directive_in(comment.lstrip("#"))
        if directive is not None:
            path = entries.get(_line_meant(number, lines), NOWHERE)
            yield Suppression(directive.ids, directive.reason, Branch(Place(file, path)), place=Place(file, path))


def _comments(text: str) -> dict[int, str]:
    """Line → its comment that may hold a suppression. A ``#`` inside a text is none: its place lies in a token."""
    lines = text.split("\n")
    covered: dict[int, list[tuple[int, int]]] = {}
    for token in yaml.scan(text, Loader=yaml_loader()):
        if isinstance(token, yaml.ScalarToken):
            first, last = token.start_mark, token.end_mark
            for number in range(first.line, last.line + 1):
                start = first.column if number == first.line else 0
                end = last.column if number == last.line else len(lines[number]) if number < len(lines) else 0
                covered.setdefault(number, []).append((start, end))
    found = {}
    for index, line in enumerate(lines):
        column = line.find("#")
        while column >= 0:
            opens = column == 0 or line[column - 1].isspace()
            if opens and not any(start <= column < end for start, end in covered.get(index, ())):
                found[index + 1] = line[column:]
                break
            column = line.find("#", column + 1)
    return {number: comment for number, comment in found.items() if MARKER in comment}


def _entries(document: Document) -> dict[int, Path]:
    """Line → the shortest path of what starts there."""
    found: dict[int, Path] = {}
    for path, (line, _) in document.positions.items():
        if path and (line not in found or len(path) < len(found[line])):
            found[line] = path
    return found


def _line_meant(number: int, lines: list[str]) -> int:
    if not lines[number - 1].lstrip().startswith("#"):
        return number
    while number < len(lines) and lines[number].lstrip().startswith("#"):
        number += 1
    return number + 1
