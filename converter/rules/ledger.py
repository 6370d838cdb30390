"""The ledger: what became of every resource and every argument that the user wrote."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from converter.findings import Span
from converter.terraform.addresses import InstanceKey
from converter.terraform.formulas import ALWAYS, Formula


class Verdict(StrEnum):
    """What became of something, from best to worst."""

    SAME = "same"
    EQUIVALENT = "equivalent"
    DERIVED = "derived"
    FIXED = "fixed"
    ADDED = "added"
    DEPLOY_STEP = "deploy-step"
    DROPPED = "dropped"
    UNSUPPORTED = "unsupported"
    MISMATCH = "mismatch"

    @property
    def rank(self) -> int:
        """Position in the order from best to worst."""
        return list(Verdict).index(self)


@dataclass(frozen=True, slots=True)
class Target:
    """A place in the output: the resource made from an instance (``part`` names an extra one), and a property."""

    key: InstanceKey
    part: str = ""
    property: str = ""


@dataclass(frozen=True, slots=True)
class ArgumentEntry:
    """What became of one argument; ``path`` is as Terraform spells it, ``ingress[0].cidr_blocks``."""

    path: str
    verdict: Verdict
    reason: str = ""
    span: Span | None = None
    targets: tuple[Target, ...] = ()


@dataclass(slots=True)
class ResourceEntry:
    """What became of one resource instance."""

    key: InstanceKey
    span: Span
    guard: Formula = ALWAYS
    verdict: Verdict = Verdict.SAME
    reason: str = ""
    targets: list[Target] = field(default_factory=list)
    arguments: dict[str, ArgumentEntry] = field(default_factory=dict)

    def note(self, entry: ArgumentEntry) -> None:
        """Record an argument; where it is recorded twice the worse verdict stays, with all targets."""
        before = self.arguments.get(entry.path)
        if before is not None:
            worse, other = (entry, before) if entry.verdict.rank >= before.verdict.rank else (before, entry)
            reason = worse.reason or other.reason
            targets = tuple(dict.fromkeys([*before.targets, *entry.targets]))
            entry = ArgumentEntry(entry.path, worse.verdict, reason, entry.span or before.span, targets)
        self.arguments[entry.path] = entry

    def settle(self) -> None:
        """The resource's verdict from its arguments', where nothing worse was said of the resource itself."""
        if self.verdict is Verdict.SAME and any(a.verdict is Verdict.EQUIVALENT for a in self.arguments.values()):
            self.verdict = Verdict.EQUIVALENT


def path_text(path: tuple[str | int, ...]) -> str:
    """An argument path as Terraform spells it."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else (f".{step}" if text else step)
    return text
