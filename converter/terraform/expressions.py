"""Evaluating expressions to values, by reference and on demand.

Facts: "Expressions" in the Terraform language documentation and the "HCL Syntax-Agnostic Information Model".
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from converter.findings import Finding, FindingError, Severity, Span
from converter.hcl.syntax import (
    Binary,
    Call,
    Conditional,
    Expression,
    ForExpression,
    GetAttr,
    Index,
    Literal,
    ObjectExpression,
    Parentheses,
    Splat,
    SplatItem,
    Template,
    TemplateWrap,
    TupleExpression,
    Unary,
    Variable,
)
from converter.terraform import navigation
from converter.terraform.calls import HIDDEN, call_function, lowered
from converter.terraform.choosing import choose, map_leaves
from converter.terraform.comprehensions import elements, for_value, object_of
from converter.terraform.conditionals import choose_branch, formula_from
from converter.terraform.failures import EvaluationError
from converter.terraform.formulas import NEVER, Formula, under
from converter.terraform.host import Host
from converter.terraform.iteration import Element
from converter.terraform.limits import LimitError, check_steps
from converter.terraform.narrowing import placed
from converter.terraform.operators import OperatorError, binary, formula_of, unary
from converter.terraform.reference_forms import INVALID, INVALID_SELF
from converter.terraform.rendering import render
from converter.terraform.scope import RepetitionView, Scope, StaticError, error, located, static_error
from converter.terraform.strings import normalised
from converter.terraform.types import ListType, SetType, TupleType
from converter.terraform.values import (
    Bool,
    Choice,
    Failure,
    Item,
    Mapping,
    Null,
    Number,
    ObjectView,
    Sequence,
    String,
    Unknown,
    Value,
    mark,
    type_of,
)
from converter.terraform.walking import is_known, is_sensitive

_ITEM = "\0splat"


class Expressions:
    """Evaluates expressions for a host."""

    def __init__(self, host: Host) -> None:
        self.host = host
        self.steps = 0

    def evaluate(self, expression: Expression, scope: Scope) -> Value:  # noqa: C901 - one case per node
        """The value of an expression. Raises FindingError where evaluation fails."""
        try:
            self.count_step()
            match expression:
                case Literal(value=literal):
                    return _literal(literal)
                case Parentheses(expression=inner) | TemplateWrap(expression=inner):
                    return self.evaluate(inner, scope)
                case Template(parts=parts):
                    return render(self, parts, scope)
                case Variable(name=name):
                    return self._symbol(name, expression.span, scope)
                case GetAttr(source=source, name=name):
                    return navigation.attribute(self._source(source, scope), name, expression.span, scope.assumption)
                case Index(source=source, key=key):
                    return self._index(expression, self._source(source, scope), self.evaluate(key, scope), scope)
                case SplatItem():
                    return scope.symbols[_ITEM]
                case Splat():
                    return self._splat(expression, scope)
                case Call():
                    return call_function(self, expression, scope)
                case Conditional():
                    return choose_branch(self, expression, scope)
                case Binary():
                    return self._binary(expression, scope)
                case Unary():
                    return self._unary(expression, scope)
                case TupleExpression(items=items):
                    return Sequence.of(self.evaluate(item, scope) for item in items)
                case ObjectExpression():
                    return object_of(self, expression, scope)
                case ForExpression():
                    return for_value(self, expression, scope)
        except LimitError as problem:
            raise located(problem, expression.span) from None

    def count_step(self) -> None:
        """Note one step of the evaluation. Raises LimitError where there were too many."""
        self.steps += 1
        check_steps(self.steps)

    def branch(self, expression: Expression, scope: Scope) -> Value:
        """The value of an expression, or the failure that its evaluation ends in."""
        try:
            return self.evaluate(expression, scope)
        except StaticError:
            raise
        except FindingError as problem:
            return Failure(problem.findings[0])

    def condition(self, expression: Expression, scope: Scope, what: str) -> Formula | None:
        """The formula of a condition; None where it is known only after the deployment."""
        return formula_from(self.evaluate(expression, scope), expression.span, what, scope)

    def elements(self, collection: Value, span: Span, scope: Scope, what: str) -> list[Element] | Unknown | Failure:
        """The elements of a collection to iterate over, under the scope's assumption."""
        return elements(self, collection, span, scope, what)

    # ------------------------------------------------------------------------------------------ references

    def _symbol(self, name: str, span: Span, scope: Scope) -> Value:
        """A name alone: only a symbol of a ``for`` expression, ``dynamic`` block or template can stand so."""
        if name in scope.symbols:
            return scope.symbols[name]
        raise static_error(
            f"invalid reference {name!r}",
            "a reference has at least two parts, as var.name or aws_vpc.main; a text needs quotes",
            span,
            terraform=INVALID_SELF if name == "self" else INVALID,
        )

    def _source(self, expression: Expression, scope: Scope) -> Value:
        """What is left of a dot or bracket: there, a name alone can be the root of a reference."""
        if not isinstance(expression, Variable) or expression.name in scope.symbols:
            return self.evaluate(expression, scope)
        name = expression.name
        each, count = scope.repetition.each_key, scope.repetition.count_index
        if name == "each" and each is not None:
            values = {"key": each, "value": scope.repetition.each_value}
            return RepetitionView("each", {k: v for k, v in values.items() if v is not None})
        if name == "count" and count is not None:
            return RepetitionView("count", {"index": count})
        if name in {"each", "count"}:
            needed = "for_each" if name == "each" else "count"
            raise static_error(
                f"reference to {name!r} outside {needed}",
                f"{name} can be used only where the {needed} argument is set",
                expression.span,
                terraform=(
                    'Reference to "each" in context without for_each'
                    if name == "each"
                    else 'Reference to "count" in non-counted context'
                ),
            )
        view = scope.names.root(name)
        if view is None:
            raise static_error(f"reference to {name!r} where it is not allowed", scope.names.allowed, expression.span,
                               terraform=INVALID_SELF if name == "self" else INVALID)  # fmt: skip
        return view

    def _index(self, expression: Index, source: Value, key: Value, scope: Scope) -> Value:
        if isinstance(key, Choice):

            def element(leaf: Value, assumption: Formula) -> Value:
                return self._index(expression, source, leaf, scope.assuming(assumption))

            return navigation.distribute(key, element, scope.assumption)
        if not is_known(key) and isinstance(source, Mapping | ObjectView):
            return self._choose_key(source, key, expression, scope)
        if not is_known(key) and isinstance(source, Sequence):
            kind = type_of(key)
            key = self.host.in_force(key, expression.key.span, "an index decides which element is meant")
            if isinstance(key, Unknown):
                key = replace(key, type=kind)
        return navigation.index(source, key, expression.span, scope.assumption)

    def _choose_key(self, source: Mapping | ObjectView, key: Value, expression: Index, scope: Scope) -> Value:
        """``map[residual]``: a chain of choices over the keys, failing for any other."""
        if isinstance(key, Failure | Unknown):
            return navigation.index(source, key, expression.span, scope.assumption)
        mapping = source.expand() if isinstance(source, ObjectView) else source
        by_text = next((e for e in mapping.entries if e.key_value == key), None)
        if by_text is not None:
            return navigation.guarded(by_text.value, by_text.guard, expression.span, scope.assumption)
        detail = "the given key does not identify an element in this collection"
        result: Value = Failure(
            Finding("terraform-evaluation", Severity.ERROR, "invalid index", detail, expression.span)
        )
        for entry in reversed(mapping.entries):
            test = formula_of(binary("==", key, String(entry.key), scope))
            if test is None:
                return Unknown(reason="the key is known only after the deployment")
            value = navigation.guarded(entry.value, entry.guard, expression.span, scope.assumption)
            result = choose(test, value, result)
        return mark(result, not isinstance(key, ObjectView) and key.sensitive)

    def _splat(self, expression: Splat, scope: Scope) -> Value:
        source = self.evaluate(expression.source, scope)

        def each(value: Value, inner: Scope) -> Value:
            return self.evaluate(expression.each, inner.binding({_ITEM: value}))

        def apply(value: Value) -> Value:
            if isinstance(value, Failure | Unknown):
                return value
            if isinstance(value, Null):
                if isinstance(value.type, ListType | SetType | TupleType):
                    raise error("splat of null value", "there is no list here: it is null", expression.source.span)
                return Sequence("tuple", sensitive=value.sensitive)
            if not isinstance(value, Sequence) and navigation.is_residual_collection(value):
                value = self.host.expand(value, expression.span)
            if not isinstance(value, Sequence):
                marked = not isinstance(value, ObjectView) and value.sensitive
                return Sequence("tuple", (Item(each(value, scope)),), sensitive=marked)
            items = []
            for item in value.items:
                guard = under(item.guard, scope.assumption)
                if guard != NEVER:
                    items.append(Item(each(item.value, scope.assuming(guard)), guard))
            if value.kind == "tuple":
                return Sequence("tuple", tuple(items), sensitive=value.sensitive)
            kinds = {type_of(i.value) for i in items} or {type_of(each(Unknown(value.element_type), scope))}
            if len(kinds) > 1:
                return Sequence("tuple", tuple(items), sensitive=value.sensitive)
            return Sequence("list", tuple(items), kinds.pop(), sensitive=value.sensitive)

        return map_leaves(source, apply)

    # ------------------------------------------------------------------------------------------ operations

    def _binary(self, expression: Binary, scope: Scope) -> Value:
        left = self.evaluate(expression.left, scope)
        right = self.evaluate(expression.right, scope)
        try:
            return placed(binary(expression.operator, left, right, scope), expression.span)
        except OperatorError as problem:
            raise _refused(problem, expression.span, left, right) from None

    def _unary(self, expression: Unary, scope: Scope) -> Value:
        operand = self.evaluate(expression.operand, scope)
        try:
            return placed(unary(expression.operator, operand, scope), expression.span)
        except OperatorError as problem:
            raise _refused(problem, expression.span, operand) from None


def _refused(problem: EvaluationError, span: Span, *operands: Value) -> FindingError:
    """The error of an operation; it shows nothing of sensitive operands."""
    detail = HIDDEN if any(is_sensitive(o) for o in operands) else problem.detail
    return error(lowered(problem.summary), detail, span)


def _literal(value: str | Decimal | bool | None) -> Value:
    match value:
        case None:
            return Null()
        case bool():
            return Bool(value)
        case str():
            return String(normalised(value))
        case _:
            return Number(value)
