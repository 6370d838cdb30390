"""What the stacks room is given: one flat template, and what wiring needs to know of it in CloudFormation's terms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from converter.cloudformation.model import ConditionExpression, Node, Object, Output, Parameter, Resource, Rule

Reference = tuple[str, str | None]
"""What is referred to: a logical ID, and the attribute (None: Ref)."""

WAITS_FOR = "WaitsFor"
"""The metadata key under which a resource names what it waits for where DependsOn cannot."""


@dataclass(frozen=True, slots=True)
class StackOutput:
    """What a parameter of a nested stack is given: an output of another one."""

    reference: Reference


@dataclass(frozen=True, slots=True, kw_only=True)
class Flat:
    """A whole configuration as one template.

    ``labels`` gives each resource's kind and address; ``reference_names`` how a Ref (attribute None) or GetAtt of it is
    called in names of parameters and outputs; ``exported`` the references that its stack exports by its layout.
    """

    description: str
    parameters: Mapping[str, Parameter]
    conditions: Mapping[str, ConditionExpression]
    resources: Mapping[str, Resource]
    outputs: Mapping[str, Output]
    rules: Mapping[str, Rule] = field(default_factory=dict)
    metadata: Object = field(default_factory=Object)
    labels: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    reference_names: Mapping[tuple[str, str | None], str] = field(default_factory=dict)
    exported: Mapping[str, tuple[tuple[str, str | None], ...]] = field(default_factory=dict)
    alternatives: Mapping[tuple[str, str | None], Node] = field(default_factory=dict)
    descriptions: Mapping[str, str] = field(default_factory=dict)
    partial: Mapping[str, str] = field(default_factory=dict)
