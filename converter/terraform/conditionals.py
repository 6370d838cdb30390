"""Conditional expressions: which branch is taken, and the type that both have in common."""

from __future__ import annotations

from converter.findings import FindingError, Span
from converter.hcl.syntax import Conditional, Expression
from converter.terraform.convert import ValueTypeError, convert, unify
from converter.terraform.formulas import ALWAYS, NEVER, Formula, negate, under
from converter.terraform.host import Evaluates
from converter.terraform.narrowing import placed
from converter.terraform.operators import formula_of
from converter.terraform.scope import Scope, error
from converter.terraform.types import BOOL, DYNAMIC, STRING
from converter.terraform.values import (
    Failure,
    Mapping,
    Null,
    ObjectView,
    Sequence,
    Unknown,
    Value,
    choose,
    mark,
    type_of,
)


def formula_from(value: Value, span: Span, what: str, scope: Scope) -> Formula | None:
    """The formula of a bool value (converted to bool). Raises FindingError where it is no bool or null."""
    if isinstance(value, Failure):
        raise FindingError(value.finding)
    try:
        value = convert(value, BOOL)
    except ValueTypeError as problem:
        raise error(f"incorrect {what} type", f"the {what} must be of type bool: {problem}", span) from None
    if isinstance(value, Null):
        raise error(f"null {what}", f"the {what} value is null; conditions must be true or false", span)
    if isinstance(value, Unknown):
        return None
    formula = formula_of(value)
    return None if formula is None else under(formula, scope.assumption)


def choose_branch(expressions: Evaluates, expression: Conditional, scope: Scope) -> Value:
    """The value of ``condition ? then : otherwise``."""
    condition = expressions.evaluate(expression.condition, scope)
    formula = formula_from(condition, expression.condition.span, "condition", scope)
    sensitive = not isinstance(condition, ObjectView) and condition.sensitive
    if formula is None:
        return _undecided(expressions, expression, scope, sensitive=sensitive)
    if formula in (ALWAYS, NEVER):
        chosen, other = expression.then, expression.otherwise
        if formula == NEVER:
            chosen, other = other, chosen
        value = expressions.evaluate(chosen, scope)
        return mark(_as_branch(expressions, value, other, scope), sensitive)
    then = expressions.branch(expression.then, scope.assuming(formula))
    otherwise = expressions.branch(expression.otherwise, scope.assuming(negate(formula)))
    if isinstance(then, Failure) and isinstance(otherwise, Failure):
        raise FindingError(then.finding)
    then, otherwise = _unified(then, otherwise, expression)
    return mark(choose(formula, then, otherwise), sensitive)


def _as_branch(expressions: Evaluates, value: Value, other: Expression, scope: Scope) -> Value:
    """The chosen branch of a decided conditional, in the type that both branches have in common."""
    if not isinstance(value, Sequence | Mapping | Null) and type_of(value) in (DYNAMIC, STRING):
        return value
    alternative = expressions.branch(other, scope)
    if isinstance(alternative, Failure | ObjectView | Unknown):
        return value
    common = unify([type_of(value), type_of(alternative)])
    if common is None or common == DYNAMIC:
        return value
    try:
        return convert(value, common)
    except ValueTypeError:
        return value


def _unified(then: Value, otherwise: Value, expression: Conditional) -> tuple[Value, Value]:
    """Both branches converted to the type that they have in common."""
    for value in (then, otherwise):
        if isinstance(value, Failure | ObjectView | Unknown) or type_of(value) == DYNAMIC:
            return then, otherwise
    common = unify([type_of(then), type_of(otherwise)])
    if common is None:
        raise error(
            "inconsistent conditional result types",
            "the true and false result expressions must have consistent types",
            expression.span,
        )
    try:
        first, second = convert(then, common), convert(otherwise, common)
    except ValueTypeError as problem:
        raise error("inconsistent conditional result types", str(problem), expression.span) from None
    return placed(first, expression.then.span), placed(second, expression.otherwise.span)


def _undecided(expressions: Evaluates, expression: Conditional, scope: Scope, *, sensitive: bool) -> Value:
    """A condition on something that exists only after the deployment: equal branches are still known."""
    then = expressions.branch(expression.then, scope)
    otherwise = expressions.branch(expression.otherwise, scope)
    if not isinstance(then, ObjectView) and then == otherwise:
        return then
    kind = unify([type_of(then), type_of(otherwise)]) or DYNAMIC
    return Unknown(kind, "a condition depends on a value that is known only after the deployment", sensitive=sensitive)
