"""Conditional expressions: which branch is taken, and the type that both have in common."""

from __future__ import annotations

from converter.findings import FindingError, Span
from converter.hcl.syntax import Conditional, Expression
from converter.terraform.choosing import choose
from converter.terraform.convert import ValueTypeError, convert, unify
from converter.terraform.facts import never_null
from converter.terraform.formulas import ALWAYS, NEVER, Formula, negate, under
from converter.terraform.host import Evaluates
from converter.terraform.narrowing import placed
from converter.terraform.operators import formula_of
from converter.terraform.scope import Scope, error
from converter.terraform.types import BOOL, DYNAMIC, STRING
from converter.terraform.values import Failure, Mapping, Null, ObjectView, Sequence, Unknown, Value, mark, type_of


def formula_from(value: Value, span: Span, what: str, scope: Scope, *, terraform: str = "") -> Formula | None:
    """The formula of a bool value (converted to bool). Raises FindingError where it is no bool or null.

    ``terraform`` is Terraform's summary of such an error where it is not the usual one.
    """
    if isinstance(value, Failure):
        raise FindingError(value.finding)
    try:
        value = convert(value, BOOL)
    except ValueTypeError as problem:
        raise error(
            f"incorrect {what} type", f"the {what} must be of type bool: {problem}", span, terraform=terraform
        ) from None
    if isinstance(value, Null):
        detail = f"the {what} value is null; conditions must be true or false"
        raise error(f"null {what}", detail, span, terraform=terraform)
    if isinstance(value, Unknown):
        return None
    formula = formula_of(value)
    return None if formula is None else under(formula, scope.assumption)


def choose_branch(expressions: Evaluates, expression: Conditional, scope: Scope) -> Value:
    """The value of ``condition ? then : otherwise``."""
    condition = expressions.evaluate(expression.condition, scope)
    try:
        formula = formula_from(condition, expression.condition.span, "condition", scope)
    except FindingError:
        if expressions.host.everything_known:  # branches of different types are told first
            then, otherwise = (expressions.branch(e, scope) for e in (expression.then, expression.otherwise))
            _as_branch_of(then, otherwise, expression)
        raise
    sensitive = not isinstance(condition, ObjectView) and condition.sensitive
    if formula is None:
        return _undecided(expressions, expression, scope, sensitive=sensitive)
    if formula in (ALWAYS, NEVER):
        chosen, other = expression.then, expression.otherwise
        if formula == NEVER:
            chosen, other = other, chosen
        value = expressions.evaluate(chosen, scope)
        return mark(_as_branch(expressions, value, expression, other, scope), sensitive)
    then = expressions.branch(expression.then, scope.assuming(formula))
    otherwise = expressions.branch(expression.otherwise, scope.assuming(negate(formula)))
    if isinstance(then, Failure) and isinstance(otherwise, Failure):
        raise FindingError(then.finding)
    then, otherwise = _unified(then, otherwise, expression)
    return mark(choose(formula, then, otherwise), sensitive or _is_marked(then) or _is_marked(otherwise))


def _is_marked(value: Value) -> bool:
    return not isinstance(value, ObjectView) and value.sensitive


def _as_branch(expressions: Evaluates, value: Value, expression: Conditional, other: Expression, scope: Scope) -> Value:
    """The chosen branch of a decided conditional, in the type that both branches have in common.

    Terraform evaluates both. Here the other one is left alone where it can change nothing but whether the types agree,
    and its evaluation could fix variables.
    """
    simple = not isinstance(value, Sequence | Mapping | Null) and type_of(value) in (DYNAMIC, STRING)
    if simple and not expressions.host.everything_known:
        return value
    return _as_branch_of(value, expressions.branch(other, scope), expression)


def _as_branch_of(value: Value, alternative: Value, expression: Conditional) -> Value:
    """A value in the type that it and the other branch have in common. Raises FindingError where there is none."""
    value = mark(value, _is_marked(alternative))
    if isinstance(value, Failure | ObjectView) or isinstance(alternative, Failure | ObjectView):
        return value
    for one, kind in ((value, type_of(alternative)), (alternative, type_of(value))):
        if isinstance(one, Null) and one.type == DYNAMIC:
            return Null(kind, sensitive=value.sensitive) if one is value else value
    kinds = [type_of(value), type_of(alternative)]
    if DYNAMIC in kinds:
        return value
    common = unify(kinds)
    if common is None:
        raise _inconsistent(expression.span)
    if common == DYNAMIC:
        return value
    try:
        return convert(value, common)
    except ValueTypeError as problem:
        raise error("inconsistent conditional result types", str(problem), expression.span) from None


def _unified(then: Value, otherwise: Value, expression: Conditional) -> tuple[Value, Value]:
    """Both branches converted to the type that they have in common."""
    for value in (then, otherwise):
        if isinstance(value, Failure | ObjectView | Unknown) or type_of(value) == DYNAMIC:
            return then, otherwise
    common = unify([type_of(then), type_of(otherwise)])
    if common is None:
        raise _inconsistent(expression.span)
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
    sensitive = sensitive or _is_marked(then) or _is_marked(otherwise)
    reason = "a condition depends on a value that is known only after the deployment"
    branches = [b for b in (then, otherwise) if not (isinstance(b, Null) and b.type == DYNAMIC)]
    if any(isinstance(b, Failure | ObjectView) or type_of(b) == DYNAMIC for b in branches):
        return Unknown(DYNAMIC, reason, sensitive=sensitive)
    kind = unify(map(type_of, branches)) if branches else DYNAMIC
    if kind is None:
        raise _inconsistent(expression.span)
    certain = len(branches) == 2 and never_null(then) and never_null(otherwise)
    return Unknown(kind, reason, not_null=certain, sensitive=sensitive)


def _inconsistent(span: Span) -> FindingError:
    return error(
        "inconsistent conditional result types",
        "the true and false result expressions must have consistent types",
        span,
    )
