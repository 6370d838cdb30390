"""Comments that accept findings, and the lines that each holds for.

A comment behind something on its line holds for that line, one alone on its line for the next line below that is
neither empty nor a comment, unless an empty line comes between. Where a block or an argument starts there, it holds for
the whole of it. JSON has no comments: there, findings are accepted in the project's configuration.
"""

from __future__ import annotations

from collections.abc import Iterator

from converter.findings import Position, Span
from converter.findings.suppression import MARKER, Directive, Lines, Suppression, directive_in
from converter.hcl import syntax
from converter.hcl.parser import parse_file_leniently
from converter.hcl.sources import SourceReader

SUFFIXES = (".tf", ".tfvars")
_MARKS = ("#", "//", "/*", "*/", "*")


def suppressions(sources: SourceReader) -> Iterator[Suppression]:
    """The suppressions in all files that have been read."""
    for path in sources.paths:
        text = sources.read(path).decode("utf-8", "replace") if path.endswith(SUFFIXES) else ""
        if MARKER in text:
            yield from suppressions_in(text, path)


def suppressions_in(text: str, path: str) -> Iterator[Suppression]:
    """The suppressions in the text of one file, in order; a part that does not parse hides none elsewhere."""
    tree, _ = parse_file_leniently(text, path)
    lines = text.split("\n")
    code = _lines_with_code(lines, tree.comments)
    last_lines = _last_lines(tree.body)
    for comment in tree.comments:
        for span, directive in _directives(comment, lines):
            first = _line_meant(comment, lines, code)
            scope = Lines(path, first, max(first, last_lines.get(first, first)))
            yield Suppression(directive.ids, directive.reason, scope, span)


def _directives(comment: syntax.Comment, lines: list[str]) -> Iterator[tuple[Span, Directive]]:
    """The directives in a comment, one a line, with the stretch of the line that each takes."""
    span = comment.span
    for number in range(span.start.line, span.end.line + 1):
        line = lines[number - 1].removesuffix("\r") if number <= len(lines) else ""
        first = span.start.column - 1 if number == span.start.line else 0
        last = span.end.column - 1 if number == span.end.line else len(line)
        directive = directive_in(_bare(line[first:last]))
        if directive is not None:
            start = first + len(line[first:last]) - len(line[first:last].lstrip())
            yield Span(span.file, Position(number, start + 1, 0), Position(number, last + 1, 0)), directive


def _bare(comment_line: str) -> str:
    """A line of a comment without its marks."""
    text = comment_line.strip()
    if text.startswith(_MARKS):
        text = text.lstrip("#/*")
    return text.removesuffix("*/").strip()


def _lines_with_code(lines: list[str], comments: tuple[syntax.Comment, ...]) -> frozenset[int]:
    """The numbers of the lines on which something stands beside comments."""
    rest = dict(enumerate(lines, start=1))
    for comment in reversed(comments):
        span = comment.span
        for number in range(span.start.line, span.end.line + 1):
            line = rest.get(number, "")
            first = span.start.column - 1 if number == span.start.line else 0
            last = span.end.column - 1 if number == span.end.line else len(line)
            rest[number] = line[:first] + line[last:]
    return frozenset(number for number, line in rest.items() if line.strip())


def _line_meant(comment: syntax.Comment, lines: list[str], code: frozenset[int]) -> int:
    """The line that a comment speaks of: its own, or the one below; its own as well where nothing is below."""
    own = comment.span.start.line
    if own in code:
        return own
    number = own + 1
    while number <= len(lines) and number not in code:
        if not lines[number - 1].strip():
            return own
        number += 1
    return number if number in code else own


def _last_lines(body: syntax.Body) -> dict[int, int]:
    """First line of every block and argument → its last line; the outermost counts where several start together."""
    found: dict[int, int] = {}
    for node in (*body.attributes, *body.blocks):
        if isinstance(node, syntax.Block):
            for first, last in _last_lines(node.body).items():
                found[first] = max(last, found.get(first, 0))
        first, last = node.span.start.line, node.span.end.line
        found[first] = max(last, found.get(first, 0))
    return found
