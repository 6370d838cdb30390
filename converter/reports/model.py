"""What a report says, whatever its form: properties, single things with their verdicts, and findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from converter.findings import Place, Severity, Span
from converter.findings.triage import Triage, Triaged


class Status(StrEnum):
    """How a property stands."""

    PASS = "pass"  # noqa: S105 - a verdict
    FAIL = "fail"
    NOT_APPLICABLE = "not-applicable"


@dataclass(frozen=True, slots=True)
class PropertyResult:
    """A property that was checked: on how many things, and what was found."""

    id: str
    title: str
    checked: int
    findings: tuple[Triaged, ...] = ()

    @property
    def status(self) -> Status:
        """Failed where an error has not been accepted; not applicable where there was nothing to look at."""
        if any(r.finding.severity is Severity.ERROR and r.suppression is None for r in self.findings):
            return Status.FAIL
        return Status.PASS if self.checked else Status.NOT_APPLICABLE


class ItemKind(StrEnum):
    """What a verdict is about."""

    RESOURCE = "resource"
    ARGUMENT = "argument"
    VARIABLE = "variable"
    OUTPUT = "output"


@dataclass(frozen=True, slots=True)
class Item:
    """A thing of the configuration, or of the templates alone, and what became of it.

    ``address`` is Terraform's, empty for what only the templates have; ``path`` an argument's path; ``condition`` tells
    when the thing exists, where not always. ``verdict`` is one of the words that the primer lists.
    """

    kind: ItemKind
    address: str
    verdict: str
    path: str = ""
    reason: str = ""
    span: Span | None = None
    place: Place | None = None
    condition: str = ""

    @property
    def name(self) -> str:
        """How people call it: the address with the argument's path, or the place in the template."""
        return ".".join(part for part in (self.address, self.path) if part) or str(self.place or "")


DIFFERENT = "mismatch"
"""The verdict of what was checked and is unequal."""


def _nothing(_: object) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Sources:
    """Where a report looks things up: lines of source files as they may be shown, and the line of a place."""

    text_of: Callable[[str], str | None] = _nothing
    line_of: Callable[[Place], int | None] = _nothing

    def line(self, span: Span) -> str | None:
        """The first line of a span; none where the text is not at hand."""
        text = self.text_of(span.file)
        lines = text.split("\n") if text is not None else []  # as spans count: str.splitlines breaks at more
        return lines[span.start.line - 1].removesuffix("\r") if span.start.line <= len(lines) else None


@dataclass(frozen=True, slots=True)
class Report:
    """A run of a command, ready to be written down.

    ``directory`` and ``templates`` are the folders that spans and places are relative to, as paths from where the
    command runs. ``fail_on`` is the least severity that fails the run, if any. ``verdicts`` counts resources.
    """

    command: str
    triage: Triage
    properties: tuple[PropertyResult, ...] = ()
    items: tuple[Item, ...] = ()
    verdicts: Mapping[str, int] = field(default_factory=dict)
    figures: Mapping[str, int] = field(default_factory=dict)
    """More numbers worth telling, by name."""
    directory: str = "."
    templates: str = ""
    fail_on: Severity | None = Severity.ERROR
    sources: Sources = Sources()

    @property
    def fails(self) -> bool:
        """Whether the run ends with the exit code for findings."""
        return self.triage.fails(self.fail_on)

    @property
    def outcome(self) -> str:
        """The run in one sentence."""
        return ", ".join(self._outcome())

    def _outcome(self) -> Iterator[str]:
        if self.properties:
            applicable = [p for p in self.properties if p.status is not Status.NOT_APPLICABLE]
            yield f"{sum(p.status is Status.PASS for p in applicable)} of {len(applicable)} properties hold"
        counts = Counter(finding.severity for finding in self.triage.open)
        told = [counted(counts[severity], severity.value) for severity in Severity if counts[severity]]
        yield from told or ["no findings"]
        if self.triage.known:
            yield f"{len(self.triage.known)} known"
        if self.triage.suppressed:
            yield f"{len(self.triage.suppressed)} suppressed"

    def fails_by(self, result: Triaged) -> bool:
        """Whether a finding is one of those that fail the run."""
        return result.is_open and self.fail_on is not None and result.finding.severity.rank <= self.fail_on.rank

    @property
    def without_property(self) -> tuple[Triaged, ...]:
        """The findings that belong to none of the properties."""
        of_properties = {result for each in self.properties for result in each.findings}
        return tuple(result for result in self.triage.results if result not in of_properties)


def counted(number: int, word: str) -> str:
    """A number and a word, in the plural where it has one: ``2 errors``, ``2 info``."""
    return f"{number} {word}{'s' if number != 1 and word != Severity.INFO else ''}"


def path_in(folder: str, file: str) -> str:
    """A file's path from where the command runs."""
    parts = [part for part in (folder, file) if part and part != "."]
    return "/".join(parts)
