"""What resources of one template wait for beside what they refer to: ``DependsOn`` in its shortest form.

``DependsOn`` must name something that exists whenever the resource does. For anything else a reference in the metadata,
under the other resource's condition, makes CloudFormation wait all the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from converter.cloudformation.model import (
    NO_VALUE,
    And,
    ConditionExpression,
    ConditionRef,
    If,
    Node,
    Object,
    Ref,
    Resource,
)
from converter.stacks.graph import reachable, resource_references
from converter.stacks.model import WAITS_FOR


@dataclass(slots=True)
class Waits:
    """The orders among the resources of one template."""

    resources: Mapping[str, Resource]
    conditions: Mapping[str, ConditionExpression]
    _referred: dict[str, list[str]] = field(default_factory=dict)
    _needed: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, resource in self.resources.items():
            self._referred[name] = [r[0] for r in resource_references(resource, self.resources)]
            self._needed[name] = [*self._referred[name], *(d for d in resource.depends_on if d in self.resources)]

    def shortened(self, name: str) -> Resource:
        """A resource whose DependsOn leaves out what its references (or another DependsOn) bring along."""
        resource = self.resources[name]
        if not resource.depends_on:
            return resource
        implied = reachable(self._referred, name)
        wanted = [d for d in resource.depends_on if d not in implied]
        kept = [d for d in wanted if not any(d in reachable(self._needed, o) for o in wanted if o != d)]
        sure: list[str] = []
        perhaps: list[Node] = []
        for other in kept:
            condition = self.resources[other].condition
            if condition is None or implies(resource.condition, condition, self.conditions):
                sure.append(other)
            else:
                perhaps.append(If(condition, Ref(other), NO_VALUE))
        metadata = Object((*resource.metadata.entries, (WAITS_FOR, tuple(perhaps)))) if perhaps else resource.metadata
        return replace(resource, depends_on=tuple(sure), metadata=metadata)


def implies(condition: str | None, other: str, conditions: Mapping[str, ConditionExpression]) -> bool:
    """Whether one condition holds only where another one does."""
    if condition is None or condition == other:
        return condition == other
    match conditions.get(condition):
        case ConditionRef(name):
            return implies(name, other, conditions)
        case And(operands):
            return any(implies(o.name, other, conditions) for o in operands if isinstance(o, ConditionRef))
        case _:
            return False
