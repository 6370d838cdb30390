"""A report as Markdown, for a comment on a pull request.

The hidden marker on the first line lets a CI job find its earlier comment and replace it. The summary comes first,
details are folded, and what does not fit into a comment is counted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from converter.findings import Severity
from converter.findings.triage import Triaged
from converter.reports.model import Report, Status, counted, path_in

LIMIT = 65_536
"""Characters that GitHub takes in the body of a comment."""
_RESERVE = 400
"""Room kept for the sentence on what was left out."""
ICONS = {Severity.ERROR: "❌", Severity.WARNING: "⚠️", Severity.INFO: "ℹ️"}  # noqa: RUF001 - the sign of information
STATUS_ICONS = {Status.PASS: "✅", Status.FAIL: "❌", Status.NOT_APPLICABLE: "➖"}  # noqa: RUF001 - a sign, not a minus
UNREMARKABLE = frozenset({"same", "equivalent"})
"""Verdicts that need no line of their own."""
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+|~!-])")
_TICKS = re.compile(r"`+")


def marker(command: str) -> str:
    """The hidden first line by which a comment of this command is found again."""
    return f"<!-- tf2cfn-{command} -->"


def write(report: Report, limit: int = LIMIT) -> str:
    """The text of the report, at most ``limit`` characters."""
    writer = _Writer(limit - _RESERVE)
    for line in _summary(report):
        writer.add(line)
    _sections(report, writer)
    if writer.left_out:
        told = ", ".join(f"{number} {what}" for what, number in sorted(writer.left_out.items()))
        writer.force(f"Left out, as a comment cannot be longer: {told}. The report in other formats has them all.\n")
    return "".join(writer.parts)


class _Writer:
    """Adds pieces as long as there is room, and counts what there was none for."""

    def __init__(self, room: int) -> None:
        self.parts: list[str] = []
        self.left_out: Counter[str] = Counter()
        self._room = room

    def add(self, text: str, reserved: int = 0) -> bool:
        if len(text) + reserved > self._room:
            return False
        self.force(text)
        return True

    def force(self, text: str) -> None:
        self.parts.append(text)
        self._room -= len(text)

    def fold(self, title: str, what: str, pieces: list[str]) -> None:
        """A folded section of pieces that may be cut short; none at all where not one fits."""
        head, foot = f"<details><summary>{title}</summary>\n\n", "\n</details>\n\n"
        if not pieces:
            return
        if not self.add(head, len(foot) + len(pieces[0])):
            self.left_out[what] += len(pieces)
            return
        for number, piece in enumerate(pieces):
            if not self.add(piece, len(foot)):
                self.left_out[what] += len(pieces) - number
                break
        self.force(foot)


def _summary(report: Report) -> Iterator[str]:
    yield f"{marker(report.command)}\n"
    yield f"## {'❌' if report.fails else '✅'} tf2cfn {report.command}\n\n{report.outcome}\n\n"
    if report.verdicts:
        told = ", ".join(f"{count} {verdict}" for verdict, count in report.verdicts.items())
        yield f"Resources: {told}\n\n"
    if report.properties:
        yield "| | property | checked | findings |\n| --- | --- | ---: | ---: |\n"
        for each in report.properties:
            yield (
                f"| {STATUS_ICONS[each.status]} | {each.id} {escaped(each.title)} | {each.checked or ''} "
                f"| {len(each.findings) or ''} |\n"
            )
        yield "\n"


def _sections(report: Report, writer: _Writer) -> None:
    results = report.triage.results
    for severity in Severity:
        found = [r for r in results if r.is_open and r.finding.severity is severity]
        title = f"{ICONS[severity]} {counted(len(found), severity.value)}"
        writer.fold(title, counted(2, severity.value).partition(" ")[2], [_finding(report, r) for r in found])
    writer.fold(f"{len(report.triage.known)} known", "known", [_finding(report, r) for r in report.triage.known])
    suppressed = [_finding(report, r) for r in report.triage.suppressed]
    writer.fold(f"{len(suppressed)} suppressed", "suppressed", suppressed)
    remarkable = [item for item in report.items if item.verdict not in UNREMARKABLE]
    rows = [
        f"- **{item.verdict}** {code(item.name)}{f': {escaped(item.reason)}' if item.reason else ''}\n"
        for item in remarkable
    ]
    writer.fold(f"{len(rows)} verdicts to know of", "verdicts", rows)


def _finding(report: Report, result: Triaged) -> str:
    finding = result.finding
    lines = [f"- **{finding.id}** {escaped(finding.summary)}"]
    if finding.subject:
        where = code(f"{path_in(report.directory, finding.subject.file)}:{finding.subject.start.line}")
        lines.append(f"{where}{f' in {code(finding.address)}' if finding.address else ''}")
    elif finding.address:
        lines.append(code(finding.address))
    if finding.place:
        line = report.sources.line_of(finding.place)
        file = path_in(report.templates, finding.place.file)
        path = "/".join(map(str, finding.place.path))
        lines.append(f"{code(f'{file}:{line}' if line else file)}{f' {code(path)}' if path else ''}")
    if finding.detail:
        lines.append(escaped(finding.detail))
    if result.suppression is not None:
        lines.append(f"suppressed: {escaped(result.suppression.reason)}")
    return "  \n  ".join(lines) + "\n"


def escaped(text: str) -> str:
    """Text that Markdown shows as it is: no markup, no HTML, nobody notified and no issue linked."""
    flat = " ".join(text.split())
    flat = _SPECIAL.sub(r"\\\1", flat)
    flat = flat.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return flat.replace("@", "@<!-- -->").replace("\\#", "#<!-- -->")


def code(text: str) -> str:
    """Text as code, whatever backticks are in it."""
    flat = " ".join(text.split())
    longest = max((len(run) for run in _TICKS.findall(flat)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if flat.startswith("`") or flat.endswith("`") else ""
    return f"{fence}{pad}{flat}{pad}{fence}"
