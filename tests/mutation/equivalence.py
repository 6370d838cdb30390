"""Mutants that change nothing, listed by name where the operator cannot prove it itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

import yaml

FILE = Path(__file__).parent / "equivalent.yaml"


@dataclass
class Known:
    """Names, or patterns in which only ``*`` is wild, with the reason; ``used`` are those that a mutant has needed."""

    reasons: dict[str, str]
    used: set[str] = field(default_factory=set)

    @classmethod
    def load(cls) -> Known:
        """The entries of the file."""
        document = yaml.safe_load(FILE.read_text(encoding="utf-8")) or []
        return cls({entry["mutant"]: entry["reason"] for entry in document})

    def reason(self, name: str) -> str:
        """Why the mutant of this name is equivalent; empty where it is not known to be."""
        for pattern, reason in self.reasons.items():
            if fnmatchcase(name, pattern.replace("[", "[[]").replace("?", "[?]")):
                self.used.add(pattern)
                return reason
        return ""
