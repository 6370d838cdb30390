"""Findings that the user accepts: which ones, where, and why.

A suppression is a comment, ``tf2cfn:ignore=ID[,ID] reason``, beside a line of Terraform or of a template, or an entry
``[[ignore]]`` of the project's configuration. This file knows what one says; the rooms that know comments find them.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from converter.findings.catalogue import CATALOGUE, is_suppressible
from converter.findings.model import Finding, Place, Severity, Span

MARKER = "tf2cfn:ignore"
FORM = f"{MARKER}=ID reason"

_DIRECTIVE = re.compile(
    rf"(?:^|(?<=\s)){MARKER}(?:\s*=\s*(?P<ids>[\w-]+(?:\s*,\s*[\w-]+)*))?(?:[:\s]\s*(?P<reason>.*)|$)"
)


@dataclass(frozen=True, slots=True)
class Directive:
    """What a comment says: the ids (none where they were forgotten) and the reason."""

    ids: tuple[str, ...]
    reason: str


def directive_in(comment_line: str) -> Directive | None:
    """The suppression in a line of a comment, without the comment's marks; None where there is none.

    Prose may name the marker: without ids it is a suppression only at the start of the line.
    """
    text = comment_line.strip()
    found = _DIRECTIVE.search(text)
    if found is None or (found["ids"] is None and found.start() > 0):
        return None
    ids = tuple(dict.fromkeys(part.strip() for part in (found["ids"] or "").split(",") if part.strip()))
    return Directive(ids, (found["reason"] or "").strip())


def without_directives(comment: str) -> str:
    """The lines of a comment that are meant for people."""
    if MARKER not in comment:
        return comment
    return "\n".join(line for line in comment.split("\n") if directive_in(line) is None)


@dataclass(frozen=True, slots=True)
class Lines:
    """Findings whose subject starts on one of these lines of a Terraform file; both ends count."""

    file: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Branch:
    """Findings about this place in a template, or about one below it."""

    place: Place


@dataclass(frozen=True, slots=True)
class Pattern:
    """Findings whose address and place match; ``*`` and ``?`` are wild, and an empty pattern matches all."""

    address: str = ""
    place: str = ""


Scope: TypeAlias = Lines | Branch | Pattern


@dataclass(frozen=True, slots=True)
class Suppression:
    """Accepts the findings of some ids in a scope. ``span`` or ``place`` is where it is written."""

    ids: tuple[str, ...]
    reason: str
    scope: Scope
    span: Span | None = None
    place: Place | None = None

    @property
    def in_source(self) -> bool:
        """Whether it stands beside what it is about."""
        return not isinstance(self.scope, Pattern)

    def holds_for(self, finding: Finding) -> bool:
        """Whether it accepts a finding: one that may be accepted, of its ids, in its scope, with a reason."""
        if not self.reason or finding.id not in self.ids or not is_suppressible(finding.id):
            return False
        match self.scope:
            case Lines(file, first, last):
                subject = finding.subject
                return subject is not None and subject.file == file and first <= subject.start.line <= last
            case Branch(place):
                at = finding.place
                return at is not None and at.file == place.file and at.path[: len(place.path)] == place.path
            case Pattern(address, place_pattern):
                return _matches(address, finding.address) and _matches(place_pattern, finding.place)

    def faults(self) -> Iterator[Finding]:
        """What is wrong with it as it is written; a suppression without a reason accepts nothing."""
        if not self.ids:
            yield self._fault("suppression-unknown-id", "suppression without an id", f"write {FORM}")
        for name in self.ids:
            if name not in CATALOGUE:
                near = difflib.get_close_matches(name, CATALOGUE, n=1)
                detail = f"did you mean {near[0]}?" if near else "the ids stand in docs/findings/README.md"
                yield self._fault("suppression-unknown-id", f"there is no finding {name}", detail)
            elif not is_suppressible(name):
                yield self._fault("suppression-refused", f"{name} cannot be suppressed", "correct what it is about")
        if not self.reason:
            yield self._fault(
                "suppression-no-reason", "suppression without a reason", f"say why the finding is accepted: {FORM}"
            )

    def unused(self, id: str) -> Finding:
        """That one of its ids accepted nothing."""
        summary = f"suppression of {id} accepts nothing"
        return Finding(
            "suppression-unused", Severity.WARNING, summary, "remove it", subject=self.span, place=self.place
        )

    def _fault(self, id: str, summary: str, detail: str) -> Finding:
        return Finding(id, Severity.ERROR, summary, detail, subject=self.span, place=self.place)


def _matches(pattern: str, text: object) -> bool:
    if not pattern:
        return True
    wild = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return text is not None and re.fullmatch(wild, str(text), re.DOTALL) is not None
