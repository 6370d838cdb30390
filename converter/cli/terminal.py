"""Draws findings the way a compiler does: what, where with the source line, and what to do. All of it on stderr."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TextIO

from rich.console import Console
from rich.text import Text

from converter.cli.source_text import excerpt, visible
from converter.findings import Finding, Findings, Place, Severity, Span
from converter.findings.triage import Triage, Triaged

COLOURS = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.INFO: "bold cyan"}
FRAME = "blue"

ReadSource = Callable[[str], str | None]
"""The text of a source file, by the name its spans give; none where it cannot be read."""


def no_source(_file: str) -> str | None:
    """For findings whose files are not at hand: places are named, lines are not shown."""
    return None


LineOf = Callable[[Place], int | None]
"""The line on which a place in a template stands; none where that is not known."""


def no_line(_place: Place) -> None:
    """For places in templates that are not at hand."""
    return


def wants_colour(stream: TextIO, environment: Mapping[str, str]) -> bool:
    """Whether to colour: ``NO_COLOR`` over ``FORCE_COLOR`` over what the stream is."""
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return True
    return stream.isatty() and environment.get("TERM") != "dumb"


class Terminal:
    """A stream to draw findings on, stderr unless told otherwise."""

    def __init__(
        self,
        read_source: ReadSource = no_source,
        stream: TextIO | None = None,
        environment: Mapping[str, str] = os.environ,
        line_of: LineOf = no_line,
    ) -> None:
        self._read_source = read_source
        self._line_of = line_of
        self._stream = sys.stderr if stream is None else stream
        self._console = Console(
            file=self._stream,
            color_system="standard" if wants_colour(self._stream, environment) else None,
            force_terminal=wants_colour(self._stream, environment),
            highlight=False,
            markup=False,
            emoji=False,
            soft_wrap=True,
        )

    def draw(self, findings: Iterable[Finding], least: Severity = Severity.INFO) -> None:
        """Draw the findings that are as severe as ``least`` or more, sorted, and a closing count."""
        collected = Findings()
        collected.extend(findings)
        shown = [finding for finding in collected.ordered() if finding.severity.rank <= least.rank]
        for finding in shown:
            self._finding(finding)
        if len(collected):
            self._print(Text(closing_count(shown, len(collected) - len(shown)), style="bold"))

    def draw_triage(
        self, judged: Triage, least: Severity = Severity.INFO, *, accepted: bool = False, most: int | None = None
    ) -> None:
        """As :meth:`draw`, for findings that may be accepted or known: these are counted, or drawn where asked for.

        Of more than ``most`` findings of one kind the rest is counted.
        """
        order = {finding: number for number, finding in enumerate(_collected(judged).ordered())}
        results = sorted(judged.results, key=lambda result: order[result.finding])
        if accepted:
            for result in results:
                if not result.is_open:
                    self._finding(result.finding, *_why_accepted(result))
        still_open = [result.finding for result in results if result.is_open]
        shown = [finding for finding in still_open if finding.severity.rank <= least.rank]
        drawn = Counter[str]()
        for finding in shown:
            drawn[finding.id] += 1
            if most is None or drawn[finding.id] <= most:
                self._finding(finding)
        for kind, count in drawn.items():
            if most is not None and count > most:
                self._print(Text(f"{count - most} more {kind}: every other format than text has all of them\n"))
        parts = [
            closing_count(shown, len(still_open) - len(shown)),
            f"{len(judged.known)} known" if judged.known else "",
            f"{len(judged.suppressed)} suppressed" if judged.suppressed else "",
        ]
        if judged.results:
            self._print(Text(", ".join(filter(None, parts)), style="bold"))

    def _finding(self, finding: Finding, *more: tuple[str, str]) -> None:
        for line in self._lines(finding, more):
            self._print(line)
        self._print(Text())

    def _print(self, line: Text) -> None:
        line.rstrip()
        self._console.print(line)

    def _lines(self, finding: Finding, more: Iterable[tuple[str, str]]) -> Iterator[Text]:
        style = COLOURS[finding.severity]
        yield Text.assemble(
            (f"{finding.severity}[{finding.id}]", style),
            (f": {visible(finding.summary)}", "bold"),
        )
        gutter = _gutter(finding)
        if finding.subject:
            yield from self._place(finding.subject, "-->", gutter, style)
        for label, text in (*self._notes(finding), *more):
            yield from _note(gutter, label, text)
        for span in finding.related:
            yield from self._place(span, ":::", gutter, FRAME)

    def _notes(self, finding: Finding) -> Iterator[tuple[str, str]]:
        if finding.address:
            yield "in", finding.address
        if finding.place:
            line = self._line_of(finding.place)
            yield "template", f"{finding.place}{f' (line {line})' if line else ''}"
        if finding.detail:
            yield "help", finding.detail

    def _place(self, span: Span, arrow: str, gutter: int, style: str) -> Iterator[Text]:
        start = span.start
        yield Text.assemble(
            " " * gutter, (arrow, FRAME), f" {visible(span.file)}:{start.line}:{start.column}", _last_line(span)
        )
        line = self._line(span)
        if line is None:
            return
        one_line = span.end.line == start.line
        parts = excerpt(line, start.column - 1, span.end.column - 1 if one_line else len(line))
        yield Text.assemble(" " * gutter, (" |", FRAME))
        yield Text.assemble((f"{start.line:>{gutter}} | ", FRAME), parts.before, (parts.marked, style), parts.after)
        yield Text.assemble(" " * gutter, (" | ", FRAME), (parts.underline, style))

    def _line(self, span: Span) -> str | None:
        text = self._read_source(span.file)
        if text is None:
            return None
        lines = text.split("\n")  # as the spans count: not at form feeds and the other breaks of str.splitlines
        number = span.start.line - 1
        return lines[number].removesuffix("\r") if 0 <= number < len(lines) else None


def _collected(judged: Triage) -> Findings:
    collected = Findings()
    collected.extend(result.finding for result in judged.results)
    return collected


def _why_accepted(result: Triaged) -> Iterator[tuple[str, str]]:
    if result.suppression is None:
        yield "known", "it is in the baseline"
    else:
        where = result.suppression.span or result.suppression.place
        yield "suppressed", result.suppression.reason + (f" ({where})" if where else "")


def closing_count(shown: Iterable[Finding], hidden: int = 0) -> str:
    """How many findings there are of each severity, most severe first."""
    counts = Counter(finding.severity for finding in shown)
    parts = [_counted(counts[severity], severity) for severity in Severity if counts[severity]]
    if hidden:
        parts.append(f"{hidden} less severe not shown")
    return ", ".join(parts)


def _counted(number: int, severity: Severity) -> str:
    plural = "s" if number > 1 and severity is not Severity.INFO else ""
    return f"{number} {severity}{plural}"


def _gutter(finding: Finding) -> int:
    spans = [span for span in (finding.subject, *finding.related) if span]
    return max((len(str(span.start.line)) for span in spans), default=1)


def _last_line(span: Span) -> str:
    return f" (to line {span.end.line})" if span.end.line > span.start.line and span.end.column > 1 else ""


def _note(gutter: int, label: str, text: str) -> Iterator[Text]:
    first, *rest = text.strip().splitlines() or [""]
    indent = " " * (gutter + 3)
    yield Text.assemble(" " * gutter, (" = ", FRAME), (f"{label}: ", "bold"), visible(first))
    for line in rest:
        yield Text(f"{indent}{' ' * (len(label) + 2)}{visible(line)}")
