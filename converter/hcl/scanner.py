"""Source text → tokens, following the modes of HCL's own scanner.

What a character means depends on what is open around it: a newline ends an item directly inside a body or an object
but means nothing inside parentheses, brackets and ``${ }``; quoted strings and heredocs are templates, in which only
``${``, ``%{`` and the end are special. The scanner keeps a stack of what is open, and so also knows what was left
unclosed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from converter.findings import Finding
from converter.hcl.modes import TEMPLATES, Frame, Mode
from converter.hcl.problems import syntax_error
from converter.hcl.scan_messages import CLOSERS, UNCLOSED_QUOTE, invalid_character, unclosed
from converter.hcl.text import SourceText
from converter.hcl.tokens import KEYWORDS, NEWLINE, OPERATORS, Token
from converter.hcl.whitespace import trim

MAX_NESTING = 100
"""Brackets and templates inside each other; deeper input is refused rather than left to exhaust the stack."""

MAX_TOKENS = 250_000
"""Tokens of one text, some 30,000 lines; parsing more takes longer than anyone wants to wait."""

_CODE = re.compile(
    r"""
      (?P<space>[ \t]+)
    | (?P<newline>\r?\n)
    | (?P<word>[^\W\d](?:[\w-]|[^\x00-\x7f])*)
    | (?P<number>[0-9](?:(?:[0-9.]|[eE][+-]?[0-9])*(?:[0-9]|[eE][+-]?[0-9]))?)
    | (?P<quote>")
    | (?P<comment>(?:\#|//)[^\n]*|/\*)
    | (?P<heredoc><<-?[^\W\d](?:[\w-]|[^\x00-\x7f])*\r?\n)
    | (?P<full_splat>\[[ \t\r\n]*\*[ \t\r\n]*\])
    | (?P<attribute_splat>\.[ \t\r\n]*\*)
    | (?P<operator>\.\.\.|=>|==|!=|<=|>=|&&|\|\||::|[-+*/%!<>?:=.,(){}\[\]])
    """,
    re.VERBOSE,
)
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?")
_FOR_AHEAD = re.compile(r"(?:[ \t\r\n]|(?:#|//)[^\n]*(?:\n|$)|/\*[\s\S]*?\*/)*+for(?![\w-])")
_QUOTED_TEXT = re.compile(r'(?:[^"\\$%\r\n]|\\[^\r\n]|\$\$\{|%%\{|\$(?!\{)|%(?!\{))+')
_LINE_TEXT = re.compile(r"(?:[^$%\n]|\$\$\{|%%\{|\$(?!\{)|%(?!\{))*\n?")
_SIGN_AT_END = re.compile(r"[$%][^{\n$%](\r?\n)\Z")
_LONE_RETURN = re.compile(r"\r(?!\n)")
_NAMES = {")": "parenthesis", "]": "bracket", "}": "brace"}


@dataclass(slots=True)
class ScannedComment:
    """A comment: its stretch with the markers, and whether nothing but space stands before it on its line."""

    start: int
    end: int
    alone: bool


@dataclass(slots=True)
class Scanned:
    """All tokens of a text; ``items`` are the token ranges of the top-level items; ``problems`` by their offset."""

    tokens: list[Token] = field(default_factory=list)
    items: list[tuple[int, int]] = field(default_factory=list)
    comments: list[ScannedComment] = field(default_factory=list)
    problems: list[tuple[int, Finding]] = field(default_factory=list)


class _LimitReachedError(Exception):
    """Nesting beyond :data:`MAX_NESTING`, or more than :data:`MAX_TOKENS`; the problem has been noted."""


class Scanner:
    """Scans one text. :meth:`run` may be called once."""

    def __init__(self, source: SourceText, mode: Mode) -> None:
        self.source = source
        self.text = source.text
        self.result = Scanned()
        self.frames = [Frame(mode, 0, "")]
        self.position = 0
        self._item_start = 0
        self._misplaced: tuple[Frame, int] | None = None
        self._scan: dict[str, Callable[[str, int], None]] = {
            "word": self._word,
            "number": self._number,
            "operator": self._operator,
            "newline": self._newline,
            "comment": self._comment,
            "quote": self._quote,
            "heredoc": self._heredoc,
            "full_splat": self._full_splat,
            "attribute_splat": self._attribute_splat,
        }

    def run(self) -> Scanned:
        """Scan to the end of the text."""
        end = len(self.text)
        try:
            while self.position < end:
                mode = self.frames[-1].mode
                if mode is Mode.QUOTED:
                    self._quoted()
                elif mode is Mode.HEREDOC:
                    self._heredoc_line()
                elif mode is Mode.BARE:
                    self._bare_line()
                else:
                    self._code()
            self._report_unclosed()
        except _LimitReachedError:
            pass
        self._end_item(len(self.result.tokens))
        return self.result

    # --- code

    def _code(self) -> None:
        """Scan tokens until a template begins or goes on, or the text ends."""
        text, match = self.text, _CODE.match
        frames = self.frames
        while found := match(text, self.position):
            kind = found.lastgroup
            self.position = found.end()
            if kind == "space":
                continue
            self._scan[kind or ""](found.group(), found.start())
            if frames[-1].mode in TEMPLATES:
                return
        if self.position < len(text):
            self._unknown_character()

    def _quote(self, quote: str, start: int) -> None:
        self._emit("DBLQUOTE", start, self.position)
        self._push(Frame(Mode.QUOTED, start, quote))

    def _full_splat(self, text: str, start: int) -> None:
        self._splat("FULL_SPLAT_START", text, start)

    def _attribute_splat(self, text: str, start: int) -> None:
        self._splat("ATTR_SPLAT", text, start)

    def _splat(self, type_: str, text: str, start: int) -> None:
        if "\n" in text and self.frames[-1].mode in {Mode.BODY, Mode.OBJECT}:
            detail = "a splat operator must stand on one line, or the whole expression in parentheses"
            self._problem("line break inside an expression", detail, start, start + 1)
        self._emit(type_, start, self.position)

    def _word(self, word: str, start: int) -> None:
        if not word.isascii():
            length = 1
            while length < len(word) and ("a" + word[length].replace("-", "_")).isidentifier():
                length += 1
            if not word[0].isidentifier():
                self.position = start
                self._unknown_character()
                return
            word = word[:length]
            self.position = start + length
        self._emit(KEYWORDS.get(word, "NAME"), start, self.position)

    def _number(self, number: str, start: int) -> None:
        end = start + len(number)
        tokens = self.result.tokens
        after_dot = bool(tokens) and tokens[-1].type in {"DOT", "ATTR_SPLAT"}
        indexes = number.split(".")
        if after_dot and len(indexes) > 1 and all(indexes):
            brackets = "".join(f"[{index}]" for index in indexes)
            self._problem("two legacy indexes in a row", f"write {brackets} instead of .{number}", start, end)
        elif not _NUMBER.fullmatch(number):
            self._problem("invalid number", f"{number} is not a number", start, end)
        plain = number.isdigit() or after_dot
        self._emit("INT_LITERAL" if plain else "FLOAT_LITERAL", start, end)

    def _newline(self, _: str, start: int) -> None:
        frame = self.frames[-1]
        if frame.mode is Mode.BODY:
            frame.in_expression = False
        elif frame.mode is not Mode.OBJECT:
            return
        tokens = self.result.tokens
        if tokens and tokens[-1].type == NEWLINE:
            return
        if len(self.frames) == 1:
            self._end_item(len(tokens))
            self._item_start = len(tokens) + 1
        self._emit(NEWLINE, start, self.position)

    def _comment(self, opening: str, start: int) -> None:
        line_start = self.text.rfind("\n", 0, start) + 1
        alone = not self.text[line_start:start].strip()
        if opening == "/*":
            end = self.text.find("*/", start + 2)
            if end < 0:
                self._problem(
                    "comment is not closed", "this /* has no matching */ before the end of the file", start, start + 2
                )
                end = len(self.text) - 2
            self.position = end + 2
            self.result.comments.append(ScannedComment(start, self.position, alone))
            return
        if opening.endswith("\r") and self.position < len(self.text):
            self.position -= 1
        self.result.comments.append(ScannedComment(start, self.position, alone))

    def _operator(self, operator: str, start: int) -> None:
        if operator in CLOSERS:
            self._open(operator, start)
        elif operator in _NAMES:
            self._close(operator, start)
        else:
            frame = self.frames[-1]
            if operator == "=" and frame.mode is Mode.BODY:
                frame.in_expression = True
            self._emit(OPERATORS[operator], start, self.position)

    def _open(self, bracket: str, start: int) -> None:
        frame = self.frames[-1]
        mode = Mode.GROUP
        if bracket == "{":
            if frame.mode is Mode.BODY and not frame.in_expression:
                mode = Mode.BODY
            elif not _FOR_AHEAD.match(self.text, self.position):
                mode = Mode.OBJECT
        self._emit(OPERATORS[bracket], start, self.position)
        item_start = self._current_item_offset() if mode is Mode.BODY else start
        self._push(Frame(mode, start, bracket, item_start=item_start))

    def _close(self, bracket: str, start: int) -> None:
        depth = len(self.frames) - 1
        wanted = {"}": {"{", "${", "%{"}}.get(bracket, {"(" if bracket == ")" else "["})
        while depth > 0:
            frame = self.frames[depth]
            if frame.opener in wanted:
                break
            if frame.mode in {Mode.BODY, Mode.SEQUENCE}:
                depth = 0
                break
            depth -= 1
        innermost = self.frames[-1]
        if depth == 0 and innermost.opener and innermost.mode in {Mode.GROUP, Mode.OBJECT}:
            line = self.source.line_number(innermost.start)
            closer = CLOSERS[innermost.opener]
            detail = f"the {innermost.opener} opened on line {line} must be closed with {closer}, not {bracket}"
            self._problem(f"unexpected {bracket}", detail, start, start + 1, context_start=innermost.start)
            self.frames.pop()
            return
        if depth == 0:
            self._problem(
                f"unexpected {bracket}",
                f"there is no open {_NAMES[bracket]} for it here; remove it, or add the opening one",
                start,
                start + 1,
            )
            return
        for inner in reversed(self.frames[depth + 1 :]):
            closer = CLOSERS[inner.opener]
            self._problem(
                f"missing {closer}",
                f"the {inner.opener} opened on line {self.source.line_number(inner.start)} must be closed with"
                f" {closer} before this {bracket}",
                start,
                start + 1,
                context_start=inner.start,
            )
        if self.frames[depth].mode is Mode.BODY:
            self._note_indentation(self.frames[depth], start)
        del self.frames[depth:]
        self._emit(OPERATORS[bracket], start, self.position)

    def _note_indentation(self, block: Frame, brace: int) -> None:
        """Remember the first block whose closing brace does not stand below its start."""
        opened, closed = self.source.position(block.item_start), self.source.position(brace)
        if self._misplaced is None and opened.line != closed.line and opened.column != closed.column:
            self._misplaced = (block, closed.line)

    def _heredoc(self, intro: str, start: int) -> None:
        self._emit("HEREDOC_START_TRIM" if intro.startswith("<<-") else "HEREDOC_START", start, self.position)
        opener = intro.rstrip()
        self._push(Frame(Mode.HEREDOC, start, opener, marker=opener.lstrip("<").removeprefix("-")))

    def _unknown_character(self) -> None:
        start = self.position
        char = self.text[start]
        if char == "~" and self.frames[-1].mode is Mode.SEQUENCE and self.text.startswith("}", start + 1):
            self.position += 1
            self._emit("STRIP_MARKER", start, self.position)
            return
        end = start + 1
        while end < len(self.text) and self.text[end] == char:
            end += 1
        self.position = end
        summary, detail = invalid_character(char)
        self._problem(summary, detail, start, end)

    # --- templates

    def _quoted(self) -> None:
        start = self.position
        found = _QUOTED_TEXT.match(self.text, start)
        if found:
            self.position = found.end()
            self._emit("STRING_CHARS", start, self.position)
        elif self.text[start] == '"':
            self.position += 1
            self._emit("DBLQUOTE", start, self.position)
            self.frames.pop()
        elif self.text[start] in "$%":
            self._sequence()
        else:
            self._unclosed_quote(start)

    def _unclosed_quote(self, newline: int) -> None:
        """A line ends inside a quoted string: give up on everything opened on this line inside strings."""
        frame = self.frames[-1]
        line_start = self.text.rfind("\n", 0, newline) + 1
        first = next(
            (f for f in self.frames if f.mode is Mode.QUOTED and f.start >= line_start),
            frame,
        )
        sequence = next((f for f in reversed(self.frames) if f.mode is Mode.SEQUENCE and f.start >= first.start), None)
        subject = first if sequence else frame
        detail = 'close it with " on the same line; for several lines use a heredoc (<<EOT) or the escape \\n'
        if sequence:
            column = self.source.position(sequence.start).column
            detail = f"either the quote or the {sequence.opener} at column {column} is not closed; " + detail
        before = self.result.problems[-1][1] if self.result.problems else None
        goes_on = before and before.subject and before.subject.end.line + 1 == self.source.line_number(subject.start)
        if not (
            goes_on and before and before.summary == UNCLOSED_QUOTE
        ):  # the other end of a string over several lines
            self._problem(UNCLOSED_QUOTE, detail, subject.start, newline)
        while self.frames[-1] is not first:
            self.frames.pop()
        self.frames.pop()
        if self.text[newline] == "\\":
            self.position = newline + 1

    def _heredoc_line(self) -> None:
        frame = self.frames[-1]
        start = self.position
        if self.text[start - 1] == "\n":
            newline = self.text.find("\n", start)
            if newline >= 0:
                line = self.text[start:newline]
                if trim(line) == frame.marker:
                    end = newline - 1 if line.endswith("\r") else newline
                    self._emit("HEREDOC_END", start, end)
                    self.frames.pop()
                    self.position = end
                    return
        self._line_or_sequence(start)

    def _bare_line(self) -> None:
        self._line_or_sequence(self.position)

    def _line_or_sequence(self, start: int) -> None:
        found = _LINE_TEXT.match(self.text, start)
        if found and found.end() > start:
            self.position = found.end()
            # HCL ends a token between a sign with one character after it and the line break; strip markers show it
            sign = _SIGN_AT_END.search(found.group())
            split = start + sign.start(1) if sign else self.position
            self._emit("STRING_CHARS", start, split)
            if split < self.position:
                self._emit("STRING_CHARS", split, self.position)
            if self.frames[-1].mode is Mode.HEREDOC and (lone := _LONE_RETURN.search(found.group())):
                at = start + lone.start()
                self._problem(*invalid_character("\r"), at, at + 1)
        else:
            self._sequence()

    def _sequence(self) -> None:
        start = self.position
        opener = self.text[start : start + 2]
        self._emit("INTERP_START" if opener == "${" else "DIRECTIVE_START", start, start + 2)
        self.position = start + 2
        if self.text.startswith("~", self.position):
            self.position += 1
            self._emit("STRIP_MARKER", start + 2, self.position)
        self._push(Frame(Mode.SEQUENCE, start, opener))

    # --- common

    def _emit(self, type_: str, start: int, end: int) -> None:
        tokens = self.result.tokens
        if len(tokens) >= MAX_TOKENS:
            self._problem("file is too long", f"more than {MAX_TOKENS} tokens are not read; split it up", start, end)
            self._item_start = 0
            tokens.clear()
            self.result.items.clear()
            raise _LimitReachedError
        tokens.append(Token(type_, self.text[start:end], start, end, len(tokens)))

    def _push(self, frame: Frame) -> None:
        self.frames.append(frame)
        if len(self.frames) > MAX_NESTING:
            self._problem(
                "nesting is too deep",
                f"more than {MAX_NESTING} brackets and templates are open here; take parts out into locals",
                frame.start,
                frame.start + len(frame.opener),
            )
            raise _LimitReachedError

    def _end_item(self, end: int) -> None:
        if end <= self._item_start:
            return
        tokens, items = self.result.tokens, self.result.items
        if items and tokens[self._item_start].type == "LBRACE" and tokens[items[-1][0]].type != "LBRACE":
            items[-1] = (items[-1][0], end)  # a block's brace on the next line: one item, one complaint
        else:
            items.append((self._item_start, end))
        self._item_start = end

    def _current_item_offset(self) -> int:
        """Where the item of the innermost body that is being scanned begins."""
        tokens = self.result.tokens
        index = max(len(tokens) - 1, 0)
        while index > 0 and tokens[index - 1].type not in {NEWLINE, "LBRACE", "RBRACE"}:
            index -= 1
        return tokens[index].start if tokens else 0

    def _problem(self, summary: str, detail: str, start: int, end: int, context_start: int | None = None) -> None:
        context = None if context_start is None else self.source.span(context_start, end)
        finding = syntax_error(summary, detail, self.source.span(start, end), context=context)
        self.result.problems.append((start, finding))

    def _report_unclosed(self) -> None:
        """What is still open at the end of the text; only the innermost thing is worth a message."""
        if len(self.frames) > 1:
            self._problem(*unclosed(self.frames[-1], self._misplaced, self.source))
