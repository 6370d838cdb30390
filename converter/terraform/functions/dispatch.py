"""Calling a function: arity, conversion of the arguments, conditional and unknown arguments, residual results."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from converter.terraform.convert import convert
from converter.terraform.distribution import MOST_LEAVES, SplitBy, TooManyCasesError, distribute, planned
from converter.terraform.failures import ValueTypeError
from converter.terraform.formulas import Formula
from converter.terraform.functions.model import Arguments, CallContext, Function, FunctionError, RefusedError
from converter.terraform.functions.unknown_types import UNKNOWN_TYPES
from converter.terraform.sets import without_marks
from converter.terraform.types import DYNAMIC
from converter.terraform.values import (
    Apply,
    Attribute,
    Choice,
    Failure,
    Mapping as MappingValue,
    Null,
    ObjectView,
    Parameter,
    Sequence,
    Unknown,
    Value,
    mark,
    type_of,
)
from converter.terraform.walking import is_known, is_sensitive, leaves, walk

Result = TypeVar("Result", Value, Value | None)

ONLY_IN_EXPRESSIONS = ("try", "can", "type")

FEW_CASES = 16
"""Up to so many a template's reader rather sees the cases than a text that is put together."""
_FAILS_AS_A_WHOLE = frozenset(
    {
        "chunklist", "element", "filebase64sha256", "filebase64sha512", "fileexists", "filemd5", "fileset", "filesha1",
        "filesha256", "filesha512", "flatten", "indent", "jsondecode", "length", "merge", "replace", "substr",
        "transpose", "values", "yamldecode", "zipmap",
    }
)  # fmt: skip
"""The functions whose own errors Terraform reports for the call, whichever argument is to blame."""


def call_function(table: Mapping[str, Function], name: str, arguments: Iterable[Value], context: CallContext) -> Value:
    """The result of a function. Raises FunctionError where the function does not take the arguments."""
    function = table.get(name)
    if function is None:
        raise _unknown_function(table, name)
    given = list(arguments)
    _check_arity(function, given)
    converted = [_converted(function, position, value) for position, value in enumerate(given)]
    sensitive = _marks(function, converted)
    if function.marks == "deep":
        converted = [without_marks(a) for a in converted]
    return mark(_typed(function, _call(function, converted, context), converted), sensitive)


def check_types(function: Function, arguments: Iterable[Value]) -> None:
    """Raise FunctionError where an argument is not of its parameter's type; there may be too few or too many."""
    for position, value in enumerate(arguments):
        if position < len(function.parameters) or function.variadic is not None:
            _converted(function, position, value)


def _typed(function: Function, result: Value, arguments: Arguments) -> Value:
    """The result; an unknown one with the type that the arguments' types tell."""
    find = UNKNOWN_TYPES.get(function.name)
    if find is None or not isinstance(result, Unknown) or result.type != DYNAMIC or not arguments:
        return result
    if any(isinstance(a, ObjectView | Choice | Failure) for a in arguments):
        return result
    return replace(result, type=find([type_of(a) for a in arguments]))


def _unknown_function(table: Mapping[str, Function], name: str) -> FunctionError:
    if "::" in name:
        return FunctionError(
            "Unknown provider function",
            f'There is no function named "{name}". Functions of providers are not available here.',
        )
    close = difflib.get_close_matches(name, [*table, *ONLY_IN_EXPRESSIONS], n=1)
    hint = f' Did you mean "{close[0]}"?' if close else ""
    return FunctionError("Call to unknown function", f'There is no function named "{name}".{hint}')


def _check_arity(function: Function, given: Arguments) -> None:
    wanted = len(function.parameters)
    if len(given) < wanted:
        plural = "argument" if wanted == 1 else "arguments"
        expects = f"{wanted} {plural}" if function.variadic is None else f"at least {wanted} {plural}"
        missing = function.parameters[len(given)].name
        raise FunctionError(
            "Not enough function arguments",
            f'Function "{function.name}" expects {expects}. Missing value for "{missing}".',
        )
    if len(given) > wanted and function.variadic is None:
        plural = "argument" if wanted == 1 else "arguments"
        raise FunctionError(
            "Too many function arguments",
            f'Function "{function.name}" expects only {wanted} {plural}.',
            wanted,
        )


def _converted(function: Function, position: int, value: Value) -> Value:
    parameter = function.parameter(position)
    try:
        return convert(value, parameter.type)
    except ValueTypeError as problem:
        raise _invalid(function, position, str(problem)) from None


def _invalid(function: Function, position: int, message: str) -> FunctionError:
    name = function.parameter(position).name
    return FunctionError("Invalid function argument", f'Invalid value for "{name}" parameter: {message}.', position)


def _marks(function: Function, arguments: Arguments) -> bool:
    """Whether the result is sensitive because of the arguments."""
    match function.marks:
        case "deep":
            return any(is_sensitive(a) for a in arguments)
        case "top":
            return any(not isinstance(a, ObjectView) and a.sensitive for a in arguments)
        case "own":
            return False


def _call(function: Function, arguments: Arguments, context: CallContext) -> Value:
    if function.linear and function.residual is not None:
        result = _linear(function, arguments, context)
        if result is not None:
            return result

    def compute(leaf: Arguments, assumption: Formula) -> Value:
        return _evaluate(function, leaf, context.assuming(assumption))

    whole = Apply(function.name, tuple(arguments), function.result_type(arguments))
    try:
        result = distribute(arguments, compute, assumption=context.assumption)
    except TooManyCasesError:
        return whole
    return whole if _is_derived_apart(result, whole) else result


