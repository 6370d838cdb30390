"""Findings: what is wrong, where in the Terraform source, and what to do about it.

A finding is an immutable value. Rooms never print; they add findings to a :class:`Findings` collection (or raise a
:class:`FindingError` that the nearest collector takes), and the command line draws them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters; ``--fail-on`` compares these."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """Order of severity: 0 is the most severe."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a source text: line and column count characters from 1, byte counts UTF-8 bytes from 0."""

    line: int
    column: int
    byte: int


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a source file, end exclusive. ``file`` is relative to the configuration's root, with ``/``."""

    file: str
    start: Position
    end: Position

    def to(self, other: Span) -> Span:
        """The stretch from the start of this span to the end of ``other`` (same file)."""
        return Span(self.file, self.start, other.end)

    def __str__(self) -> str:
        return f"{self.file}:{self.start.line}"


@dataclass(frozen=True, slots=True)
class Place:
    """A place in an emitted (or hand-edited) template: file, and the path of keys below its root."""

    file: str
    path: tuple[str | int, ...] = ()

    def __str__(self) -> str:
        return f"{self.file}#/{'/'.join(str(step) for step in self.path)}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing worth telling the user.

    ``id`` is a stable identifier from the catalogue; ``summary`` names the thing, lower case, without a full stop;
    ``detail`` says what to do; ``subject`` is the tight span in the Terraform source; ``context`` a wider one;
    ``address`` the Terraform address concerned; ``place`` the related place in a template; ``terraform_summary`` the
    summary of Terraform's own diagnostic where ours is another.
    """

    id: str
    severity: Severity
    summary: str
    detail: str = ""
    subject: Span | None = None
    context: Span | None = None
    address: str | None = None
    place: Place | None = None
    related: tuple[Span, ...] = ()
    terraform_summary: str = ""

    @property
    def in_terraform_words(self) -> str:
        """The summary that Terraform's own diagnostic has."""
        return self.terraform_summary or self.summary[:1].upper() + self.summary[1:]

    def with_address(self, address: str) -> Finding:
        """The same finding, attributed to a Terraform address where it has none yet."""
        return self if self.address else replace(self, address=address)


class ConversionError(Exception):
    """Root of the exceptions that this package raises for bad input.

    ::

        ConversionError
         └── FindingError      carries one or more findings
    """


class FindingError(ConversionError):
    """Evaluation or parsing cannot go on here; ``findings`` say why. Collectors catch it and carry on elsewhere."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__("; ".join(f.summary for f in findings))
        self.findings: tuple[Finding, ...] = findings


@dataclass(slots=True)
class Findings:
    """An ordered collection of findings without repeats."""

    _items: dict[Finding, None] = field(default_factory=dict)

    def add(self, *findings: Finding) -> None:
        """Add findings; one that is already there is kept once."""
        for finding in findings:
            self._items.setdefault(finding)

    def extend(self, findings: Iterable[Finding]) -> None:
        """Add all of ``findings``."""
        self.add(*findings)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings of severity error."""
        return tuple(f for f in self if f.severity is Severity.ERROR)

    def at_least(self, severity: Severity) -> tuple[Finding, ...]:
        """The findings that are as severe as ``severity`` or more."""
        return tuple(f for f in self if f.severity.rank <= severity.rank)

    def ordered(self) -> tuple[Finding, ...]:
        """All findings in a stable order: by place in the source, then severity, then id."""

        def key(f: Finding) -> tuple[str, int, int, int, str, str]:
            s = f.subject
            where = (s.file, s.start.line, s.start.column) if s else ("", 0, 0)
            return (*where, f.severity.rank, f.id, f.summary)

        return tuple(sorted(self, key=key))
