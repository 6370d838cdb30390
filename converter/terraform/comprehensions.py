"""Object constructors and ``for`` expressions, over known, guarded and residual collections."""

from __future__ import annotations

from converter.findings import FindingError, Span
from converter.hcl.syntax import Expression, ForExpression, ObjectExpression
from converter.terraform.calls import HIDDEN
from converter.terraform.convert import ValueTypeError, convert
from converter.terraform.formulas import NEVER, Formula, both, either, excludes
from converter.terraform.host import Evaluates
from converter.terraform.iteration import Element, elements_of
from converter.terraform.navigation import is_residual_collection
from converter.terraform.scope import Scope, error
from converter.terraform.types import STRING
from converter.terraform.values import (
    Entry,
    Failure,
    Item,
    Mapping,
    Null,
    ObjectView,
    Sequence,
    String,
    Unknown,
    Value,
    choose,
    is_sensitive,
    map_leaves,
)


def object_of(expressions: Evaluates, expression: ObjectExpression, scope: Scope) -> Value:
    """The value of ``{ key = value … }``."""
    entries: dict[str, Entry] = {}
    for item in expression.items:
        key = expressions.evaluate(item.key, scope)
        value = expressions.evaluate(item.value, scope)
        entry = entry_of(expressions, key, value, item.key.span)
        if isinstance(entry, Unknown):
            return entry
        entries[entry.key] = entry
    return Mapping("object", tuple(entries.values()))


def entry_of(expressions: Evaluates, key: Value, value: Value, span: Span) -> Entry | Unknown:
    """A map entry from a key value: the text in force, with the residual key beside it."""
    try:
        key = convert(key, STRING)
    except ValueTypeError as problem:
        raise error("incorrect key type", f"can't use this value as a key: {problem}", span) from None
    if isinstance(key, Failure):
        raise FindingError(key.finding)
    if isinstance(key, Null):
        raise error("null value as key", "can't use a null value as a key", span)
    if isinstance(key, String):
        return Entry(key.text, value)
    text = expressions.host.key_in_force(key, span)
    if not isinstance(text, String):
        return Unknown(reason="a key is known only after the deployment")
    return Entry(text.text, value, key_value=key)


def elements(
    expressions: Evaluates, collection: Value, span: Span, scope: Scope, what: str
) -> list[Element] | Unknown | Failure:
    """The elements of a collection to iterate over, under the scope's assumption."""
    if isinstance(collection, Unknown | Failure):
        return collection
    if is_residual_collection(collection):
        collection = expressions.host.expand(collection, span)
        if isinstance(collection, Unknown):
            return collection
    found = elements_of(collection, scope.assumption)
    if found is None:
        shown = "null" if isinstance(collection, Null) else "not a collection"
        raise error(f"iteration over {what} that is {shown}", "a list, set, map or object is needed here", span)
    return found


def for_value(expressions: Evaluates, expression: ForExpression, scope: Scope) -> Value:
    """The value of a ``for`` expression."""
    collection = expressions.evaluate(expression.collection, scope)
    return map_leaves(collection, lambda leaf: _for_over(expressions, expression, leaf, scope))


def _for_over(expressions: Evaluates, expression: ForExpression, collection: Value, scope: Scope) -> Value:
    found = elements(expressions, collection, expression.collection.span, scope, "a value")
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
            formula = expressions.condition(expression.condition, inner, "condition")
            if formula is None:
                return Unknown(reason="a filter depends on a value that is known only after the deployment")
            if formula == NEVER:
                continue
            guard = both(guard, formula)
            inner = inner.assuming(formula)
        kept.append((guard, inner))
    sensitive = not isinstance(collection, ObjectView) and collection.sensitive
    if expression.key is None:
        items = tuple(Item(expressions.evaluate(expression.value, inner), guard) for guard, inner in kept)
        return Sequence("tuple", items, sensitive=sensitive)
    return _for_object(expressions, expression, expression.key, kept, sensitive=sensitive)


def _for_object(
    expressions: Evaluates,
    expression: ForExpression,
    key: Expression,
    kept: list[tuple[Formula, Scope]],
    *,
    sensitive: bool,
) -> Value:
    entries: dict[str, Entry] = {}
    groups: dict[str, list[Item]] = {}
    for guard, inner in kept:
        value = expressions.evaluate(expression.value, inner)
        key_value = expressions.evaluate(key, inner)
        entry = entry_of(expressions, key_value, value, key.span)
        if isinstance(entry, Unknown):
            return entry
        if expression.grouped:
            groups.setdefault(entry.key, []).append(Item(value, guard))
            continue
        before = entries.get(entry.key)
        if before is None:
            entries[entry.key] = Entry(entry.key, value, guard, entry.key_value)
            continue
        if not excludes(before.guard, guard):
            shown = HIDDEN if sensitive or is_sensitive(key_value) else f"the key is {entry.key!r}"
            raise error(
                "duplicate object key",
                f"two different items produced the same key in this for expression ({shown}); group them with ... "
                "after the value, or make the keys unique",
                key.span,
            )
        merged = choose(guard, value, before.value)
        entries[entry.key] = Entry(entry.key, merged, either(before.guard, guard), entry.key_value)
    if expression.grouped:
        entries = {
            k: Entry(k, Sequence("tuple", tuple(items)), either(*(i.guard for i in items)))
            for k, items in groups.items()
        }
    ordered = tuple(entries[k] for k in sorted(entries))
    return Mapping("object", ordered, sensitive=sensitive)
