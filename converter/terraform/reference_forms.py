"""The form that references have: what must follow a root name, and where some roots can stand at all."""

from __future__ import annotations

from converter.terraform.referring import Reference
from converter.terraform.scope import StaticError, static_error

INVALID = "Invalid reference"
INVALID_SELF = 'Invalid "self" reference'

_NAMES_NEEDED = {"data": 2, "ephemeral": 2}
_OUTSIDE = {
    "each.value": "each.value cannot be used in this context",
    "each.key": 'Reference to "each" in context without for_each',
    "count.index": 'Reference to "count" in non-counted context',
}
"""Terraform's summaries of what only a repeated block can refer to."""


def check_form(reference: Reference) -> None:
    """Raise StaticError where an expression outside of any block cannot refer to such a thing."""
    root, steps = reference.root, reference.steps
    if root == "self":
        raise static_error(
            "reference to 'self' where it is not allowed",
            "self stands for a resource only in its own postconditions, provisioners and connections",
            reference.span,
            terraform=INVALID_SELF,
        )
    needed = _NAMES_NEEDED.get(root, 1)
    if len(steps) < needed or any(step.name is None for step in steps[:needed]):
        raise _incomplete(reference, needed)
    first = f"{root}.{steps[0].name}"
    if root in {"each", "count"}:
        raise static_error(
            f"reference to {root!r} outside a repeated block",
            "each and count can be used only in blocks with for_each or count",
            reference.span,
            terraform=_OUTSIDE.get(first, f'Invalid "{root}" attribute'),
        )


def _incomplete(reference: Reference, needed: int) -> StaticError:
    parts = "two parts, as var.name or aws_vpc.main" if needed == 1 else "three parts, as data.aws_vpc.main"
    return static_error(
        f"invalid reference {reference.root!r}",
        f"a reference has at least {parts}; a text needs quotes",
        reference.span,
        terraform=INVALID,
    )
