"""Object constructors and ``for`` expressions, over known, guarded and residual collections."""

from __future__ import annotations

from dataclasses import replace

from converter.findings import FindingError, Span
from converter.hcl.syntax import Expression, ForExpression, ObjectExpression
from converter.terraform.calls import HIDDEN
from converter.terraform.choosing import choose, map_leaves
from converter.terraform.conditionals import formula_from
from converter.terraform.convert import ValueTypeError, convert
from converter.terraform.formulas import NEVER, Formula, both, either, excludes
from converter.terraform.host import Evaluates
from converter.terraform.iteration import Element, elements_of
from converter.terraform.late_branches import settled_by_lengths
from converter.terraform.navigation import is_residual_collection
from converter.terraform.scope import Scope, error
from converter.terraform.sets import as_iterated
from converter.terraform.types import DYNAMIC, STRING, is_primitive
from converter.terraform.values import (
    Attribute,
    Concat,
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
)
from converter.terraform.walking import is_sensitive


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


def entry_of(expressions: Evaluates, key: Value, value: Value, span: Span, *, terraform: str = "") -> Entry | Unknown:
    """A map entry from a key value: the text in force, with the residual key beside it.

    A key that only the deployment tells has a text that tells it from others in the place of its own.
    ``terraform`` is Terraform's summary of a key that is none, where it is not the usual one.
    """
    try:
        key = convert(key, STRING)
    except ValueTypeError as problem:
        raise error(
            "incorrect key type", f"can't use this value as a key: {problem}", span, terraform=terraform
        ) from None
    if isinstance(key, Failure):
        raise FindingError(key.finding)
    if isinstance(key, Null):
        raise error("null value as key", "can't use a null value as a key", span, terraform=terraform)
    if isinstance(key, String):
        return Entry(key.text, value)
    known = expressions.host.key_in_force(key, span)
    if isinstance(known, String):
        return Entry(known.text, value, key_value=key)
    text = None if expressions.host.everything_known else placeholder(key)
    if text is None:
        return Unknown(reason="a key is known only after the deployment")
    return Entry(text, value, key_value=key)


def placeholder(key: Value) -> str | None:
    """A text for a key that only the deployment tells, made of the attributes in it; None for any other key."""
    match key:
        case String(text):
            return text
        case Attribute() if key.value is not None:
            return placeholder(key.value)
        case Attribute():
            return f"${{{key.resource}.{'.'.join(map(str, key.path))}}}"
        case Concat(parts):
            texts = [placeholder(part) for part in parts]
            return None if None in texts else "".join(text for text in texts if text is not None)
        case _:
            return None


def elements(
    expressions: Evaluates, collection: Value, span: Span, scope: Scope, what: str
) -> list[Element] | Unknown | Failure:
    """The elements of a collection to iterate over, under the scope's assumption."""
    if isinstance(collection, Failure) or (isinstance(collection, Unknown) and not is_primitive(collection.type)):
        return collection
    if is_residual_collection(collection):
        collection = expressions.host.expand(collection, span)
        if isinstance(collection, Unknown):
            return collection
    found = elements_of(collection, scope.assumption)
    if found is None:
        null = isinstance(collection, Null) and not is_primitive(collection.type)
        shown = "null" if isinstance(collection, Null) else "not a collection"
        raise error(
            f"iteration over {what} that is {shown}",
            "a list, set, map or object is needed here",
            span,
            terraform="Iteration over null value" if null else "Iteration over non-iterable value",
        )
    return found


def for_value(expressions: Evaluates, expression: ForExpression, scope: Scope) -> Value:
    """The value of a ``for`` expression."""
    collection = expressions.evaluate(expression.collection, scope)
    collection = settled_by_lengths(expressions.host, collection, expression.collection.span, is_residual_collection)
    return map_leaves(collection, lambda leaf: _for_over(expressions, expression, leaf, scope))


def _for_over(expressions: Evaluates, expression: ForExpression, collection: Value, scope: Scope) -> Value:
    if expression.key is None:
        collection = as_iterated(collection)
    found = elements(expressions, collection, expression.collection.span, scope, "a value")
    if isinstance(found, Unknown):
        return replace(found, type=DYNAMIC)
    if isinstance(found, Failure):
        return found
    kept: list[tuple[Formula, Scope]] = []
    sensitive = not isinstance(collection, ObjectView) and collection.sensitive
    if not found:
        _try_filter(expressions, expression, scope)
    for element in found:
        inner = scope.assuming(element.guard).binding(_symbols(expression, element.key, element.value))
        guard: Formula = element.guard
        if expression.condition is not None:
            wanted = expressions.evaluate(expression.condition, inner)
            sensitive = sensitive or (not isinstance(wanted, ObjectView) and wanted.sensitive)
            if isinstance(wanted, Null):
                _try_filter(expressions, expression, scope)
            formula = _filter(wanted, expression.condition.span, inner)
            if formula is None:
                return Unknown(reason="a filter depends on a value that is known only after the deployment")
            if formula == NEVER:
                continue
            guard = both(guard, formula)
            inner = inner.assuming(formula)
        kept.append((guard, inner))
    if expression.key is None:
        items = tuple(Item(expressions.evaluate(expression.value, inner), guard) for guard, inner in kept)
        return Sequence("tuple", items, sensitive=sensitive)
    return _for_object(expressions, expression, expression.key, kept, sensitive=sensitive)


def _symbols(expression: ForExpression, key: Value, value: Value) -> dict[str, Value]:
    """What the names of a ``for`` expression stand for; the value's wins where both are one."""
    keys = {} if expression.key_name is None else {expression.key_name: key}
    return {**keys, expression.value_name: value}


_FILTER = "Invalid 'for' condition"


def _filter(value: Value, span: Span, scope: Scope) -> Formula | None:
    return formula_from(value, span, "condition", scope, terraform=_FILTER)


def _try_filter(expressions: Evaluates, expression: ForExpression, scope: Scope) -> None:
    """Find out what is wrong with a filter whatever the elements are, where there is none to tell."""
    if expression.condition is None:
        return
    value = expressions.evaluate(expression.condition, scope.binding(_symbols(expression, Unknown(), Unknown())))
    if isinstance(value, Null):
        raise error("null condition", "the condition is always null", expression.condition.span,
                    terraform="Condition is null")  # fmt: skip
    _filter(value, expression.condition.span, scope)


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
        entry = entry_of(expressions, key_value, value, key.span, terraform="Invalid object key")
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
