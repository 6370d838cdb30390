"""Nodes as texts of a request: ``${Name}`` for what is known only when the deploy script runs.

The syntax is that of :class:`converter.conversion.lookups.Request`, with two more names: ``${Stack/LogicalId}`` is the
physical ID of a resource, ``${Stack/Outputs/Name}`` an output of a nested stack; ``Stack`` is the nested stack's
logical ID in the main stack.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from converter.cloudformation.model import (
    And,
    ConditionExpression,
    ConditionRef,
    Equals,
    GetAtt,
    If,
    Join,
    Node,
    Not,
    Or,
    Ref,
    Select,
    Sub,
)
from converter.cloudformation.scalars import scalar_text
from converter.conversion.lookups import Comparison
from converter.rules.engine import FlatTemplate
from converter.stacks.cutting import Cut

MAX_ALTERNATIVES = 16
"""More would make a table that nobody reads."""

When = tuple[Comparison, ...]

_T = TypeVar("_T")


class NoTextError(Exception):
    """A value has no such form; the message says why."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """A text, and the comparisons that all hold where it is the one."""

    when: When
    text: str


class RequestTexts:
    """Writes nodes of the flat template as texts."""

    def __init__(self, flat: FlatTemplate, made: Cut) -> None:
        self.flat = flat
        self.made = made
        self.conditions = flat.lowering.conditions.expressions

    def alternatives(self, node: Node) -> tuple[Alternative, ...]:
        """The texts that a node can be. Raises NoTextError."""
        match node:
            case If(condition, then, otherwise):
                found = [
                    Alternative(when, other.text)
                    for branch, value in ((then, True), (otherwise, False))
                    for guard in self.cases(ConditionRef(condition), value)
                    for other in self.alternatives(branch)
                    if (when := together(guard, other.when)) is not None
                ]
                return _bounded(found)
            case Sub(parts):
                return self._joined(parts)
            case Join(separator, tuple() as items):
                pieces: list[str | Node] = []
                for item in items:
                    pieces += [separator, item] if pieces else [item]
                return self._joined(pieces)
            case _:
                return (Alternative((), self.text(node)),)

    def text(self, node: Node) -> str:
        """The text of a node that is the same in every case. Raises NoTextError."""
        match node:
            case str():
                return node.replace("${", "${!")
            case int() | Decimal():
                return scalar_text(node)
            case Ref(name) if name in self.made.placement.homes:
                return f"${{{self.stack(name)}/{name}}}"
            case GetAtt(name, attribute) if name in self.made.placement.homes:
                return f"${{{self.stack(name)}/Outputs/{self._output(name, attribute)}}}"
            case Ref(name) if name != "AWS::NoValue":
                return f"${{{name}}}"
            case Select(int() as index, Ref(name)):
                return f"${{{name}[{index}]}}"
            case _:
                if isinstance(node, Sub | Join | If):
                    only = self.alternatives(node)
                    if len(only) == 1 and not only[0].when:
                        return only[0].text
                raise NoTextError("its value is not known to the deploy script")

    def stack(self, name: str) -> str:
        """The nested stack of a resource: its logical ID in the main stack."""
        return self.made.stack_id(self.made.placement.homes[name])

    def condition(self, name: str) -> tuple[When, ...]:
        """The ways in which a condition by name holds."""
        return self.cases(ConditionRef(name), True)

    def cases(self, expression: ConditionExpression, value: bool) -> tuple[When, ...]:
        """The ways in which a condition has a value: each is a list of comparisons that all hold."""
        match expression:
            case ConditionRef(name):
                if name not in self.conditions:
                    raise NoTextError(f"condition {name} is not known to the deploy script")
                return self.cases(self.conditions[name], value)
            case Not(operand):
                return self.cases(operand, not value)
            case And(operands) | Or(operands):
                every = isinstance(expression, And) == value
                ways: list[When] = [()] if every else []
                for operand in operands:
                    own = self.cases(operand, value)
                    if every:
                        ways = [both for one in ways for other in own if (both := together(one, other)) is not None]
                    else:
                        ways += own
                return _bounded(dict.fromkeys(ways))
            case Equals(left, right):
                return (
                    *(
                        (*one.when, *other.when, Comparison(one.text, other.text, value))
                        for one in self.alternatives(left)
                        for other in self.alternatives(right)
                    ),
                )
            case _:
                raise NoTextError("a condition that only CloudFormation decides")

    def _joined(self, parts: Iterable[str | Node]) -> tuple[Alternative, ...]:
        made = [Alternative((), "")]
        for part in parts:
            made = [
                Alternative(when, one.text + other.text)
                for one in made
                for other in self.alternatives(part)
                if (when := together(one.when, other.when)) is not None
            ]
        return _bounded(made)

    def _output(self, name: str, attribute: str) -> str:
        """The output of a resource's stack that carries an attribute, where there is one already."""
        template = self.made.templates[self.made.placement.homes[name].split("/")[0]]
        for output, entry in template.outputs.items():
            if entry.value == GetAtt(name, attribute):
                return output
        raise NoTextError(f"no output carries {name}.{attribute}")


def together(one: When, other: When) -> When | None:
    """Comparisons that all hold; None where two of them contradict each other."""
    result = dict.fromkeys((*one, *other))
    for comparison in result:
        if Comparison(comparison.left, comparison.right, not comparison.equal) in result:
            return None
    return tuple(result)


def _bounded(found: Iterable[_T]) -> tuple[_T, ...]:
    made = tuple(found)
    if len(made) > MAX_ALTERNATIVES:
        raise NoTextError(f"its value depends on conditions in more than {MAX_ALTERNATIVES} ways")
    return made
