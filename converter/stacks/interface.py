"""Groups and labels of the main stack's parameters, for the console.

Facts: "AWS::CloudFormation::Interface", AWS CloudFormation User Guide.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from converter.cloudformation.model import Node, Object, Parameter, Ref, walk
from converter.stacks.folding import Folding
from converter.stacks.layout import Layout
from converter.stacks.model import StackOutput
from converter.stacks.words import words

GENERAL = "General"


class Wired(Protocol):
    """A nested stack: its parameters, what the main stack passes for them, and which instances need which."""

    name: str
    parameters: dict[str, Parameter]
    wired: dict[str, StackOutput | Node]
    users: dict[str, set[str]]


def users_of(stacks: Iterable[Wired], folding: Folding) -> dict[str, list[str]]:
    """For each parameter of the main stack, the stacks that something of it is passed to."""
    users: dict[str, list[str]] = {}
    for stack in stacks:
        for name in {n.name for value in _passed(stack) for n in walk(folding.node(value)) if isinstance(n, Ref)}:
            users.setdefault(name, []).append(stack.name)
    return users


def interface(parameters: Mapping[str, Parameter], users: Mapping[str, Sequence[str]], layout: Layout) -> Object:
    """A group for what only one stack uses, in the layout's order; what several use (or none) comes first."""
    groups: dict[str, list[str]] = {}
    for name in parameters:
        by = users.get(name, ())
        groups.setdefault(by[0] if len(by) == 1 else GENERAL, []).append(name)
    order = [GENERAL, *layout.stacks]
    listed = tuple(
        Object.of(
            {
                "Label": Object.of({"default": layout.stack(group).title if group != GENERAL else GENERAL}),
                "Parameters": tuple(groups[group]),
            }
        )
        for group in sorted(groups, key=lambda g: (order.index(g) if g in order else len(order), g))
    )
    labels = Object(tuple((n, Object.of({"default": words(n)})) for n in parameters))
    return Object.of({"ParameterGroups": listed, "ParameterLabels": labels})


def _passed(stack: Wired) -> Iterable[Node]:
    return (value for value in stack.wired.values() if not isinstance(value, StackOutput))