def _is_derived_apart(result: Value, whole: Apply) -> bool:
    """Whether several cases have to be computed outside, each by itself, and the whole call can be just as well."""
    applied = sum(isinstance(case, Apply) and case.function == whole.function for case in _cases(result))
    return applied > 1 and all(isinstance(leaf, Parameter) for leaf in leaves(whole))


def _cases(value: Value) -> Iterator[Value]:
    if isinstance(value, Choice):
        yield from _cases(value.then)
        yield from _cases(value.otherwise)
    else:
        yield value


def _linear(function: Function, arguments: Arguments, context: CallContext) -> Value | None:
    """The residual form over arguments that may be conditional themselves, where that is possible."""
    if any(is_guarded(a) for a in arguments) or all(is_known(a) for a in arguments):
        return None
    return _residual(function, arguments, context)


def is_guarded(value: Value) -> bool:
    """Whether some element in the value exists only under a formula."""
    return any(isinstance(v, Sequence | MappingValue) and v.guarded for v in walk(value))


def _residual(function: Function, arguments: Arguments, context: CallContext) -> Value | None:
    """The form over residual arguments, where the function has one and it applies."""
    form = function.residual
    if form is None or (function.linear and any(_may_fail(v) for a in arguments for v in walk(a))):
        return None
    return _guarding(function, lambda: form(arguments, context))


def _may_fail(value: Value) -> bool:
    """Whether a conditional value is no text in some case."""
    return isinstance(value, Choice) and any(isinstance(v, Null | Failure | Unknown) for v in walk(value))


def _guarding(function: Function, compute: Callable[[], Result]) -> Result:
    """What ``compute`` gives; where it refuses, the error that Terraform reports."""
    try:
        return compute()
    except RefusedError as problem:
        if (
            problem.argument is not None
            and function.name not in _FAILS_AS_A_WHOLE
            and (problem.argument < len(function.parameters) or function.variadic is not None)
        ):
            raise _invalid(function, problem.argument, problem.message) from None
        raise FunctionError(
            "Error in function call", f'Call to function "{function.name}" failed: {problem.message}.', problem.argument
        ) from None


def _evaluate(function: Function, arguments: Arguments, context: CallContext) -> Value:
    """The result for arguments that are not conditional themselves."""
    for position, value in enumerate(arguments):
        parameter = function.parameter(position)
        if isinstance(value, Null) and not parameter.null_ok:
            raise _invalid(function, position, "argument must not be null")
    for position, value in enumerate(arguments):
        if isinstance(value, Unknown) and not function.parameter(position).unknown_ok:
            return Unknown(function.result_type(arguments), value.reason, function.not_null)
    if function.structural:
        return _guarding(function, lambda: function.evaluate(arguments, context))
    return _plain(function, arguments, context)


def _plain(function: Function, arguments: Arguments, context: CallContext) -> Value:
    if all(is_known(a) for a in arguments):
        return _guarding(function, lambda: function.evaluate(arguments, context))
    arguments = [_expanded(a) for a in arguments]
    if function.guards == "stay":
        result = _residual(function, arguments, context)
        if result is not None:
            return result

    def whole(leaf: Arguments, assumption: Formula) -> Value:
        """Guards are split; choices inside collections stay where the function has a form over them."""
        inner = context.assuming(assumption)
        if all(is_known(a) for a in leaf):
            return _guarding(function, lambda: function.evaluate(leaf, inner))
        result = _residual(function, leaf, inner)
        if result is not None:
            return result
        return distribute(
            leaf,
            lambda smaller, deeper: _plain_leaf(function, smaller, inner.assuming(deeper)),
            assumption=assumption,
            split=SplitBy.EVERYTHING,
        )

    try:
        most = FEW_CASES if function.guards == "stay if many" else MOST_LEAVES
        return distribute(arguments, whole, assumption=context.assumption, split=SplitBy.ALL_GUARDS, most=most)
    except TooManyCasesError:
        kept = _residual(function, arguments, context) if function.guards == "stay if many" else None
        return kept or Apply(function.name, tuple(arguments), function.result_type(arguments))


def _expanded(value: Value) -> Value:
    """The value with every object in it evaluated that is evaluated on demand."""
    match value:
        case ObjectView():
            return _expanded(value.expand())
        case Sequence(items=items):
            return replace(value, items=tuple(replace(i, value=_expanded(i.value)) for i in items))
        case MappingValue(entries=entries):
            return replace(value, entries=tuple(replace(e, value=_expanded(e.value)) for e in entries))
        case _:
            return value


def _plain_leaf(function: Function, arguments: Arguments, context: CallContext) -> Value:
    if all(is_known(a) for a in arguments):
        return _guarding(function, lambda: function.evaluate(arguments, context))
    result = _residual(function, arguments, context)
    if result is not None:
        return result
    unknown = next((v for a in arguments for v in walk(a) if isinstance(v, Unknown)), None)
    kind = function.result_type(arguments)
    if unknown is not None:
        return Unknown(kind, unknown.reason, function.not_null)
    if any(isinstance(v, Attribute) for a in arguments for v in walk(a)):
        known = [planned(a) for a in arguments]
        if all(is_known(a) for a in known):
            return _guarding(function, lambda: function.evaluate(known, context))
    return Apply(function.name, tuple(arguments), kind)
