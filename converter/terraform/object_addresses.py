"""Addresses of resources and modules as ``moved``, ``removed`` and ``import`` blocks write them.

Facts: "Resource Address Reference", Terraform documentation.
"""

from __future__ import annotations

from dataclasses import dataclass

from converter.hcl.syntax import Expression, GetAttr, Index, Literal, Variable

_NO_OBJECTS = frozenset({"var", "local", "each", "count", "self", "path", "terraform"})


class NoTraversalError(ValueError):
    """An expression that is no plain sequence of names and keys."""


class AddressError(ValueError):
    """A sequence of names that is no address of a resource or module."""


@dataclass(frozen=True, slots=True)
class ObjectAddress:
    """An address; ``keyed`` says that an instance key stands in it, ``module`` that it ends in a module call."""

    text: str
    data: bool
    module: bool
    keyed: bool


def object_address(expression: Expression, *, any_key: bool = False) -> ObjectAddress:
    """The address that an expression states; with ``any_key`` its keys may be computed.

    Raises NoTraversalError and AddressError where it states none.
    """
    steps = _steps(expression, any_key=any_key)
    keyed = any(isinstance(step, Index) for step in steps)
    names = [step for step in steps if not isinstance(step, Index)]
    plain = [step.name for step in names]
    rest = plain
    while rest[:1] == ["module"]:
        if len(rest) < 2:
            raise AddressError
        rest = rest[2:]
    data = rest[:1] == ["data"]
    rest = rest[1:] if data else rest
    inside = len(plain) - len(rest)
    if (rest and (len(rest) != 2 or rest[0] in _NO_OBJECTS)) or not (rest or inside) or (data and not rest):
        raise AddressError
    if _key_in_the_middle(steps):
        raise AddressError
    return ObjectAddress(_text(steps), data, not rest, keyed)


def _steps(expression: Expression, *, any_key: bool) -> list[Variable | GetAttr | Index]:
    steps: list[Variable | GetAttr | Index] = []
    here = expression
    while not isinstance(here, Variable):
        match here:
            case GetAttr(source=source):
                steps.append(here)
                here = source
            case Index(source=source, key=key) if any_key or isinstance(key, Literal):
                steps.append(here)
                here = source
            case _:
                raise NoTraversalError
    steps.append(here)
    steps.reverse()
    return steps[1:] if here.name == "resource" and len(steps) > 1 else steps


def _key_in_the_middle(steps: list[Variable | GetAttr | Index]) -> bool:
    """Whether a key follows a type, the word ``module`` or another key instead of a name."""
    count = 0
    before_key = False
    for step in steps:
        if isinstance(step, Index):
            if before_key or count == 0 or count % 2:
                return True
            before_key = True
        else:
            before_key = False
            count += not (step.name == "data" and count % 2 == 0)
    return False


def _text(steps: list[Variable | GetAttr | Index]) -> str:
    text = ""
    for step in steps:
        match step:
            case Index(key=Literal(value=key)):
                text += f'["{key}"]' if isinstance(key, str) else f"[{key}]"
            case Index():
                text += "[…]"
            case Variable(name=name) | GetAttr(name=name):
                text += f".{name}" if text else name
    return text
