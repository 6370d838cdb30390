"""One Terraform resource, several CloudFormation resources: one per element of a list argument."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from converter.rules.elements import Elements
from converter.rules.model import ResourceRule
from converter.terraform.formulas import ALWAYS, Formula
from converter.terraform.instances import Argument, BodyValue, ResourceInstance
from converter.terraform.values import Null

Fanned = tuple[str, BodyValue, Formula]
"""Part name, the body of that part, and its guard."""


def fan_out(rule: ResourceRule, instance: ResourceInstance, lists: Elements) -> Iterator[Fanned]:
    """The parts of an instance. Without list arguments to fan out (or with one element in all) it is one part."""
    elements: list[tuple[Argument, Formula]] = []
    empty: dict[str, Argument] = {}
    for name in rule.fan_out:
        argument = instance.body.arguments.get(name)
        if argument is not None:
            items = list(lists.of(argument.value, argument.span))
            if not items:
                empty[name] = replace(argument, value=Null())
            elements.extend((replace(argument, value=item.value), item.guard) for item in items)
    others = {**{k: v for k, v in instance.body.arguments.items() if k not in rule.fan_out}, **empty}
    if not elements:
        yield "", BodyValue(others, instance.body.blocks), ALWAYS
        return
    for position, (argument, guard) in enumerate(elements):
        part = "" if position == 0 else str(position)
        yield part, BodyValue({**others, argument.name: argument}, instance.body.blocks), guard
