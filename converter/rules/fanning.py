"""One Terraform resource, several CloudFormation resources: one per element of a list argument."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from converter.rules.elements import Elements
from converter.rules.model import ResourceRule
from converter.terraform.formulas import ALWAYS, Formula
from converter.terraform.instances import Argument, BodyValue, ResourceInstance

Fanned = tuple[str, BodyValue, Formula]
"""Part name, the body of that part, and its guard."""


def fan_out(rule: ResourceRule, instance: ResourceInstance, lists: Elements) -> Iterator[Fanned]:
    """The parts of an instance. Without list arguments to fan out (or with one element in all) it is one part."""
    elements: list[tuple[Argument, Formula]] = []
    for name in rule.fan_out:
        argument = instance.body.arguments.get(name)
        if argument is not None:
            items = lists.of(argument.value, argument.span)
            elements.extend((replace(argument, value=item.value), item.guard) for item in items)
    if not elements:
        yield "", instance.body, ALWAYS
        return
    others = {k: v for k, v in instance.body.arguments.items() if k not in rule.fan_out}
    for position, (argument, guard) in enumerate(elements):
        part = "" if position == 0 else str(position)
        yield part, BodyValue({**others, argument.name: argument}, instance.body.blocks), guard
