"""Function calls in expressions: arguments and their expansion, ``try`` and ``can``, and what is said of a failure."""

from __future__ import annotations

from dataclasses import replace

from converter.findings import FindingError, Span
from converter.hcl.syntax import Call, Expression, GetAttr, Index, Variable
from converter.terraform.choosing import choose
from converter.terraform.convert import unify
from converter.terraform.failures import EvaluationError
from converter.terraform.formulas import ALWAYS, NEVER, negate, under
from converter.terraform.functions import FUNCTIONS, FunctionError, call, check_arguments
from converter.terraform.host import Evaluates
from converter.terraform.narrowing import placed
from converter.terraform.navigation import is_residual_collection
from converter.terraform.scope import Scope, StaticError, error
from converter.terraform.types import BOOL, DYNAMIC
from converter.terraform.values import (
    Apply,
    Bool,
    Choice,
    Element,
    Failure,
    Mapping,
    Number,
    ObjectView,
    Parameter,
    Sequence,
    Unknown,
    Value,
    mark,
    type_of,
)
from converter.terraform.walking import is_sensitive, leaves, walk

_PARTIAL = frozenset(
    {
        "regex", "parseint", "index", "one", "element", "lookup", "slice", "chunklist", "tonumber", "tobool",
        ".", "[]", "cidrhost", "cidrnetmask", "cidrsubnet", "cidrsubnets",
        "jsondecode", "yamldecode", "csvdecode", "base64decode", "base64gunzip", "textdecodebase64",
        "formatdate", "timeadd", "timecmp",
    }
)  # fmt: skip
"""Functions and operators that have no result for some arguments of the right type."""

HIDDEN = "details are not shown because a sensitive value is involved"


def call_function(expressions: Evaluates, expression: Call, scope: Scope) -> Value:
    """The value of a function call."""
    name = expression.name.removeprefix("core::")
    if name not in FUNCTIONS and name not in ("try", "can"):
        name = expression.name
    if name == "try":
        return _try(expressions, expression, expression.arguments, scope)
    if name == "can":
        return _can_call(expressions, expression, scope)
    if name == "templatestring" and expression.arguments and not _is_reference(expression.arguments[0]):
        why = "it must be a reference to a named object; what is given here can be written as a template itself"
        raise _no_template(why, expression.arguments[0].span)
    arguments = _arguments(expressions, name, expression, scope)
    if name == "templatestring" and arguments and isinstance(arguments[0], Number | Bool):
        raise _no_template("a string is needed", expression.arguments[0].span)
    if expression.expand_final:
        arguments = _expanded(expressions, arguments, expression, scope)
        if arguments and isinstance(arguments[-1], Unknown):
            return arguments[-1]
    try:
        result = call(name, arguments, expressions.host.call_context(scope, expression.span))
    except FunctionError as problem:
        raise _refused(problem, name, arguments, expression) from None
    return placed(result, expression.span)


def _arguments(expressions: Evaluates, name: str, expression: Call, scope: Scope) -> list[Value]:
    """The arguments' values. An argument of the wrong type is told before one that fails after it."""
    given: list[Value] = []
    for argument in expression.arguments:
        try:
            given.append(expressions.evaluate(argument, scope))
        except StaticError:
            raise
        except FindingError:
            try:
                check_arguments(name, given)
            except FunctionError as problem:
                raise _refused(problem, name, given, expression) from None
            raise
    return given


def _refused(problem: FunctionError, name: str, arguments: list[Value], expression: Call) -> FindingError:
    span = expression.span
    if problem.argument is not None and problem.argument < len(expression.arguments):
        span = expression.arguments[problem.argument].span
    return error(lowered(problem.summary), _told(problem, name, arguments), span, "terraform-function")


def _no_template(why: str, span: Span) -> FindingError:
    detail = f'invalid value for "template" parameter: {why}'
    return error("invalid function argument", detail, span, "terraform-function")


def _is_reference(expression: Expression) -> bool:
    """Whether an expression is a name, or something below one."""
    while isinstance(expression, GetAttr | Index):
        expression = expression.source
    return isinstance(expression, Variable)


def lowered(summary: str) -> str:
    """A summary as findings have it: beginning in lower case."""
    return summary[:1].lower() + summary[1:]


def _told(problem: EvaluationError, name: str, arguments: list[Value]) -> str:
    """What is said of a failing call; nothing that could show a sensitive argument."""
    if any(is_sensitive(a) for a in arguments):
        return f"the call of {name} fails; {HIDDEN}"
    return problem.detail


