"""What is inside a value: its parts, and what holds of all of them."""

from __future__ import annotations

from collections.abc import Iterator

from converter.terraform.formulas import ALWAYS, All, Any_, Atom, Formula, Not
from converter.terraform.values import (
    Apply,
    Attribute,
    Base64,
    Bool,
    Choice,
    CidrSubnet,
    Concat,
    Element,
    Join,
    Json,
    Mapping,
    Null,
    Number,
    Parameter,
    Sequence,
    Split,
    String,
    Test,
    Value,
)


def parts_of(value: Value) -> Iterator[Value]:
    """The values directly inside ``value`` (not the atoms of its formulas)."""
    match value:
        case Sequence():
            for item in value.items:
                yield item.value
        case Mapping():
            for entry in value.entries:
                yield entry.value
                if entry.key_value is not None:
                    yield entry.key_value
        case Concat(parts):
            yield from parts
        case Choice(_, then, otherwise):
            yield then
            yield otherwise
        case Element() | Split() | Join():
            yield value.source
        case CidrSubnet(prefix):
            yield prefix
        case Json(inner) | Base64(inner):
            yield inner
        case Apply(_, arguments):
            yield from arguments
        case _:
            return


def walk(value: Value) -> Iterator[Value]:
    """``value`` and every value inside it, parents first; does not enter object views."""
    yield value
    for part in parts_of(value):
        yield from walk(part)


def is_known(value: Value) -> bool:
    """Whether the value is wholly known: no residual, guarded or unknown part."""
    match value:
        case Null() | String() | Number() | Bool():
            return True
        case Sequence(items=items):
            return all(i.guard == ALWAYS and is_known(i.value) for i in items)
        case Mapping(entries=entries):
            return all(e.guard == ALWAYS and e.key_value is None and is_known(e.value) for e in entries)
        case _:
            return False


def is_sensitive(value: Value) -> bool:
    """Whether the value or anything inside it is marked sensitive."""
    return any(v.sensitive for v in walk(value))


def formulas_of(value: Value) -> Iterator[Formula]:
    """The formulas directly inside a value."""
    match value:
        case Choice(condition):
            yield condition
        case Test(formula):
            yield formula
        case Sequence(items=items):
            yield from (i.guard for i in items)
        case Mapping(entries=entries):
            yield from (e.guard for e in entries)
        case _:
            return


def leaves(value: Value, *, enter_known: bool = True) -> Iterator[Value]:
    """The parameters and attributes inside a value and inside its formulas.

    ``enter_known`` also looks behind attributes whose plan value is known.
    """
    if isinstance(value, Parameter | Attribute):
        yield value
        if isinstance(value, Attribute) and value.value is not None and enter_known:
            yield from leaves(value.value)
        return
    for formula in formulas_of(value):
        yield from formula_leaves(formula)
    for part in parts_of(value):
        yield from leaves(part, enter_known=enter_known)


def formula_leaves(formula: Formula) -> Iterator[Value]:
    """The parameters and attributes inside a formula."""
    match formula:
        case Atom(subject, literal):
            yield from leaves(subject)
            yield from leaves(literal)
        case Not(operand):
            yield from formula_leaves(operand)
        case All(operands) | Any_(operands):
            for operand in operands:
                yield from formula_leaves(operand)
        case _:
            return


def parameters_in(value: Value) -> tuple[str, ...]:
    """The names of the root variables inside a value, in order of appearance."""
    return tuple(dict.fromkeys(v.name for v in leaves(value) if isinstance(v, Parameter)))
