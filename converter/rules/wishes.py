"""What a project asks for about single resources, whatever the tables say: logical IDs, and what outlives a stack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase


@dataclass(frozen=True, slots=True)
class Deletion:
    """The deletion policies of the resources whose address matches; ``*`` and ``?`` are wild."""

    address: str
    policy: str
    replace: str

    def applies_to(self, address: str) -> bool:
        """Whether an address is meant."""
        return fnmatchcase(address, self.address.replace("[", "[[]"))


@dataclass(frozen=True, slots=True)
class Wishes:
    """``names`` are logical IDs by address; of ``deletions`` the last that applies counts."""

    names: Mapping[str, str] = field(default_factory=dict)
    deletions: tuple[Deletion, ...] = ()

    def deletion(self, address: str) -> Deletion | None:
        """What is asked for about an address."""
        return next((d for d in reversed(self.deletions) if d.applies_to(address)), None)
