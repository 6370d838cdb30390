"""What is measured of one root."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(slots=True)
class Measured:
    """What one root came to. ``None`` is what was not reached."""

    crash: str = ""
    """The last lines of a traceback."""
    seconds: float = 0.0
    """CPU time of loading and converting, with an empty cache, without the start of the interpreter."""
    mebibytes: int = 0
    """Peak resident memory."""
    converted: bool = False
    evaluated: int | None = None
    """Resource instances that the evaluation found."""
    accounted: int | None = None
    """Those of them with a verdict in ``conversion.json``."""
    emitted: int | None = None
    """Resources in the templates, nested stacks not counted."""
    verdicts: dict[str, int] = field(default_factory=dict)
    findings: dict[str, int] = field(default_factory=dict)
    """Errors and warnings by id."""
    errors: list[str] = field(default_factory=list)
    """Findings that stop the conversion, with their places."""
    inexpressible: list[str] = field(default_factory=list)
    """What was reported as not expressible."""
    lint: list[str] = field(default_factory=list)
    """Errors of cfn-lint in the templates."""
    planned: int | None = None
    """Managed resource instances in a real plan."""
    no_plan: str = ""
    """Why there is none."""
    instances_differ: list[str] = field(default_factory=list)
    values_differ: list[str] = field(default_factory=list)
    """Property values that the plan knows and the evaluation has otherwise."""

    @property
    def good(self) -> bool:
        """Whether nothing is wrong with what was measured."""
        wrong = self.crash or self.lint or self.instances_differ or self.values_differ
        return self.converted and self.evaluated == self.accounted and not wrong

    def as_json(self) -> dict[str, Any]:
        """All fields."""
        return asdict(self)
