"""Values for parameters: which ones a parameter takes, ordinary ones, and those that conditions compare it with."""

from __future__ import annotations

from collections.abc import Iterator

from converter.cloudformation.model import Equals, Node, Parameter, Ref, RuleContains
from converter.cloudformation.parameters import is_list_type, parameter_value
from converter.cloudformation.scalars import scalar_text
from converter.cloudformation.values import Value

FILLERS = (
    "filler-value",
    "fillervalue",
    "Filler1value",
    "filler",
    "Z0123456789ABCDEFGHIJ",
    "10.0.0.0/16",
    "filler.example.com",
    "filler@example.com",
    "123456789012.dkr.ecr.us-east-1.amazonaws.com/filler:1",
    "arn:aws:iam::123456789012:role/filler",
    "1",
    "a",
    "true",
)
"""Texts to try for a parameter, most ordinary first."""
_ELEMENTS = 32
"""Of a list without a default: more than anybody selects from it."""


def fits(name: str, parameter: Parameter, value: Value) -> bool:
    """Whether the parameter's own type and constraints take the value."""
    return not parameter_value(name, parameter, value)[1]


def filler(name: str, parameter: Parameter, avoid: frozenset[str] = frozenset()) -> Value | None:
    """A value that the parameter takes and that is none of those to avoid; None where none is found."""
    for candidate in _candidates(parameter):
        if candidate not in avoid and fits(name, parameter, candidate):
            return candidate
    return None


def _candidates(parameter: Parameter) -> Iterator[str]:
    if parameter.allowed_values:
        yield from map(scalar_text, parameter.allowed_values)
        return
    if parameter.type in ("Number", "List<Number>"):
        for bound in (parameter.min_value, parameter.max_value, 1, 2, 0):
            if bound is not None:
                yield scalar_text(bound)
        return
    if is_list_type(parameter.type):
        yield ",".join(f"filler-{n}" for n in range(_ELEMENTS))
    if parameter.type == "AWS::Route53::HostedZone::Id":
        yield FILLERS[4]
    yield from FILLERS
    length = parameter.min_length or 0
    yield ("filler" * (length // 6 + 1))[:length]
    if parameter.max_length is not None:
        yield "filler"[: parameter.max_length]


def comparisons(node: object) -> Iterator[tuple[str, str]]:
    """Parameter and literal of every comparison of the two."""
    if isinstance(node, Equals):
        for one, other in ((node.left, node.right), (node.right, node.left)):
            if isinstance(one, Ref) and (literal := _literal(other)) is not None:
                yield one.name, literal
    elif isinstance(node, RuleContains) and isinstance(node.value, Ref):
        for value in node.values:
            if (literal := _literal(value)) is not None:
                yield node.value.name, literal


def _literal(node: Node) -> str | None:
    return scalar_text(node) if isinstance(node, (str, int)) else None
