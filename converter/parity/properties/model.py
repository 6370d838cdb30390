"""Rows of properties, what they are applied to, and what comes out."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from converter.cloudformation.resolved import ResolvedResource, ResolvedStack
from converter.cloudformation.values import Value
from converter.findings import Finding, Place, Severity, Span
from converter.parity.properties.shapes import Shape

Steps = tuple[str | int, ...]

FINDING_IDS: Mapping[str, str] = {
    "P1": "parity-p1",
    "P2": "parity-p2",
    "P3": "parity-p3",
    "P4": "parity-p4",
    "P5": "parity-p5",
    "P6": "parity-p6",
    "P7": "parity-p7",
    "P8": "parity-p8",
    "P9": "parity-p9",
    "P10": "parity-p10",
    "P11": "parity-p11",
}
"""Property → the id of its findings."""

OWN_FINDING_ID = "parity-property"
"""The id of findings of a project's own properties."""


@dataclass(frozen=True, slots=True)
class Predicate:
    """A named predicate with its arguments, as a row gives them."""

    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Selection:
    """What a check looks at: paths of each resource type, and texts that elements must have at some of theirs.

    ``name`` is the path of the name by which expectations know the element: below the element, or from the resource
    where it begins with ``/``. ``named_by`` is the name of a function for names that stand elsewhere.
    """

    paths: Mapping[str, tuple[str, ...]]
    where: Mapping[str, str] = field(default_factory=dict)
    name: str = ""
    named_by: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One check of a property: predicates over selected elements, or one over the whole system."""

    select: Selection | None = None
    hold: tuple[Predicate, ...] = ()
    system: Predicate | None = None


@dataclass(frozen=True, slots=True)
class PropertyRow:
    """One property. ``expects`` are the keys that it reads from the project's configuration, with their shapes."""

    id: str
    title: str
    requirement: str
    severity: Severity
    checks: tuple[Check, ...]
    expects: Mapping[str, Shape] = field(default_factory=dict)

    @property
    def finding_id(self) -> str:
        """The id of this property's findings."""
        return FINDING_IDS.get(self.id, OWN_FINDING_ID)

    @property
    def is_own(self) -> bool:
        """Whether the project's configuration brought it along."""
        return self.id not in FINDING_IDS


@dataclass(frozen=True, slots=True)
class PropertyTable:
    """All rows, and which properties of a resource are known by another name: type → (attribute or Ref → property)."""

    rows: tuple[PropertyRow, ...]
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Subject:
    """One selected element of one resource of one stack instance."""

    stack: ResolvedStack
    logical_id: str
    resource: ResolvedResource
    steps: Steps
    value: Value
    name: str = ""

    @property
    def key(self) -> Hashable:
        """What it is, whatever the parameters."""
        return (self.stack.path, self.logical_id, self.steps)

    @property
    def place(self) -> Place:
        """Where it stands."""
        return property_place(self.stack, self.logical_id, self.steps)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that does not hold. ``steps`` lead on from the subject, unless ``place`` names another place."""

    summary: str
    detail: str = ""
    steps: Steps = ()
    place: Place | None = None
    subject: Span | None = None
    severity: Severity | None = None
    id: str = ""


def property_place(stack: ResolvedStack, logical_id: str, steps: Steps = ()) -> Place:
    """A place below a resource's properties."""
    return Place(stack.file, ("Resources", logical_id, "Properties", *steps))


class Status(StrEnum):
    """How a property stands."""

    PASS = "pass"  # noqa: S105 - a verdict
    FAIL = "fail"
    NOT_APPLICABLE = "not-applicable"


@dataclass(slots=True)
class Outcome:
    """What was checked for one property, and what was found."""

    row: PropertyRow
    checked: set[Hashable] = field(default_factory=set)
    _findings: dict[tuple[str, str, Place | None], Finding] = field(default_factory=dict)

    def add(self, finding: Finding) -> None:
        """Keep a finding; the same thing at the same place is kept once, whatever the parameters."""
        self._findings.setdefault((finding.id, finding.summary, finding.place), finding)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found, in a stable order."""

        def order(finding: Finding) -> tuple[int, str, str]:
            return (finding.severity.rank, str(finding.place or ""), finding.summary)

        return tuple(sorted(self._findings.values(), key=order))

    @property
    def status(self) -> Status:
        """Failed where something is as severe as an error, and not applicable where there was nothing to look at."""
        if any(finding.severity is Severity.ERROR for finding in self._findings.values()):
            return Status.FAIL
        return Status.PASS if self.checked else Status.NOT_APPLICABLE


@dataclass(frozen=True, slots=True)
class Checked:
    """The outcome of every property, and what else was found: faults of the templates or of the expectations."""

    outcomes: tuple[Outcome, ...]
    others: tuple[Finding, ...] = ()