def _expanded(expressions: Evaluates, arguments: list[Value], expression: Call, scope: Scope) -> list[Value]:
    """The arguments with the last one, ``list...``, spread out."""
    *first, last = arguments
    if is_residual_collection(last):
        last = expressions.host.expand(last, expression.span)
    if isinstance(last, Unknown):
        return [*first, last]
    if not isinstance(last, Sequence):
        raise error(
            "invalid expanding argument value",
            "the expanding argument (indicated by ...) must be of a tuple, list, or set type",
            expression.arguments[-1].span,
        )
    spread: list[Value] = []
    for item in last.items:
        guard = under(item.guard, scope.assumption)
        if guard == NEVER:
            continue
        if guard == ALWAYS:
            spread.append(item.value)
        elif isinstance(item.value, Mapping):
            spread.append(choose(guard, item.value, Mapping(item.value.kind)))
        elif isinstance(item.value, Sequence):
            spread.append(choose(guard, item.value, Sequence(item.value.kind)))
        else:
            why = "the number of a function's arguments depends on it"
            present = expressions.host.in_force(choose(guard, Bool(True), Bool(False)), expression.span, why)
            if present == Bool(True):
                spread.append(item.value)
    return [*first, *spread]


def _try(expressions: Evaluates, expression: Call, arguments: tuple[Expression, ...], scope: Scope) -> Value:
    if not arguments:
        raise error("error in function call", "at least one argument is required for try", expression.span)
    problem: FindingError | None = None
    for position, argument in enumerate(arguments):
        try:
            value = expressions.evaluate(argument, scope)
        except StaticError:
            raise
        except FindingError as caught:
            problem = caught
            continue
        if isinstance(value, Failure):
            problem = FindingError(value.finding)
            continue
        rest = arguments[position + 1 :]
        if isinstance(value, Unknown):
            return replace(value, type=DYNAMIC, prefix="")  # another argument may be what counts in the end
        if rest and isinstance(value, Choice) and _fails_somewhere(value):
            return _with_rest(expressions, value, expression, rest, scope)
        return _or_rest(expressions, value, expression, rest, scope) if rest and _may_fail(value) else value
    assert problem is not None  # every argument failed
    raise error(
        "error in function call",
        f"no expression succeeded; the last one failed with: {problem.findings[0].summary}",
        expression.span,
        "terraform-function",
    )


def _with_rest(
    expressions: Evaluates, value: Value, expression: Call, rest: tuple[Expression, ...], scope: Scope
) -> Value:
    """A conditional value whose failing branches are what the later arguments of ``try`` give."""
    if isinstance(value, Choice):
        then = _with_rest(expressions, value.then, expression, rest, scope.assuming(value.condition))
        otherwise = _with_rest(expressions, value.otherwise, expression, rest, scope.assuming(negate(value.condition)))
        return mark(choose(value.condition, then, otherwise), value.sensitive)
    return _try(expressions, expression, rest, scope) if isinstance(value, Failure) else value


def _or_rest(
    expressions: Evaluates, value: Value, expression: Call, rest: tuple[Expression, ...], scope: Scope
) -> Value:
    """A value that has none for some values of the variables, and what ``try`` gives for those."""
    other = _rest(expressions, expression, rest, scope)
    if isinstance(other, Failure):
        return value
    kind = unify([type_of(value), type_of(other)]) or DYNAMIC
    return Apply("try", (value, other), kind, sensitive=is_sensitive(value))


def _rest(expressions: Evaluates, expression: Call, rest: tuple[Expression, ...], scope: Scope) -> Value:
    try:
        return _try(expressions, expression, rest, scope)
    except StaticError:
        raise
    except FindingError as problem:
        return Failure(problem.findings[0])


def _may_fail(value: Value) -> bool:
    """Whether there are values of the variables, and of nothing else, for which the value has none."""
    if isinstance(value, ObjectView) or not all(isinstance(leaf, Parameter) for leaf in leaves(value)):
        return False
    return any(isinstance(v, Element) or (isinstance(v, Apply) and v.function in _PARTIAL) for v in walk(value))


def _fails_somewhere(value: Value) -> bool:
    if isinstance(value, Choice):
        return _fails_somewhere(value.then) or _fails_somewhere(value.otherwise)
    return isinstance(value, Failure)


def _can_call(expressions: Evaluates, expression: Call, scope: Scope) -> Value:
    if len(expression.arguments) != 1:
        summary = f"{'not enough' if not expression.arguments else 'too many'} function arguments"
        raise error(summary, "can takes exactly one argument", expression.span, "terraform-function")
    return _can(expressions.branch(expression.arguments[0], scope))


def _can(value: Value) -> Value:
    match value:
        case Choice(condition, then, otherwise):
            return choose(condition, _can(then), _can(otherwise))
        case Unknown():
            return Unknown(BOOL, value.reason)
        case _ if isinstance(value, Apply) or _may_fail(value):
            return Apply("can", (value,), BOOL, sensitive=is_sensitive(value))
        case _:
            return Bool(not isinstance(value, Failure))
