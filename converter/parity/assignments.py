"""Values of the root variables to prove the square under: deterministic, and every condition is taken both ways.

The first assignment is the values in force, the second another value for every variable; then, one at a time, another
value for each variable that a condition compares and for each bool. Sensitive variables always have invented values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from converter.cloudformation.model import Template
from converter.rules.names import parameter_name
from converter.terraform.inputs import InputVariable
from converter.terraform.types import BOOL, NUMBER, STRING, ListType, MapType, ObjectType, SetType, Type
from converter.terraform.values import Bool, Item, Mapping as MappingValue, Null, Number, Sequence, String, Value, mark

_BLOCK = re.compile(r"(\d+)\.(\d+)\.(\d+\.\d+/\d+)")

Values = dict[str, Value]


def assignments(
    variables: Mapping[str, InputVariable], main: Template, compared: frozenset[str]
) -> Iterator[tuple[str, Values]]:
    """The assignments, each with a name for messages. ``compared`` names the parameters that conditions compare."""
    base = {name: _base(variable, main) for name, variable in variables.items()}
    yield "the values in force", base
    yield "another value for every variable", {n: _other(base[n], v, main) for n, v in variables.items()}
    for name, variable in variables.items():
        value = base[name]
        if isinstance(value, Bool) or parameter_name(name) in compared:
            yield f"another value for {name}", {**base, name: _other(value, variable, main)}


def _base(variable: InputVariable, main: Template) -> Value:
    if variable.config.sensitive:
        return mark(String(f"invented-{variable.name}"[:41]))
    if variable.in_force is not None:
        return variable.in_force
    return _invented(variable.constraint.type, variable.name, main)


def _invented(kind: Type, name: str, main: Template) -> Value:
    """A value for a variable that has none."""
    parameter = main.parameters.get(parameter_name(name))
    if parameter is not None and parameter.allowed_values:
        return String(str(parameter.allowed_values[0]))
    match kind:
        case ListType(element) | SetType(element):
            made = Item(_invented(element, name, main))
            return Sequence("list" if isinstance(kind, ListType) else "set", (made,), element)
        case MapType(element):
            return MappingValue("map", (), element)
        case ObjectType(attributes):
            return MappingValue.of({n: _invented(t, name, main) for n, t in attributes})
    if kind == NUMBER:
        return Number(Decimal(1))
    if kind == BOOL:
        return Bool(False)
    return String(f"invented-{name.replace('_', '-')}")


def _other(value: Value, variable: InputVariable, main: Template) -> Value:
    """Another value of the same kind that the variable takes too, as far as the parameter's constraints tell."""
    if not variable.can_stay_symbolic:
        return value
    parameter = main.parameters.get(parameter_name(variable.name))
    match value:
        case Bool(flag):
            return Bool(not flag, sensitive=value.sensitive)
        case Number(number):
            return Number(number + 1, sensitive=value.sensitive)
        case String(text):
            if parameter is not None and parameter.allowed_values:
                options = [str(v) for v in parameter.allowed_values if str(v) != text]
                return String(options[-1] if options else text, sensitive=value.sensitive)
            return String(_other_text(text, variable.name), sensitive=value.sensitive)
        case Sequence(items=items):
            changed = [Item(_other(i.value, variable, main)) for i in items]
            return Sequence(value.kind, tuple(changed), value.element_type, sensitive=value.sensitive)
        case Null() if variable.constraint.type == STRING:
            return String(f"other-{variable.name}")
        case _:
            return value


def _other_text(text: str, name: str) -> str:
    block = _BLOCK.fullmatch(text)
    if block:
        return f"{block[1]}.{(int(block[2]) + 77) % 256}.{block[3]}"
    return f"{text}-x" if text else f"other-{name.replace('_', '-')}.example"
