"""Arguments of data sources that CloudFormation's own answer knows nothing of."""

from __future__ import annotations

from collections.abc import Iterator

from converter.findings import Finding, Severity, Span
from converter.rules.model import Json, RuleTables
from converter.terraform.evaluation import Evaluation
from converter.terraform.instances import BodyValue, ResourceInstance
from converter.terraform.values import Bool, Null, Number, Sequence, String, Value

UNHEEDED = "rules-data-argument"


def unheeded_arguments(evaluation: Evaluation, tables: RuleTables) -> Iterator[Finding]:
    """A warning for each argument that asks for something else than what the templates get."""
    for instance in evaluation.data.values():
        rule = tables.data.get(instance.key.type)
        for name, values in rule.without_effect.items() if rule is not None else ():
            if name in instance.body.blocks:
                for block in instance.body.blocks[name]:
                    if _content(block.body) not in values:
                        yield _finding(instance, name, block.span)
            elif instance.body.is_set(name):
                argument = instance.body.arguments[name]
                plain = _plain(argument.value)
                if plain not in values and plain != []:
                    yield _finding(instance, name, argument.span)


def _finding(instance: ResourceInstance, name: str, span: Span) -> Finding:
    return Finding(
        UNHEEDED,
        Severity.WARNING,
        f"{name} of {instance.key.type} has no counterpart",
        "CloudFormation answers without it, so that the templates may get something else; give the value by a variable "
        "where that matters",
        span,
        address=instance.address,
    )


def _content(body: BodyValue) -> Json:
    return {name: _plain(argument.value) for name, argument in body.arguments.items()}


def _plain(value: Value) -> Json:
    """A known value as a table writes it; None where it is not known."""
    match value:
        case String(text):
            return text
        case Bool(flag):
            return flag
        case Number(number):
            return int(number) if number == int(number) else float(number)
        case Sequence(items=items):
            return [_plain(item.value) for item in items]
        case Null():
            return None
        case _:
            return None
