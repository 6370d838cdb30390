"""``jsonencode`` of values that CloudFormation completes: JSON text as a substitution, keys in Terraform's order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Protocol

from converter.cloudformation.model import NO_VALUE, Base64, If, Join, Node, Ref, Sub, walk
from converter.rules.conditions import Conditions
from converter.rules.inexpressible import InexpressibleError
from converter.rules.substitution import sub
from converter.terraform import values as tf
from converter.terraform.formulas import ALWAYS, NEVER, Formula, both, under
from converter.terraform.inputs import InputVariable
from converter.terraform.json_text import quoted
from converter.terraform.numbers import number_text
from converter.terraform.types import BOOL, NUMBER, STRING
from converter.terraform.walking import parameters_in, walk as values_in

Pieces = list[str | Node]

UNESCAPED_CLASS = r'"\\\x00-\x1f'
UNESCAPED = f"[^{UNESCAPED_CLASS}]*"
"""The texts that stand in JSON as they are: without quotation marks, backslashes and control characters.

CloudFormation puts values into a text as they are. Terraform also writes ``<``, ``>`` and ``&`` as ``\\u003c`` and so
on, which is the same JSON.
"""


class _Lowering(Protocol):
    """What lowers the values in the text."""

    conditions: Conditions
    escaped: frozenset[str]
    in_json: dict[str, None]

    def value(self, value: tf.Value, kind: str | None, assumption: Formula = ALWAYS) -> Node: ...

    def choose(
        self,
        condition: Formula,
        assumption: Formula,
        then: Callable[[Formula], Node],
        otherwise: Callable[[Formula], Node],
    ) -> Node: ...


def escaped_variables(variables: Iterable[InputVariable]) -> frozenset[str]:
    """The variables whose default or value in force JSON text has to escape."""
    return frozenset(
        variable.name
        for variable in variables
        for value in (variable.default, variable.in_force)
        if value is not None
        and any(isinstance(v, tf.String) and re.fullmatch(UNESCAPED, v.text) is None for v in values_in(value))
    )


def json_text(value: tf.Value, assumption: Formula, lowering: _Lowering) -> Node:
    """JSON text with references in it; raises InexpressibleError where a value in it has no form.

    ``in_json`` gets the parameters whose text stands in it as it is: they must match :data:`UNESCAPED`. Variables in
    ``escaped`` have values that do not; their text is computed outside, by a derived parameter.
    """
    if isinstance(value, tf.ObjectView):
        value = value.expand()
    match value:
        case tf.Null():
            return "null"
        case tf.String(text):
            return quoted(text)
        case tf.Number(number):
            return number_text(number)
        case tf.Bool(flag):
            return "true" if flag else "false"
        case tf.Sequence(items=items):
            elements = [(None, item.value, item.guard) for item in items]
            return sub(["[", *_members(elements, assumption, lowering), "]"])
        case tf.Mapping(entries=entries):
            members = [(e.key_as_value, e.value, e.guard) for e in sorted(entries, key=lambda e: e.key)]
            return sub(["{", *_members(members, assumption, lowering), "}"])
        case tf.Choice(condition, then, otherwise):
            return lowering.choose(
                condition,
                assumption,
                lambda inner: json_text(then, inner, lowering),
                lambda inner: json_text(otherwise, inner, lowering),
            )
        case tf.Json(inner):
            return sub(['"', _escaped(json_text(inner, assumption, lowering), lowering), '"'])
        case _:
            if tf.type_of(value) in (NUMBER, BOOL):
                return lowering.value(value, "string", assumption)
            structure = isinstance(value, tf.Apply) and value.type != STRING
            if structure or not lowering.escaped.isdisjoint(parameters_in(value)):
                return lowering.value(tf.Apply("jsonencode", (value,), STRING), "string", assumption)
            return sub(['"', _escaped(lowering.value(value, "string", assumption), lowering), '"'])


def _escaped(node: Node, lowering: _Lowering) -> Node:
    """A text as it stands between the quotation marks of a JSON string."""
    match node:
        case str():
            return quoted(node)[1:-1]
        case bool() | int() | Decimal() | Base64():
            return node
        case Sub(parts):
            return sub([_escaped(part, lowering) for part in parts])
        case If(condition, then, otherwise):
            return If(condition, _escaped(then, lowering), _escaped(otherwise, lowering))
        case Join(separator, tuple(items)):
            return Join(quoted(separator)[1:-1], tuple(_escaped(item, lowering) for item in items))
        case _:
            if any(re.fullmatch(UNESCAPED, text) is None for text in _texts(node)):
                raise InexpressibleError("CloudFormation cannot escape the quotation marks of a text inside JSON text")
            lowering.in_json.update(dict.fromkeys(inner.name for inner in walk(node) if isinstance(inner, Ref)))
            return node


def _texts(node: Node) -> Iterator[str]:
    return (inner for inner in walk(node) if isinstance(inner, str))


def _members(
    members: Sequence[tuple[tf.Value | None, tf.Value, Formula]], assumption: Formula, lowering: _Lowering
) -> Pieces:
    """The members of an array or object.

    A comma belongs to the member after it, and goes with it. Where even the first one comes and goes, Fn::Join sets the
    commas between those that are there ("Fn::Join" leaves out elements that are AWS::NoValue).
    """
    texts: list[tuple[Node, Formula]] = []
    for key, value, guard in members:
        decided = under(guard, assumption)
        if decided != NEVER:
            inner = both(assumption, decided)
            name: Pieces = [] if key is None else [json_text(key, inner, lowering), ":"]
            texts.append((sub([*name, json_text(value, inner, lowering)]), decided))
    if texts and texts[0][1] != ALWAYS:
        return [Join(",", tuple(_guarded(text, guard, NO_VALUE, lowering) for text, guard in texts))]
    pieces: Pieces = []
    for text, guard in texts:
        pieces.append(_guarded(sub([",", text] if pieces else [text]), guard, "", lowering))
    return pieces


def _guarded(text: Node, guard: Formula, otherwise: Node, lowering: _Lowering) -> Node:
    return text if guard == ALWAYS else If(lowering.conditions.name(guard), text, otherwise)
