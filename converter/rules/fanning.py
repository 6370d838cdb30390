"""One Terraform resource, several CloudFormation resources: one per element of a list argument."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from converter.rules.model import ResourceRule
from converter.terraform.formulas import ALWAYS, Formula
from converter.terraform.instances import Argument, BodyValue, ResourceInstance
from converter.terraform.values import Null, Sequence

Fanned = tuple[str, BodyValue, Formula, frozenset[str]]
"""Part name, the body of that part, its guard, and arguments to skip."""


def fan_out(rule: ResourceRule, instance: ResourceInstance) -> Iterator[Fanned]:
    """The parts of an instance. Without list arguments to fan out (or with one element in all) it is one part."""
    elements: list[tuple[str, Argument, Formula]] = []
    for name in rule.fan_out:
        argument = instance.body.arguments.get(name)
        if argument is None or isinstance(argument.value, Null):
            continue
        if isinstance(argument.value, Sequence):
            elements.extend((name, replace(argument, value=i.value), i.guard) for i in argument.value.items)
        else:
            elements.append((name, argument, ALWAYS))
    if not elements:
        yield "", instance.body, ALWAYS, frozenset()
        return
    for position, (name, argument, guard) in enumerate(elements):
        arguments = {k: v for k, v in instance.body.arguments.items() if k not in rule.fan_out}
        arguments[name] = argument
        part = "" if position == 0 else str(position)
        yield part, BodyValue(arguments, instance.body.blocks), guard, frozenset()
