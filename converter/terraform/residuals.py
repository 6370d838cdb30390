"""What residual values come to under given values of the parameters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from converter.findings import FindingError, Position, Span
from converter.terraform.choosing import choose
from converter.terraform.concatenation import concat
from converter.terraform.failures import EvaluationError
from converter.terraform.formulas import ALWAYS, All, Any_, Atom, Constant, Formula, Not, both, either, negate
from converter.terraform.functions import CallContext, FunctionError, call
from converter.terraform.navigation import attribute, index
from converter.terraform.operators import OperatorError, binary, formula_of, unary
from converter.terraform.types import DYNAMIC, ListType, SetType
from converter.terraform.values import (
    Apply,
    Attribute,
    Base64,
    Bool,
    Choice,
    CidrSubnet,
    Concat,
    Element,
    Item,
    Join,
    Json,
    Mapping,
    Number,
    ObjectView,
    Parameter,
    Sequence,
    Split,
    String,
    Test,
    Unknown,
    Value,
    mark,
    type_of,
)
from converter.terraform.walking import is_known, parameters_in

_OPERATORS = frozenset({"||", "&&", "==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "%"})


def substitute(value: Value, known: Callable[[Parameter], Value], context: CallContext) -> Value:  # noqa: C901, PLR0912 - one case a kind
    """``value`` with every parameter replaced by ``known(parameter)`` and everything computed that then can be.

    Raises FunctionError or OperatorError where that computation fails.
    """

    def visit(inner: Value) -> Value:
        return substitute(inner, known, context)

    if isinstance(value, ObjectView) or is_known(value):
        return value
    match value:
        case Parameter():
            return mark(known(value), value.sensitive)
        case Attribute():
            return visit(value.value) if value.value is not None else value
        case Choice(condition, then, otherwise):
            formula = substitute_formula(condition, known, context)
            if isinstance(formula, Constant):
                return mark(visit(then if formula.value else otherwise), value.sensitive)
            return mark(choose(formula, visit(then), visit(otherwise)), value.sensitive)
        case Test(formula):
            decided = substitute_formula(formula, known, context)
            if isinstance(decided, Constant):
                return Bool(decided.value, sensitive=value.sensitive)
            return replace(value, formula=decided)
        case Concat(parts):
            pieces = [visit(p) for p in parts]
            return concat((_text(p, context) for p in pieces), sensitive=value.sensitive)
        case Sequence(items=items):
            kept = []
            for item in items:
                guard = substitute_formula(item.guard, known, context)
                if guard != Constant(False):
                    kept.append(Item(visit(item.value), guard))
            return replace(value, items=tuple(kept))
        case Mapping(entries=entries):
            found = []
            for entry in entries:
                guard = substitute_formula(entry.guard, known, context)
                if guard != Constant(False):
                    key_value = visit(entry.key_value) if entry.key_value is not None else None
                    key = key_value.text if isinstance(key_value, String) else entry.key
                    found.append(replace(entry, key=key, value=visit(entry.value), guard=guard,
                                         key_value=None if isinstance(key_value, String) else key_value))  # fmt: skip
            return replace(value, entries=tuple(found))
        case Element(source, index):
            inner = visit(source)
            if isinstance(inner, Sequence) and index < len(inner.items):
                return inner.items[index].value
            if isinstance(inner, Sequence) and not inner.guarded:
                raise EvaluationError("Invalid index", f"the list has only {len(inner.items)} elements")
            return replace(value, source=inner)
        case Split(separator, source):
            return call("split", [String(separator), visit(source)], context)
        case Join(separator, source):
            return call("join", [String(separator), visit(source)], context)
        case CidrSubnet(prefix, newbits, netnum):
            numbers = [Number(Decimal(newbits)), Number(Decimal(netnum))]
            return call("cidrsubnet", [visit(prefix), *numbers], context)
        case Json(inner):
            return call("jsonencode", [visit(inner)], context)
        case Base64(inner):
            return call("base64encode", [visit(inner)], context)
        case Apply("try" | "can", arguments):
            return _attempt(value, [lambda a=a: visit(a) for a in arguments])  # type: ignore[misc]
        case Apply(function, arguments):
            return _apply(value, function, [visit(a) for a in arguments], context)
        case _:
            return value


def planned_value(value: Value) -> Value | None:
    """What a value comes to of what a plan knows without the variables; None where that does not decide it."""
    if parameters_in(value):
        return None
    try:
        known = substitute(value, lambda _: Unknown(), CallContext())
    except EvaluationError:
        return None
    return known if is_known(known) else None


def _text(value: Value, context: CallContext) -> Value:
    return call("tostring", [value], context) if isinstance(value, Number | Bool) else value


def _attempt(value: Apply, arguments: list[Callable[[], Value]]) -> Value:
    """``try`` and ``can``: the first argument that has a value, and whether it has one."""
    problem: EvaluationError | None = None
    for argument in arguments:
        try:
            result = argument()
        except EvaluationError as caught:
            problem = caught
            continue
        if not is_known(result):
            return value
        return mark(Bool(True) if value.function == "can" else result, value.sensitive)
    if value.function == "can" or problem is None:
        return Bool(False, sensitive=value.sensitive)
    raise problem


def _apply(value: Apply, function: str, arguments: list[Value], context: CallContext) -> Value:
    if not all(is_known(a) for a in arguments):
        return replace(value, arguments=tuple(arguments))
    if function in _OPERATORS and len(arguments) == 2:
        result = binary(function, arguments[0], arguments[1])
    elif function in {"-", "!"} and len(arguments) == 1:
        result = unary(function, arguments[0])
    elif function in {".", "[]"}:
        result = _navigate(function, arguments[0], arguments[1])
    else:
        result = call(function, arguments, context)
    return mark(result, value.sensitive)


_NOWHERE = Span("", Position(1, 1, 0), Position(1, 1, 0))


def _navigate(function: str, source: Value, key: Value) -> Value:
    """An attribute or element of a known value."""
    try:
        if function == "." and isinstance(key, String):
            return attribute(source, key.text, _NOWHERE, ALWAYS)
        return index(source, key, _NOWHERE, ALWAYS)
    except FindingError as problem:
        raise EvaluationError(problem.findings[0].summary.capitalize(), problem.findings[0].detail) from None


def substitute_formula(formula: Formula, known: Callable[[Parameter], Value], context: CallContext) -> Formula:
    """A formula with every parameter replaced by its value; a constant where that decides it."""
    match formula:
        case Atom(subject, literal):
            left, right = substitute(subject, known, context), substitute(literal, known, context)
            return formula_of(binary("==", left, right)) or formula
        case Not(operand):
            return negate(substitute_formula(operand, known, context))
        case All(operands):
            return both(*(substitute_formula(o, known, context) for o in operands))
        case Any_(operands):
            return either(*(substitute_formula(o, known, context) for o in operands))
        case _:
            return formula


def expand_list(value: Value, known: Value) -> Value:
    """A residual list as a sequence of its elements, as many as ``known`` has."""
    if not isinstance(known, Sequence):
        return Unknown(reason="the number of elements is known only after the deployment")
    return elements_of_list(value, len(known.items))


def elements_of_list(value: Value, number: int) -> Sequence:
    """A residual list of so many elements as a sequence of them."""
    kind = type_of(value)
    element = kind.element if isinstance(kind, ListType | SetType) else DYNAMIC
    items = tuple(
        Item(Element(value, position, element, sensitive=not isinstance(value, ObjectView) and value.sensitive))
        for position in range(number)
    )
    return Sequence("set" if isinstance(kind, SetType) else "list", items, element)


__all__ = [
    "FunctionError",
    "OperatorError",
    "elements_of_list",
    "expand_list",
    "planned_value",
    "substitute",
    "substitute_formula",
]
