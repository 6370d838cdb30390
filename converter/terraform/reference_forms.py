"""The form that references have: what must follow a root name, and where some roots can stand at all."""

from __future__ import annotations

from converter.terraform.configuration import ResourceConfig
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

_REPEATED = frozenset({"each", "count"})


def check_form(reference: Reference) -> None:
    """Raise StaticError where an expression outside of any block cannot refer to such a thing."""
    root = reference.root
    if root == "self":
        raise static_error(
            "reference to 'self' where it is not allowed",
            "self stands for a resource only in its own postconditions, provisioners and connections",
            reference.span,
            terraform=INVALID_SELF,
        )
    problem = incomplete(reference)
    if problem is not None:
        raise problem
    if root in _REPEATED:
        raise outside_repetition(reference)


def outside_repetition(reference: Reference) -> StaticError:
    """The error of a reference to ``each`` or ``count`` where nothing is repeated."""
    root = reference.root
    return static_error(
        f"reference to {root!r} outside a repeated block",
        "each and count can be used only in blocks with for_each or count",
        reference.span,
        terraform=_OUTSIDE.get(f"{root}.{reference.steps[0].name}", f'Invalid "{root}" attribute'),
    )


def incomplete(reference: Reference) -> StaticError | None:
    """What is wrong with a reference that does not name a thing."""
    needed = _NAMES_NEEDED.get(reference.root, 1)
    if len(reference.steps) >= needed and all(step.name is not None for step in reference.steps[:needed]):
        return None
    parts = "two parts, as var.name or aws_vpc.main" if needed == 1 else "three parts, as data.aws_vpc.main"
    return static_error(
        f"invalid reference {reference.root!r}",
        f"a reference has at least {parts}; a text needs quotes",
        reference.span,
        terraform=INVALID,
    )


def dependency_problem(reference: Reference) -> StaticError | None:
    """What is wrong with an element of ``depends_on``: it names a whole resource, module, output or other object."""
    problem = incomplete(reference)
    if problem is not None:
        return problem
    root = reference.root
    if root in _REPEATED:
        return outside_repetition(reference)
    most = {"module": 2}.get(root, _NAMES_NEEDED.get(root, 1))
    if len(reference.names()) <= most:
        return None
    return static_error(
        "invalid depends_on reference",
        "depends_on names whole resources and modules; leave the attribute out",
        reference.span,
    )


def unexpected_key(reference: Reference, config: ResourceConfig) -> StaticError | None:
    """What is wrong with a reference to an instance of a resource that has only one."""
    position = _NAMES_NEEDED.get(reference.root, 1)
    repeated = config.count is not None or config.for_each is not None
    if repeated or len(reference.steps) <= position or not reference.steps[position].key:
        return None
    return static_error(
        "unexpected resource instance key",
        f"{config.type}.{config.name} has neither count nor for_each; remove the key from the reference",
        reference.steps[position].span,
    )
