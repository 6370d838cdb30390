"""Calling a function: arity, conversion of the arguments, conditional and unknown arguments, residual results."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping

from converter.terraform.convert import convert
from converter.terraform.distribution import TooManyCases, distribute, planned
from converter.terraform.failures import ValueTypeError
from converter.terraform.formulas import Formula
from converter.terraform.functions.model import Arguments, CallContext, Function, FunctionError, Refused
from converter.terraform.sets import without_marks
from converter.terraform.types import DYNAMIC
from converter.terraform.values import (
    Apply,
    Attribute,
    Failure,
    Mapping as MappingValue,
    Null,
    ObjectView,
    Sequence,
    Unknown,
    Value,
    is_known,
    is_sensitive,
    mark,
    walk,
)

ONLY_IN_EXPRESSIONS = ("try", "can", "type")


def call_function(
    table: Mapping[str, Function], name: str, arguments: Iterable[Value], context: CallContext
) -> Value:
    """The result of a function. Raises FunctionError where the function does not take the arguments."""
    function = table.get(name)
    if function is None:
        raise _unknown_function(table, name)
    given = list(arguments)
    _check_arity(function, given)
    converted = [_converted(function, position, value) for position, value in enumerate(given)]
    sensitive = _marks(function, converted)
    if not function.structural:
        converted = [without_marks(a) for a in converted]
    return mark(_call(function, converted, context), sensitive)


def _unknown_function(table: Mapping[str, Function], name: str) -> FunctionError:
    close = difflib.get_close_matches(name, [*table, *ONLY_IN_EXPRESSIONS], n=1)
    hint = f' Did you mean "{close[0]}"?' if close else ""
    if "::" in name:
        hint = " Functions of providers are not available here."
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
    """Whether the result is sensitive: structural functions leave the marks inside collections where they are."""
    if function.structural:
        return any(not isinstance(a, ObjectView) and a.sensitive for a in arguments)
    return any(is_sensitive(a) for a in arguments)


def _call(function: Function, arguments: Arguments, context: CallContext) -> Value:
    if function.linear and function.residual is not None:
        result = _linear(function, arguments, context)
        if result is not None:
            return result

    def compute(leaf: Arguments, assumption: Formula) -> Value:
        return _evaluate(function, leaf, context.assuming(assumption))

    try:
        return distribute(arguments, compute, assumption=context.assumption)
    except TooManyCases:
        return Apply(function.name, tuple(arguments), function.result_type(arguments))


def _linear(function: Function, arguments: Arguments, context: CallContext) -> Value | None:
    """The residual form over arguments that may be conditional themselves, where that is possible."""
    for value in arguments:
        if isinstance(value, Null | Failure | Unknown) or is_guarded(value):
            return None
        if any(isinstance(v, Failure | Unknown | Null) for v in walk(value)):
            return None
    if all(is_known(a) for a in arguments):
        return None
    assert function.residual is not None  # noqa: S101 - the caller has looked
    return _guarding(function, lambda: function.residual(arguments, context))  # type: ignore[misc]


def is_guarded(value: Value) -> bool:
    """Whether some element in the value exists only under a formula."""
    return any(isinstance(v, Sequence | MappingValue) and v.guarded for v in walk(value))


def _guarding(function: Function, compute):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    try:
        return compute()
    except Refused as problem:
        if problem.argument is not None and problem.argument < len(function.parameters) + 1:
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
    if function.residual is not None and not any(is_guarded(a) for a in arguments):
        result = _guarding(function, lambda: function.residual(arguments, context))  # type: ignore[misc]
        if result is not None:
            return result

    def compute(leaf: Arguments, assumption: Formula) -> Value:
        return _plain_leaf(function, leaf, context.assuming(assumption))

    try:
        return distribute(arguments, compute, assumption=context.assumption, guards=True, deep=True)
    except TooManyCases:
        return Apply(function.name, tuple(arguments), function.result_type(arguments))


def _expanded(value: Value) -> Value:
    return value.expand() if isinstance(value, ObjectView) else value


def _plain_leaf(function: Function, arguments: Arguments, context: CallContext) -> Value:
    if all(is_known(a) for a in arguments):
        return _guarding(function, lambda: function.evaluate(arguments, context))
    if function.residual is not None:
        result = _guarding(function, lambda: function.residual(arguments, context))  # type: ignore[misc]
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


__all__ = ["DYNAMIC", "call_function"]
