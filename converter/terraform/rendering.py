"""String templates: interpolation and the directives ``if`` and ``for``."""

from __future__ import annotations

from dataclasses import replace

from converter.findings import Span
from converter.hcl.syntax import TemplateFor, TemplateIf, TemplateInterpolation, TemplatePart, TemplateText
from converter.terraform.choosing import choose, map_leaves
from converter.terraform.comprehensions import elements
from converter.terraform.concatenation import concat, unknown_text
from converter.terraform.conditionals import formula_from
from converter.terraform.convert import ValueTypeError, convert
from converter.terraform.formulas import ALWAYS, NEVER, Formula, negate
from converter.terraform.host import Evaluates
from converter.terraform.scope import Scope, error
from converter.terraform.sets import as_iterated
from converter.terraform.strings import normalised
from converter.terraform.types import STRING
from converter.terraform.values import Choice, Failure, Null, ObjectView, String, Unknown, Value, mark


def render(expressions: Evaluates, parts: tuple[TemplatePart, ...], scope: Scope) -> Value:
    """The text of a template."""
    pieces: list[Value] = []
    for part in parts:
        match part:
            case TemplateText(text=text):
                pieces.append(String(normalised(text)))
            case TemplateInterpolation(expression=inner):
                pieces.append(_interpolated(expressions.evaluate(inner, scope), inner.span))
            case TemplateIf():
                pieces.append(_conditional(expressions, part, scope))
            case TemplateFor():
                pieces.append(_repeated(expressions, part, scope))
    unknown = unknown_text(pieces)
    if unknown is not None:
        return unknown
    failed = next((p for p in pieces if isinstance(p, Failure)), None)
    if failed is not None:
        return failed
    whole = concat(pieces)
    return replace(whole, text=normalised(whole.text)) if isinstance(whole, String) else whole


def _interpolated(value: Value, span: Span) -> Value:
    """A value as text in a template. Raises FindingError for null and for what is no scalar."""
    if isinstance(value, Choice):
        return map_leaves(value, lambda leaf: leaf if isinstance(leaf, Failure) else _interpolated(leaf, span))
    if isinstance(value, Null):
        raise error(
            "invalid template interpolation value",
            "the expression result is null; cannot include a null value in a string template",
            span,
        )
    try:
        return convert(value, STRING)
    except ValueTypeError as problem:
        raise error(
            "invalid template interpolation value",
            f"cannot include the given value in a string template: {problem}",
            span,
        ) from None


def _conditional(expressions: Evaluates, part: TemplateIf, scope: Scope) -> Value:
    condition = expressions.evaluate(part.condition, scope)
    formula = formula_from(condition, part.condition.span, "condition", scope)
    return mark(
        _branch(expressions, part, formula, scope), not isinstance(condition, ObjectView) and condition.sensitive
    )


def _branch(expressions: Evaluates, part: TemplateIf, formula: Formula | None, scope: Scope) -> Value:
    """What a directive ``if`` with a condition gives."""
    if formula is None:
        return Unknown(STRING, "a condition depends on a value that is known only after the deployment")
    if formula in (ALWAYS, NEVER):
        return render(expressions, part.then if formula == ALWAYS else part.otherwise, scope)
    return choose(
        formula,
        render(expressions, part.then, scope.assuming(formula)),
        render(expressions, part.otherwise, scope.assuming(negate(formula))),
    )


def _repeated(expressions: Evaluates, part: TemplateFor, scope: Scope) -> Value:
    collection = as_iterated(expressions.evaluate(part.collection, scope))
    found = elements(expressions, collection, part.collection.span, scope, "a template value")
    if isinstance(found, Unknown | Failure):
        return found
    pieces: list[Value] = []
    for element in found:
        symbols = {} if part.key_name is None else {part.key_name: element.key}
        symbols[part.value_name] = element.value  # the value's name wins where both are one
        expressions.count_step()
        text = render(expressions, part.body, scope.assuming(element.guard).binding(symbols))
        pieces.append(choose(element.guard, text, String("")))
    return concat(pieces, sensitive=not isinstance(collection, ObjectView) and collection.sensitive)
