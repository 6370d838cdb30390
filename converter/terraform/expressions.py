"""Evaluating expressions to values, by reference and on demand.

Facts: "Expressions" in the Terraform language documentation and the "HCL Syntax-Agnostic Information Model".
"""

from __future__ import annotations

from decimal import Decimal
from typing import Protocol

from converter.findings import FindingError, Span
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
    TemplateFor,
    TemplateIf,
    TemplateInterpolation,
    TemplatePart,
    TemplateText,
    TemplateWrap,
    TupleExpression,
    Unary,
    Variable,
)
from converter.terraform import navigation
from converter.terraform.convert import ValueTypeError, convert, unify
from converter.terraform.formulas import ALWAYS, NEVER, Formula, both, negate, under
from converter.terraform.functions import CallContext, FunctionError, call
from converter.terraform.iteration import Element, elements_of
from converter.terraform.operators import OperatorError, binary, formula_of, unary
from converter.terraform.scope import Scope, StaticError, error, static_error
from converter.terraform.types import BOOL, DYNAMIC, STRING
from converter.terraform.values import (
    Apply,
    Bool,
    Choice,
    Entry,
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
    choose,
    concat,
    is_known,
    map_leaves,
    mark,
    type_of,
)

_ITEM = "\0splat"


class Host(Protocol):
    """What the evaluator around an expression supplies."""

    def in_force(self, value: Value, span: Span, why: str) -> Value:
        """The known value that a residual one has under the variables in force; records what was fixed by it."""
        ...

    def key_in_force(self, value: Value, span: Span) -> Value:
        """The same, for the text of a key that stays residual: nothing is fixed."""
        ...

    def expand(self, value: Value, span: Span) -> Value:
        """A residual list as a sequence of its elements; records that its length was fixed."""
        ...

    def call_context(self, scope: Scope, span: Span) -> CallContext:
        """The context of a function call at a place."""
        ...


