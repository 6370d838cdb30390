"""Template parts → tree: escapes, strip markers, heredoc indentation and the nesting of directives.

It does what HCL's template parser does, in the same order: strip markers act on the one literal token next to them (in
a heredoc each line is a token of its own), then ``<<-`` removes indentation, then directives are nested.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal as Choice

from converter.findings import Finding, FindingError, Span
from converter.hcl import syntax
from converter.hcl.problems import syntax_error
from converter.hcl.text import SourceText
from converter.hcl.whitespace import trim_left, trim_right

MAX_NESTING = 50
"""Directives inside each other."""

_QUOTED_ESCAPE = re.compile(r"\\u[0-9A-Fa-f]{0,4}|\\U[0-9A-Fa-f]{0,8}|\\.|\$\$\{|%%\{", re.DOTALL)
_PLAIN_ESCAPE = re.compile(r"\$\$\{|%%\{")
_SIMPLE = {"\\n": "\n", "\\r": "\r", "\\t": "\t", '\\"': '"', "\\\\": "\\", "$${": "${", "%%{": "%{"}


@dataclass(slots=True)
class Text:
    """A literal token: its text with escapes resolved."""

    text: str
    span: Span


@dataclass(slots=True)
class Interpolation:
    """``${ }`` and whether it strips on its sides."""

    expression: syntax.Expression
    span: Span
    strip_left: bool
    strip_right: bool


@dataclass(slots=True)
class Directive:
    """``%{ }``, still on its own."""

    kind: Choice["if", "else", "endif", "for", "endfor"]
    span: Span
    strip_left: bool
    strip_right: bool


@dataclass(slots=True)
class If(Directive):
    """``%{ if condition }``."""

    condition: syntax.Expression


@dataclass(slots=True)
class For(Directive):
    """``%{ for key, value in collection }``."""

    key_name: str | None
    value_name: str
    collection: syntax.Expression


Piece = Text | Interpolation | Directive


def unescape(raw: str, start: int, source: SourceText, *, quoted: bool, findings: list[Finding]) -> str:
    """The text that a literal token stands for; ``start`` is its offset in the source.

    Backslashes mean something in quoted strings only.
    """
    if "\\" not in raw and "{" not in raw:
        return raw

    def resolve(match: re.Match[str]) -> str:
        escape = match.group()
        simple = _SIMPLE.get(escape)
        if simple is not None:
            return simple
        problem = ""
        if escape[1] in "uU":
            digits = 4 if escape[1] == "u" else 8
            if len(escape) == digits + 2:
                code = int.from_bytes(bytes.fromhex(escape[2:]))
                if code < 0x110000 and not 0xD800 <= code < 0xE000:
                    return chr(code)
                problem = f"U+{code:04X} is not a character that UTF-8 can hold"
            else:
                problem = f"\\{escape[1]} must be followed by {digits} hexadecimal digits"
        elif escape[1] in "$%":
            problem = f"to write {escape[1]}{{ as plain text, double the sign: {escape[1] * 2}{{"
        else:
            problem = 'the escapes are \\n \\r \\t \\" \\\\ \\uNNNN \\UNNNNNNNN; for a backslash itself write \\\\'
        span = source.span(start + match.start(), start + match.end())
        findings.append(syntax_error(f"invalid escape sequence {escape}", problem, span, id_="hcl-invalid-escape"))
        return escape

    return (_QUOTED_ESCAPE if quoted else _PLAIN_ESCAPE).sub(resolve, raw)


def build_template(
    pieces: Sequence[Piece], span: Span, *, flush: bool, findings: list[Finding]
) -> syntax.Literal | syntax.Template | syntax.TemplateWrap:
    """The tree of a template with these pieces; ``flush`` for ``<<-``. ``pieces`` are changed in place."""
    _strip(pieces)
    if flush:
        _remove_indentation(pieces)
    if len(pieces) == 1 and isinstance(pieces[0], Interpolation):
        return syntax.TemplateWrap(span, pieces[0].expression)
    if all(isinstance(piece, Text) for piece in pieces):
        return syntax.Literal(span, "".join(piece.text for piece in pieces if isinstance(piece, Text)))
    return syntax.Template(span, _Nesting(pieces, findings).root())


def _strip(pieces: Sequence[Piece]) -> None:
    for index, piece in enumerate(pieces):
        if isinstance(piece, Text):
            continue
        if piece.strip_left and index:
            before = pieces[index - 1]
            if isinstance(before, Text):
                before.text = trim_right(before.text)
        if piece.strip_right and index + 1 < len(pieces):
            after = pieces[index + 1]
            if isinstance(after, Text):
                after.text = trim_left(after.text)


def _remove_indentation(pieces: Sequence[Piece]) -> None:
    """Take the smallest indentation of all lines away from each; blank lines do not count.

    Only literal text at the start of a line counts as indentation, and a line whose break was stripped away does not
    end: both as in HCL.
    """
    smallest: int | None = None
    adjust: list[Text] = []
    at_line_start = True
    for piece in pieces:
        if at_line_start:
            at_line_start = False
            spaces: int | None = 0
            if isinstance(piece, Text):
                trimmed = trim_left(piece.text)
                if not trimmed and piece.text.endswith("\n"):
                    spaces = None
                else:
                    spaces = len(piece.text) - len(trimmed)
                    adjust.append(piece)
            if spaces is not None and (smallest is None or spaces < smallest):
                smallest = spaces
        if isinstance(piece, Text) and piece.text.endswith("\n"):
            at_line_start = True
    for text in adjust:
        text.text = text.text[smallest or 0 :]


class _Nesting:
    """Nests the directives of a flat sequence of pieces."""

    def __init__(self, pieces: Sequence[Piece], findings: list[Finding]) -> None:
        self._pieces = pieces
        self._findings = findings
        self._next = 0
        self._depth = 0

    def root(self) -> tuple[syntax.TemplatePart, ...]:
        parts: list[syntax.TemplatePart] = []
        while True:
            more, ended = self._sequence(frozenset())
            parts.extend(more)
            if ended is None:
                return tuple(parts)
            self._problem(
                f"unexpected {ended.kind} directive",
                f"there is no open {'for' if ended.kind == 'endfor' else 'if'} directive for it; remove it",
                ended.span,
            )

    def _sequence(self, until: frozenset[str]) -> tuple[tuple[syntax.TemplatePart, ...], Directive | None]:
        """Parts up to an ending directive, which is consumed; only those in ``until`` are right here."""
        parts: list[syntax.TemplatePart] = []
        while self._next < len(self._pieces):
            piece = self._pieces[self._next]
            self._next += 1
            if isinstance(piece, Text):
                last = parts[-1] if parts else None
                if isinstance(last, syntax.TemplateText):
                    parts[-1] = syntax.TemplateText(last.span.to(piece.span), last.text + piece.text)
                elif piece.text:
                    parts.append(syntax.TemplateText(piece.span, piece.text))
            elif isinstance(piece, Interpolation):
                parts.append(syntax.TemplateInterpolation(piece.span, piece.expression))
            elif isinstance(piece, If | For):
                parts.append(self._opened(piece))
            elif piece.kind in until or not until:
                return tuple(parts), piece
            else:
                self._problem(
                    f"unexpected {piece.kind} directive",
                    f"here {' or '.join(sorted(until))} is expected; directives must be closed in the order in which"
                    " they were opened",
                    piece.span,
                )
                return tuple(parts), None
        return tuple(parts), None

    def _opened(self, opening: If | For) -> syntax.TemplateIf | syntax.TemplateFor:
        self._depth += 1
        if self._depth > MAX_NESTING:
            detail = f"more than {MAX_NESTING} directives are open here; take parts out into locals"
            raise FindingError(syntax_error("nesting is too deep", detail, opening.span))
        built = self._if(opening) if isinstance(opening, If) else self._for(opening)
        self._depth -= 1
        return built

    def _if(self, opening: If) -> syntax.TemplateIf:
        then, ended = self._sequence(frozenset({"else", "endif"}))
        otherwise: tuple[syntax.TemplatePart, ...] = ()
        if ended is not None and ended.kind == "else":
            otherwise, ended = self._sequence(frozenset({"endif"}))
        self._check_closed(opening, ended)
        return syntax.TemplateIf(self._span(opening, ended), opening.condition, then, otherwise)

    def _for(self, opening: For) -> syntax.TemplateFor:
        body, ended = self._sequence(frozenset({"endfor"}))
        self._check_closed(opening, ended)
        return syntax.TemplateFor(
            self._span(opening, ended), opening.key_name, opening.value_name, opening.collection, body
        )

    def _span(self, opening: Directive, ended: Directive | None) -> Span:
        return opening.span if ended is None else opening.span.to(ended.span)

    def _check_closed(self, opening: Directive, ended: Directive | None) -> None:
        if ended is None and not self._findings_about(opening):
            self._problem(
                f"{opening.kind} directive is not closed",
                f"add %{{ end{opening.kind} }} where it ends",
                opening.span,
            )

    def _findings_about(self, opening: Directive) -> bool:
        """Whether something inside ``opening`` was already reported, which then explains why it does not end."""
        where = opening.span.start
        return any(f.subject and f.subject.start >= where and "directive" in f.summary for f in self._findings)

    def _problem(self, summary: str, detail: str, span: Span) -> None:
        self._findings.append(syntax_error(summary, detail, span))
