"""JSON text → values that know their place in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from converter.findings import Finding, FindingError, Span
from converter.hcl.problems import syntax_error
from converter.hcl.text import EmbeddedText, SourceText

MAX_NESTING = 100

_SPACE = re.compile(r"[ \t\r\n]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![0-9A-Za-z.])")
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\.)*"')
_ESCAPE = re.compile(r'\\(?:u([0-9A-Fa-f]{4})|(["\\/bfnrt]))')
_SIMPLE = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
_MAX_EXPONENT = 5000


@dataclass(slots=True)
class JsonString:
    """A string; ``offsets`` are the places in the source of its characters and of its end."""

    span: Span
    value: str
    source: SourceText
    start: int
    offsets: list[int] | None

    def embedded(self) -> EmbeddedText:
        """The string as a source text of its own, whose spans are in the file."""
        offsets = self.offsets
        if offsets is None:
            offsets = list(range(self.start + 1, self.start + 2 + len(self.value)))
        return EmbeddedText(self.value, self.source, offsets)


@dataclass(slots=True)
class JsonScalar:
    """A number, true, false or null."""

    span: Span
    value: Decimal | bool | None


@dataclass(slots=True)
class JsonArray:
    """``[ ... ]``."""

    span: Span
    items: list[JsonValue]


@dataclass(slots=True)
class JsonObject:
    """``{ ... }``: its members in order; a name may occur twice."""

    span: Span
    members: list[tuple[JsonString, JsonValue]]


JsonValue = JsonString | JsonScalar | JsonArray | JsonObject


def parse_json(source: SourceText) -> JsonValue:
    """The value of a JSON text. Raises :class:`FindingError` at the first error."""
    reader = _Reader(source)
    value = reader.value(0)
    reader.end()
    return value


def parse_json_leniently(source: SourceText, levels: Mapping[str, int]) -> tuple[JsonValue | None, tuple[Finding, ...]]:
    """What stands before the first error of a JSON text, as far as it stands on its own, and that error.

    The members of the outermost object do; ``levels`` says for how many levels of objects below each name they do, too.
    """
    reader = _Reader(source, levels)
    try:
        value = reader.value(0, 1)
        if not reader.findings:
            reader.end()
    except FindingError as error:
        return None, error.findings
    return value, reader.findings


class _Reader:
    """Reads one text. ``findings`` is the error after which an object was closed early."""

    def __init__(self, source: SourceText, levels: Mapping[str, int] | None = None) -> None:
        self.findings: tuple[Finding, ...] = ()
        self._levels = levels or {}
        self._source = source
        self._text = source.text
        self._position = 0

    def value(self, depth: int, apart: int = 0) -> JsonValue:
        """A value; ``apart`` is for how many levels of objects the members stand on their own."""
        char = self._peek()
        start = self._position
        if depth > MAX_NESTING:
            raise self._error("nesting is too deep", f"more than {MAX_NESTING} levels are open here", start, start + 1)
        if char == "{":
            return self._object(depth, apart)
        if char == "[":
            return self._array(depth)
        if char == '"':
            return self._string()
        if found := _NUMBER.match(self._text, start):
            self._position = found.end()
            try:
                number = Decimal(found.group())
            except InvalidOperation:  # its exponent does not even fit there
                number = Decimal("NaN")
            if number.is_nan() or (number and abs(number.adjusted()) > _MAX_EXPONENT):
                raise self._error("number is out of range", "it is too large or too small", start, found.end())
            return JsonScalar(self._span(start), number)
        if found := _WORD.match(self._text, start):
            if found.group() not in _CONSTANTS:
                raise self._error(
                    f"{found.group()} is not a JSON value", "put it into double quotes", start, found.end()
                )
            self._position = found.end()
            return JsonScalar(self._span(start), _CONSTANTS[found.group()])
        raise self._unexpected("a value is expected here")

    def end(self) -> None:
        if self._peek():
            raise self._unexpected("the file should have ended here; it holds one JSON value")

    def _object(self, depth: int, apart: int) -> JsonObject:
        start = self._position
        members: list[tuple[JsonString, JsonValue]] = []
        try:
            self._members(members, depth, apart)
        except FindingError as error:
            if not apart:
                raise
            self.findings = error.findings
        return JsonObject(self._span(start), members)

    def _members(self, members: list[tuple[JsonString, JsonValue]], depth: int, apart: int) -> None:
        start = self._position
        self._position += 1
        if self._peek() == "}":
            self._position += 1
            return
        while True:
            if self._peek() != '"':
                raise self._unexpected("a property name in double quotes is expected here", start)
            name = self._string()
            if self._peek() != ":":
                raise self._unexpected("a colon is expected after a property name", start)
            self._position += 1
            below = apart - 1 if depth or not apart else self._levels.get(name.value, 0)
            members.append((name, self.value(depth + 1, max(below, 0))))
            if self.findings or self._more("}", start):
                return

    def _array(self, depth: int) -> JsonArray:
        start = self._position
        self._position += 1
        items: list[JsonValue] = []
        if self._peek() == "]":
            self._position += 1
            return JsonArray(self._span(start), items)
        while True:
            items.append(self.value(depth + 1))
            if self._more("]", start):
                return JsonArray(self._span(start), items)

    def _more(self, closer: str, start: int) -> bool:
        """Pass a comma (false) or the end of a collection (true)."""
        char = self._peek()
        if char == closer:
            self._position += 1
            return True
        if char != ",":
            raise self._unexpected(f"a comma or {closer} is expected here", start)
        comma = self._position
        self._position += 1
        if self._peek() == closer:
            raise self._error("trailing comma", "JSON allows no comma after the last item; remove it", comma, comma + 1)
        return False

    def _string(self) -> JsonString:
        start = self._position
        found = _STRING.match(self._text, start)
        if not found:
            newline = self._text.find("\n", start)
            stop = len(self._text) if newline < 0 else newline
            raise self._error(
                "string is not closed",
                'close it with " on the same line; line breaks and other control characters are written as escapes',
                start,
                stop,
            )
        self._position = found.end()
        raw = found.group()[1:-1]
        if "\\" not in raw:
            return JsonString(self._span(start), raw, self._source, start, None)
        value, offsets = self._unescape(raw, start + 1)
        return JsonString(self._span(start), value, self._source, start, offsets)

    def _unescape(self, raw: str, base: int) -> tuple[str, list[int]]:
        characters: list[str] = []
        offsets: list[int] = []
        position = 0
        while position < len(raw):
            offsets.append(base + position)
            if raw[position] != "\\":
                characters.append(raw[position])
                position += 1
                continue
            found = _ESCAPE.match(raw, position)
            if not found:
                at = base + position
                detail = 'the escapes are \\" \\\\ \\/ \\b \\f \\n \\r \\t \\uNNNN'
                raise FindingError(
                    syntax_error(
                        f"invalid escape sequence {raw[position : position + 2]}",
                        detail,
                        self._source.span(at, at + 2),
                        id_="hcl-invalid-escape",
                    )
                )
            position = found.end()
            if found.group(2):
                characters.append(_SIMPLE.get(found.group(2), found.group(2)))
                continue
            code = int(found.group(1), 16)
            if 0xD800 <= code < 0xDC00:
                low = _ESCAPE.match(raw, position)
                second = int(low.group(1), 16) if low and low.group(1) else 0
                if low and 0xDC00 <= second < 0xE000:
                    code = 0x10000 + ((code - 0xD800) << 10) + (second - 0xDC00)
                    position = low.end()
            characters.append("\ufffd" if 0xD800 <= code < 0xE000 else chr(code))
        offsets.append(base + len(raw))
        return "".join(characters), offsets

    def _peek(self) -> str:
        if found := _SPACE.match(self._text, self._position):
            self._position = found.end()
        return self._text[self._position : self._position + 1]

    def _span(self, start: int) -> Span:
        return self._source.span(start, self._position)

    def _unexpected(self, detail: str, opened: int | None = None) -> FindingError:
        at = self._position
        char = self._text[at : at + 1]
        if self._text.startswith(("//", "/*", "#"), at):
            detail = 'JSON has no comments; use a property named "//"'
        elif char == "'":
            detail = "JSON strings stand in double quotes"
        elif not char and opened is not None:
            line = self._source.line_number(opened)
            detail = f"the {self._text[opened]} opened on line {line} is not closed"
        return self._error(f"unexpected {char or 'end of file'}", detail, at, min(at + 1, len(self._text)))

    def _error(self, summary: str, detail: str, start: int, end: int) -> FindingError:
        return FindingError(syntax_error(summary, detail, self._source.span(start, end)))
