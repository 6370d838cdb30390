"""A source text that knows the line and column of every offset in it."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from itertools import accumulate

from converter.findings import Position, Span


class SourceText:
    """The text of one file (or expression) and its path, for turning offsets into spans.

    Offsets count characters. A byte order mark at the start is not part of the text.
    """

    def __init__(self, text: str, path: str) -> None:
        self.text = text.removeprefix("\ufeff")
        self.path = path
        starts = [0]
        find = self.text.find
        at = find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = find("\n", at + 1)
        self._starts = starts
        self._positions: dict[int, Position] = {}
        self._line_bytes: list[int] | None = None
        self._bytes_in_line: dict[int, array[int]] = {}
        if not self.text.isascii():
            total = 0
            self._line_bytes = []
            for start, end in zip(starts, [*starts[1:], len(self.text)], strict=True):
                self._line_bytes.append(total)
                total += len(self.text[start:end].encode("utf-8", "surrogatepass"))

    def position(self, offset: int) -> Position:
        """The place of the character at ``offset`` (which may be the end of the text)."""
        found = self._positions.get(offset)
        if found is None:
            line = bisect_right(self._starts, offset) - 1
            start = self._starts[line]
            if self._line_bytes is None:
                byte = offset
            else:
                byte = self._line_bytes[line] + self._bytes_before(line, start)[offset - start]
            found = self._positions[offset] = Position(line + 1, offset - start + 1, byte)
        return found

    def _bytes_before(self, line: int, start: int) -> array[int]:
        """For each character of a line, and its end, how many bytes of the line stand before it."""
        found = self._bytes_in_line.get(line)
        if found is None:
            end = self._starts[line + 1] if line + 1 < len(self._starts) else len(self.text)
            sizes = (len(char.encode("utf-8", "surrogatepass")) for char in self.text[start:end])
            found = self._bytes_in_line[line] = array("I", accumulate(sizes, initial=0))
        return found

    def span(self, start: int, end: int) -> Span:
        """The stretch between two offsets, end exclusive."""
        return Span(self.path, self.position(start), self.position(end))

    def line_number(self, offset: int) -> int:
        """The number of the line, from 1, in which ``offset`` lies."""
        return self.position(offset).line

    def line_text(self, line: int) -> str:
        """The text of a line (numbered from 1) without its line break."""
        start = self._starts[line - 1]
        end = self._starts[line] if line < len(self._starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")


class EmbeddedText(SourceText):
    """A text that was decoded out of another one: a JSON string whose escapes have been resolved.

    ``offsets`` gives, for each character and for the end, the offset in the outer text.
    """

    def __init__(self, text: str, outer: SourceText, offsets: list[int]) -> None:
        super().__init__("", outer.path)
        self.text = text
        self._outer = outer
        self._offsets = offsets

    def position(self, offset: int) -> Position:
        """The place in the outer text."""
        return self._outer.position(self._offsets[offset])

    def line_text(self, line: int) -> str:
        """The line of the outer text."""
        return self._outer.line_text(line)
