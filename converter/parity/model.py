"""What comes out of a check of templates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from converter.findings import Finding
from converter.parity.comparison.model import Item
from converter.parity.properties.model import Outcome


@dataclass(frozen=True, slots=True)
class ParityReport:
    """The outcome of every property, what else was found, and the verdicts that the conversion wrote down."""

    outcomes: tuple[Outcome, ...]
    items: tuple[Item, ...] = ()
    """Every resource, argument, variable and output that was compared, with its verdict."""
    others: tuple[Finding, ...] = ()
    verdicts: Mapping[str, int] = field(default_factory=dict)
    compared: bool = False
    """Whether the templates were compared with the configuration."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings: what is wrong beside the properties first, then property by property."""
        return tuple(self._all())

    def _all(self) -> Iterator[Finding]:
        yield from self.others
        for outcome in self.outcomes:
            yield from outcome.findings
