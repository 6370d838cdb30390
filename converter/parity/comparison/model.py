"""What a verdict of the comparison is about."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from converter.findings import Place, Span
from converter.rules.ledger import Verdict


class ItemKind(StrEnum):
    """What a verdict is about."""

    RESOURCE = "resource"
    ARGUMENT = "argument"
    VARIABLE = "variable"
    OUTPUT = "output"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of the configuration (or of the templates alone), and whether both sides mean the same by it.

    ``address`` is Terraform's (``var.x`` and ``output.x`` for those kinds), empty for what only the templates have;
    ``path`` the argument's, as Terraform spells it; ``condition`` tells when it exists, where not always.
    """

    kind: ItemKind
    address: str
    verdict: Verdict
    path: str = ""
    reason: str = ""
    span: Span | None = None
    place: Place | None = None
    condition: str = ""
