"""What evaluating a configuration takes and gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from converter.findings import Span
from converter.terraform.addresses import InstanceKey
from converter.terraform.functions import FileAccess
from converter.terraform.inputs import InputVariable
from converter.terraform.instances import ResourceInstance
from converter.terraform.values import Mapping as MappingValue, Value


@dataclass(frozen=True, slots=True)
class Demand:
    """A place that needed a variable's value (or a list variable's length) at conversion time."""

    variable: str
    span: Span
    why: str
    length_only: bool = False


@dataclass(frozen=True, slots=True)
class Constraint:
    """A condition on variables that the configuration checks and that conversion could not decide."""

    condition: Value
    message: str
    span: Span
    module: str
    kind: str


@dataclass(frozen=True, slots=True)
class OutputValue:
    """A root output, evaluated."""

    name: str
    value: Value
    description: str
    sensitive: bool
    span: Span
    comment: str


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a configuration evaluates to."""

    instances: tuple[ResourceInstance, ...]
    outputs: tuple[OutputValue, ...]
    variables: Mapping[str, InputVariable]
    demands: tuple[Demand, ...]
    constraints: tuple[Constraint, ...]
    data: Mapping[InstanceKey, ResourceInstance]
    region_variable: str | None
    default_tags: MappingValue | None = None


@dataclass(slots=True)
class Settings:
    """How to evaluate.

    ``values`` gives variables that are known whatever they are (a specialised evaluation), ``known_data`` what look-ups
    of data sources' attributes gave, ``plan_time`` the time of the plan that is evaluated anew. With
    ``allow_unknown_types`` a type that no provider is known to have is a warning; either way its instances are
    evaluated as they are written. ``demanding`` names variables that whoever takes the evaluation needs the values of;
    they are fixed. ``never_empty`` are types and attributes of resources that are neither null nor empty once deployed.
    """

    values: Mapping[str, Value] = field(default_factory=dict)
    known_data: Callable[[str, tuple[str | int, ...]], Value | None] | None = None
    files: FileAccess | None = None
    allow_unknown_types: bool = False
    plan_time: str = ""
    demanding: Callable[[Evaluation], Iterable[Demand]] | None = None
    never_empty: frozenset[tuple[str, str]] = frozenset()