class Expressions:
    """Evaluates expressions for a host."""

    def __init__(self, host: Host) -> None:
        self.host = host

    def evaluate(self, expression: Expression, scope: Scope) -> Value:  # noqa: C901, PLR0911, PLR0912 - one case a node
        """The value of an expression. Raises FindingError where evaluation fails."""
        match expression:
            case Literal(value=value):
                return _literal(value)
            case Parentheses(expression=inner) | TemplateWrap(expression=inner):
                return self.evaluate(inner, scope)
            case Template(parts=parts):
                return self.template(parts, scope)
            case Variable(name=name):
                return self.root(name, expression, scope)
            case GetAttr(source=source, name=name):
                return navigation.attribute(self.evaluate(source, scope), name, expression.span, scope.assumption)
            case Index(source=source, key=key):
                return self.index(expression, self.evaluate(source, scope), self.evaluate(key, scope), scope)
            case SplatItem():
                return scope.symbols[_ITEM]
            case Splat():
                return self.splat(expression, scope)
            case Call():
                return self.call(expression, scope)
            case Conditional():
                return self.conditional(expression, scope)
            case Binary():
                return self.binary(expression, scope)
            case Unary(operator=operator, operand=operand):
                value = self.evaluate(operand, scope)
                try:
                    return unary(operator, value)
                except OperatorError as problem:
                    raise error("invalid operand", str(problem), expression.span) from None
            case TupleExpression(items=items):
                return Sequence.of(self.evaluate(item, scope) for item in items)
            case ObjectExpression():
                return self.object(expression, scope)
            case ForExpression():
                return self.for_(expression, scope)

    # ------------------------------------------------------------------------------------------ references

    def root(self, name: str, expression: Variable, scope: Scope) -> Value:
        if name in scope.symbols:
            return scope.symbols[name]
        if name == "each" and scope.repetition.each_key is not None:
            return _repetition("each", key=scope.repetition.each_key, value=scope.repetition.each_value)
        if name == "count" and scope.repetition.count_index is not None:
            return _repetition("count", index=scope.repetition.count_index)
        if name in {"each", "count"}:
            needed = "for_each" if name == "each" else "count"
            raise static_error(
                f"reference to {name!r} outside {needed}",
                f"{name} can be used only where the {needed} argument is set",
                expression.span,
            )
        view = scope.names.root(name)
        if view is None:
            raise static_error(
                f"invalid reference {name!r}",
                "a reference to a resource, data source, variable or local value has at least two parts",
                expression.span,
            )
        return view

    def index(self, expression: Index | GetAttr, source: Value, key: Value, scope: Scope) -> Value:
        if isinstance(key, Choice):
            return map_leaves(key, lambda leaf: self.index(expression, source, leaf, scope))
        if not is_known(key) and isinstance(source, Sequence | ObjectView | Mapping):
            if not isinstance(source, ObjectView) and isinstance(source, Mapping) or isinstance(source, ObjectView):
                return self._choose_key(source, key, expression, scope)
            key = self.host.in_force(key, expression.span, "an index decides which element is meant")
        return navigation.index(source, key, expression.span, scope.assumption)

    def _choose_key(self, source: Mapping | ObjectView, key: Value, expression: Index | GetAttr, scope: Scope) -> Value:
        """``map[residual]``: a chain of choices over the keys, failing for any other."""
        mapping = source.expand() if isinstance(source, ObjectView) else source
        by_text = next((e for e in mapping.entries if e.key_value == key), None)
        if by_text is not None:
            return navigation.guarded(by_text.value, by_text.guard, expression.span, scope.assumption)
        failing = Failure(
            error("invalid index", "the given key does not identify an element in this collection", expression.span)
            .findings[0]
        )  # fmt: skip
        result: Value = failing
        for entry in reversed(mapping.entries):
            test = formula_of(binary("==", key, String(entry.key)))
            if test is None:
                return Unknown(reason="the key is known only after the deployment")
            value = navigation.guarded(entry.value, entry.guard, expression.span, scope.assumption)
            result = choose(test, value, result)
        return mark(result, key.sensitive)

    def splat(self, expression: Splat, scope: Scope) -> Value:
        source = self.evaluate(expression.source, scope)

        def each(value: Value, inner: Scope) -> Value:
            return self.evaluate(expression.each, inner.binding({_ITEM: value}))

        def apply(value: Value) -> Value:
            if isinstance(value, Failure | Unknown):
                return value
            if isinstance(value, Null):
                return Sequence("tuple")
            if not isinstance(value, Sequence) and _is_residual_list(value):
                value = self.host.expand(value, expression.span)
            if isinstance(value, Sequence):
                items = []
                for item in value.items:
                    guard = under(item.guard, scope.assumption)
                    if guard != NEVER:
                        items.append(Item(each(item.value, scope.assuming(guard)), guard))
                return Sequence("tuple", tuple(items), sensitive=value.sensitive)
            return Sequence.of([each(value, scope)])

        return map_leaves(source, apply)

    # ------------------------------------------------------------------------------------------ operations

    def binary(self, expression: Binary, scope: Scope) -> Value:
        left = self.evaluate(expression.left, scope)
        right = self.evaluate(expression.right, scope)
        try:
            return binary(expression.operator, left, right)
        except OperatorError as problem:
            raise error("invalid operand", str(problem), expression.span) from None

    def condition(self, expression: Expression, scope: Scope, what: str) -> Formula | None:
        """The formula of a condition; None where it is known only after the deployment."""
        value = self.evaluate(expression, scope)
        return self.formula(value, expression.span, what, scope)

    def formula(self, value: Value, span: Span, what: str, scope: Scope) -> Formula | None:
        """The formula of a bool value (converted to bool). Raises FindingError where it is no bool or null."""
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

    def conditional(self, expression: Conditional, scope: Scope) -> Value:
        condition = self.evaluate(expression.condition, scope)
        formula = self.formula(condition, expression.condition.span, "condition", scope)
        if formula is None:
            return self.undecided(expression, scope, condition)
        if formula in (ALWAYS, NEVER):
            chosen, other = expression.then, expression.otherwise
            if formula == NEVER:
                chosen, other = other, chosen
            value = self.evaluate(chosen, scope)
            return mark(self._as_branch(value, other, scope), condition.sensitive)
        then = self.branch(expression.then, scope.assuming(formula))
        otherwise = self.branch(expression.otherwise, scope.assuming(negate(formula)))
        if isinstance(then, Failure) and isinstance(otherwise, Failure):
            raise FindingError(then.finding)
        then, otherwise = self.unified(then, otherwise, expression)
        return mark(choose(formula, then, otherwise), condition.sensitive)

    def branch(self, expression: Expression, scope: Scope) -> Value:
        """The value of a branch, or the failure that its evaluation ends in."""
        try:
            return self.evaluate(expression, scope)
        except StaticError:
            raise
        except FindingError as problem:
            return Failure(problem.findings[0])

    def _as_branch(self, value: Value, other: Expression, scope: Scope) -> Value:
        """The chosen branch of a decided conditional, in the type that both branches have in common."""
        kind = type_of(value)
        if isinstance(value, ObjectView | Failure | Unknown) or not isinstance(value, Sequence | Mapping | Null):
            if kind == DYNAMIC or isinstance(value, String):
                return value
        alternative = self.branch(other, scope)
        if isinstance(alternative, Failure | ObjectView | Unknown):
            return value
        common = unify([kind, type_of(alternative)])
        if common is None or common == DYNAMIC:
            return value
        try:
            return convert(value, common)
        except ValueTypeError:
            return value

    def unified(self, then: Value, otherwise: Value, expression: Conditional) -> tuple[Value, Value]:
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
            return convert(then, common), convert(otherwise, common)
        except ValueTypeError as problem:
            raise error("inconsistent conditional result types", str(problem), expression.span) from None

    def undecided(self, expression: Conditional, scope: Scope, condition: Value) -> Value:
        """A condition on something that exists only after the deployment: equal branches are still known."""
        then = self.branch(expression.then, scope)
        otherwise = self.branch(expression.otherwise, scope)
        if not isinstance(then, ObjectView) and then == otherwise:
            return then
        kind = unify([type_of(then), type_of(otherwise)]) or DYNAMIC
        return Unknown(kind, "a condition depends on a value that is known only after the deployment",
                       sensitive=condition.sensitive)  # fmt: skip

    # ------------------------------------------------------------------------------------------ functions

    def call(self, expression: Call, scope: Scope) -> Value:
        name = expression.name.removeprefix("core::")
        if name == "try":
            return self.try_(expression, expression.arguments, scope)
        if name == "can":
            value = self.branch(expression.arguments[0], scope) if expression.arguments else Failure
            return _can(value) if not isinstance(value, type) else Bool(False)
        arguments = [self.evaluate(a, scope) for a in expression.arguments]
        if expression.expand_final:
            arguments = self.expanded(arguments, expression, scope)
            if arguments and isinstance(arguments[-1], Unknown):
                return arguments[-1]
        try:
            return call(name, arguments, self.host.call_context(scope, expression.span))
        except FunctionError as problem:
            span = expression.span
            if problem.argument is not None and problem.argument < len(expression.arguments):
                span = expression.arguments[problem.argument].span
            raise error(problem.summary, problem.detail, span, "terraform-function") from None

    def expanded(self, arguments: list[Value], expression: Call, scope: Scope) -> list[Value]:
        """The arguments with the last one, ``list...``, spread out."""
        *first, last = arguments
        if _is_residual_list(last):
            last = self.host.expand(last, expression.span)
        if isinstance(last, Unknown):
            return [*first, last]
        if not isinstance(last, Sequence):
            raise error(
                "invalid expanding argument value",
                "the expanding argument (indicated by ...) must be of a tuple, list, or set type",
                expression.span,
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
                self.host.in_force(Choice(guard, item.value, Null()), expression.span, "an argument exists conditionally")
                spread.append(item.value)
        return [*first, *spread]

    def try_(self, expression: Call, arguments: tuple[Expression, ...], scope: Scope) -> Value:
        if not arguments:
            raise error("error in function call", "at least one argument is required for try", expression.span)
        problem: FindingError | None = None
        for position, argument in enumerate(arguments):
            try:
                value = self.evaluate(argument, scope)
            except StaticError:
                raise
            except FindingError as caught:
                problem = caught
                continue
            if isinstance(value, Failure):
                problem = FindingError(value.finding)
                continue
            if isinstance(value, Choice) and _fails_somewhere(value):
                rest = arguments[position + 1 :]
                if rest:
                    return self._with_rest(value, expression, rest, scope)
            return value
        assert problem is not None  # every argument failed
        raise error(
            "error in function call",
            f"no expression succeeded; the last one failed with: {problem.findings[0].summary}",
            expression.span,
            "terraform-function",
        )

    def _with_rest(self, value: Value, expression: Call, rest: tuple[Expression, ...], scope: Scope) -> Value:
        """A conditional value whose failing branches are what the later arguments of ``try`` give."""
        if isinstance(value, Choice):
            then = self._with_rest(value.then, expression, rest, scope.assuming(value.condition))
            otherwise = self._with_rest(value.otherwise, expression, rest, scope.assuming(negate(value.condition)))
            return mark(choose(value.condition, then, otherwise), value.sensitive)
        return self.try_(expression, rest, scope) if isinstance(value, Failure) else value

    # ------------------------------------------------------------------------------------------ collections

    def object(self, expression: ObjectExpression, scope: Scope) -> Value:
        entries: dict[str, Entry] = {}
        for item in expression.items:
            key = self.evaluate(item.key, scope)
            value = self.evaluate(item.value, scope)
            entry = self.entry(key, value, item.key.span)
            if isinstance(entry, Unknown):
                return entry
            entries[entry.key] = entry
        return Mapping("object", tuple(entries.values()))

    def entry(self, key: Value, value: Value, span: Span) -> Entry | Unknown:
        """A map entry from a key value: the text in force, with the residual key beside it."""
        try:
            key = convert(key, STRING)
        except ValueTypeError as problem:
            raise error("incorrect key type", f"can't use this value as a key: {problem}", span) from None
        if isinstance(key, Null):
            raise error("null value as key", "can't use a null value as a key", span)
        if isinstance(key, String):
            return Entry(key.text, value)
        text = self.host.key_in_force(key, span)
        if not isinstance(text, String):
            return Unknown(reason="a key is known only after the deployment")
        return Entry(text.text, value, key_value=key)

    def for_(self, expression: ForExpression, scope: Scope) -> Value:
        collection = self.evaluate(expression.collection, scope)
        return map_leaves(collection, lambda leaf: self.for_over(expression, leaf, scope))

    def elements(self, collection: Value, span: Span, scope: Scope, what: str) -> list[Element] | Unknown | Failure:
        """The elements of a collection to iterate over, under the scope's assumption."""
        if isinstance(collection, Unknown | Failure):
            return collection
        if _is_residual_list(collection):
            collection = self.host.expand(collection, span)
            if isinstance(collection, Unknown):
                return collection
        elements = elements_of(collection, scope.assumption)
        if elements is None:
            shown = "null" if isinstance(collection, Null) else "not a collection"
            raise error(f"iteration over {what} that is {shown}", "a list, set, map or object is needed here", span)
        return elements

    def for_over(self, expression: ForExpression, collection: Value, scope: Scope) -> Value:
        found = self.elements(collection, expression.collection.span, scope, "a value")
        if isinstance(found, Unknown | Failure):
            return found
        kept: list[tuple[Formula, Scope]] = []
        for element in found:
            symbols = {expression.value_name: element.value}
            if expression.key_name is not None:
                symbols[expression.key_name] = element.key
            inner = scope.assuming(element.guard).binding(symbols)
            guard: Formula = element.guard
            if expression.condition is not None:
                formula = self.condition(expression.condition, inner, "condition")
                if formula is None:
                    return Unknown(reason="a filter depends on a value that is known only after the deployment")
                if formula == NEVER:
                    continue
                guard = both(guard, formula)
                inner = inner.assuming(formula)
            kept.append((guard, inner))
        sensitive = not isinstance(collection, ObjectView) and collection.sensitive
        if expression.key is None:
            items = tuple(Item(self.evaluate(expression.value, inner), guard) for guard, inner in kept)
            return Sequence("tuple", items, sensitive=sensitive)
        return self.for_object(expression, expression.key, kept, sensitive=sensitive)

    def for_object(
        self, expression: ForExpression, key: Expression, kept: list[tuple[Formula, Scope]], *, sensitive: bool
    ) -> Value:
        entries: dict[str, Entry] = {}
        groups: dict[str, list[Item]] = {}
        for guard, inner in kept:
            value = self.evaluate(expression.value, inner)
            entry = self.entry(self.evaluate(key, inner), value, key.span)
            if isinstance(entry, Unknown):
                return entry
            if expression.grouped:
                groups.setdefault(entry.key, []).append(Item(value, guard))
            elif entry.key in entries:
                before = entries[entry.key]
                if not _exclusive(before.guard, guard):
                    raise error(
                        "duplicate object key",
                        f"two different items produced the key {entry.key!r} in this for expression; group them with "
                        "... after the value, or make the keys unique",
                        key.span,
                    )
                merged = choose(guard, value, before.value)
                entries[entry.key] = Entry(entry.key, merged, _any(before.guard, guard), entry.key_value)
            else:
                entries[entry.key] = Entry(entry.key, value, guard, entry.key_value)
        if expression.grouped:
            entries = {k: Entry(k, Sequence("tuple", tuple(items))) for k, items in groups.items()}
        ordered = tuple(entries[k] for k in sorted(entries))
        return Mapping("object", ordered, sensitive=sensitive)

    # ------------------------------------------------------------------------------------------ templates

    def template(self, parts: tuple[TemplatePart, ...], scope: Scope) -> Value:
        pieces: list[Value] = []
        for part in parts:
            match part:
                case TemplateText(text=text):
                    pieces.append(String(text))
                case TemplateInterpolation(expression=inner):
                    pieces.append(self.interpolated(self.evaluate(inner, scope), inner.span))
                case TemplateIf():
                    pieces.append(self.template_if(part, scope))
                case TemplateFor():
                    pieces.append(self.template_for(part, scope))
        unknown = next((p for p in pieces if isinstance(p, Unknown)), None)
        if unknown is not None:
            return Unknown(STRING, unknown.reason, sensitive=any(p.sensitive for p in pieces))
        return concat(pieces)

    def interpolated(self, value: Value, span: Span) -> Value:
        """A value as text in a template. Raises FindingError for null and for what is no scalar."""
        if isinstance(value, Choice):
            return map_leaves(value, lambda leaf: leaf if isinstance(leaf, Failure) else self.interpolated(leaf, span))
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

    def template_if(self, part: TemplateIf, scope: Scope) -> Value:
        formula = self.condition(part.condition, scope, "condition")
        if formula is None:
            return Unknown(STRING, "a condition depends on a value that is known only after the deployment")
        if formula in (ALWAYS, NEVER):
            return self.template(part.then if formula == ALWAYS else part.otherwise, scope)
        return choose(
            formula,
            self.template(part.then, scope.assuming(formula)),
            self.template(part.otherwise, scope.assuming(negate(formula))),
        )

    def template_for(self, part: TemplateFor, scope: Scope) -> Value:
        found = self.elements(self.evaluate(part.collection, scope), part.collection.span, scope, "a template value")
        if isinstance(found, Unknown | Failure):
            return found
        pieces: list[Value] = []
        for element in found:
            symbols = {part.value_name: element.value}
            if part.key_name is not None:
                symbols[part.key_name] = element.key
            text = self.template(part.body, scope.assuming(element.guard).binding(symbols))
            pieces.append(choose(element.guard, text, String("")))
        return concat(pieces)


def _literal(value: str | Decimal | bool | None) -> Value:
    match value:
        case None:
            return Null()
        case bool():
            return Bool(value)
        case str():
            return String(value)
        case _:
            return Number(value)


def _repetition(name: str, **values: Value | None) -> ObjectView:
    from converter.terraform.scope import RepetitionView

    return RepetitionView(name, {k: v for k, v in values.items() if v is not None})


def _is_residual_list(value: Value) -> bool:
    return navigation.is_residual_collection(value)


def _fails_somewhere(value: Value) -> bool:
    if isinstance(value, Choice):
        return _fails_somewhere(value.then) or _fails_somewhere(value.otherwise)
    return isinstance(value, Failure)


def _can(value: Value) -> Value:
    if isinstance(value, Choice):
        return choose(value.condition, _can(value.then), _can(value.otherwise))
    if isinstance(value, Unknown):
        return Unknown(BOOL, value.reason)
    if isinstance(value, Apply):
        return Apply("can", (value,), BOOL)
    return Bool(not isinstance(value, Failure))


def _exclusive(one: Formula, other: Formula) -> bool:
    from converter.terraform.formulas import excludes

    return excludes(one, other)


def _any(one: Formula, other: Formula) -> Formula:
    from converter.terraform.formulas import either

    return either(one, other)
