"""Findings of the room stacks: laying out and wiring stacks."""

from __future__ import annotations

from converter.findings.kinds.kind import FindingKind

ROWS = (
    FindingKind(
        "stacks-cycle",
        "Stacks depend on each other",
        "The stacks of the layout read each other's values in a circle, and neither fixed names nor splitting a "
        "stack nor moving a single resource breaks it. The message names the circle.",
        "Put resources of the circle into another stack with `[[layout.pins]]` in `tf2cfn.toml`.",
    ),
)
