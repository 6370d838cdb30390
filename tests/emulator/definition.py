"""What a request wants a stack to be: template and parameters, checked together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from . import validation
from .account_region import AccountRegion
from .intrinsics import Evaluator
from .parameters import Parameter, resolve
from .rules import check_rules
from .stacks import Stack
from .surroundings import StackSurroundings
from .template import Template, parse


@dataclass(frozen=True)
class Definition:
    """A checked template with checked parameters."""

    template: Template
    parameters: dict[str, Parameter]
    tags: dict[str, str]
    capabilities: list[str]
    notification_arns: list[str]


def define(  # noqa: PLR0913  (the parts of a request)
    region: AccountRegion,
    stack: Stack,
    body: str,
    parameters: Sequence[Mapping[str, Any]],
    *,
    previous: Mapping[str, Parameter] | None,
    tags: Mapping[str, str],
    capabilities: Sequence[str],
    notification_arns: Sequence[str] = (),
    expands: bool = True,
) -> Definition:
    """Check everything that CloudFormation checks before it answers; ApiError where it would refuse.

    ``previous``: the parameters to take previous values from, none for a new stack.
    ``expands``: false for a change set.
    """
    template = parse(body)
    validation.check(template, region.settings.registry, region.region)
    validation.check_capabilities(template, capabilities, expands=expands)
    values = resolve(template.parameters, parameters, previous, region.clients)
    definition = Definition(template, values, dict(tags), list(capabilities), list(notification_arns))
    evaluator = Evaluator(template, values, StackSurroundings(region, stack))
    check_rules(template, evaluator)
    for name in template.conditions:
        evaluator.condition(name)
    return definition
