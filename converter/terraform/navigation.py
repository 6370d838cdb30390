"""Attribute access and indexing of values, over guarded and residual ones too."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import NoReturn

from converter.findings import FindingError, Span
from converter.terraform.choosing import choose
from converter.terraform.facts import ACCOUNT_WIDE
from converter.terraform.formulas import ALWAYS, NEVER, Formula, both, negate, under
from converter.terraform.limits import check_cases
from converter.terraform.scope import StaticError, error
from converter.terraform.types import (
    DYNAMIC,
    ListType,
    MapType,
    ObjectType,
    SetType,
    TupleType,
    Type,
    describe,
    is_primitive,
)
from converter.terraform.values import (
    Apply,
    Attribute,
    Bool,
    Choice,
    Element,
    Failure,
    Item,
    Mapping,
    Null,
    Number,
    ObjectView,
    Parameter,
    Sequence,
    Split,
    String,
    Unknown,
    Value,
    mark,
    type_of,
)
from converter.terraform.walking import walk


def is_residual_collection(value: Value) -> bool:
    """Whether the value is a residual list, set or map whose structure is not known."""
    if isinstance(value, Split):
        return True
    return isinstance(value, Parameter | Attribute | Apply | Element) and isinstance(
        value.type, ListType | SetType | MapType
    )


def guarded(value: Value, guard: Formula, span: Span, assumption: Formula) -> Value:
    """A value that exists only where ``guard`` holds, as it is under ``assumption``; it fails elsewhere."""
    decided = under(guard, assumption)
    if decided == ALWAYS:
        return value
    failing = _failure("unsupported attribute", "the element exists only for some values of the variables", span)
    return failing if decided == NEVER else choose(decided, value, failing)


def _failure(summary: str, detail: str, span: Span) -> Failure:
    return Failure(error(summary, detail, span).findings[0])


def attribute(source: Value, name: str, span: Span, assumption: Formula) -> Value:
    """``source.name``. Raises FindingError where the value has no such attribute."""
    if isinstance(source, ObjectView):
        value = source.attribute(name, span)
        if value is None:
            raise _missing(name, source.names(), span, source.describe())
        return value
    match source:
        case Choice():
            return distribute(source, lambda leaf, inner: attribute(leaf, name, span, inner), assumption)
        case Mapping():
            entry = source.entry(name)
            if entry is None and (unknown := _under_another_key(source)) is not None:
                return unknown
            if entry is None:
                terraform = "Missing map element" if source.kind == "map" else ""
                raise _missing(name, tuple(e.key for e in source.entries), span, "the object", terraform=terraform)
            return mark(guarded(entry.value, entry.guard, span, assumption), source.sensitive)
        case Null():
            raise error(
                "attempt to get attribute from null value",
                f"this value is null, so it has no attribute {name!r}",
                span,
            )
        case Unknown():
            _check_attribute(source.type, name, span)
            return Unknown(_attribute_type(source.type, name), source.reason, sensitive=source.sensitive)
        case Failure():
            return source
        case Attribute() if source.value is not None:
            return attribute(source.value, name, span, assumption)
        case Attribute() | Parameter() | Apply() | Element():
            return _residual_attribute(source, name, span)
        case Sequence():
            if name.isdigit():
                return index(source, Number(Decimal(name)), span, assumption)
            raise error(
                "unsupported attribute",
                f"this value is a list, which has no attribute {name!r}; index it first, as in [0].{name}",
                span,
            )
        case _:
            raise error("unsupported attribute", f"this value does not have any attributes, so no {name!r}", span)


def _residual_attribute(source: Attribute | Parameter | Apply | Element, name: str, span: Span) -> Value:
    known = type_of(source)
    _check_attribute(known, name, span)
    kind = _attribute_type(known, name)
    if isinstance(source, Attribute):
        return replace(source, path=(*source.path, name), type=kind, non_empty=False)
    return Apply(".", (source, String(name)), kind, sensitive=source.sensitive)


def _check_attribute(known: Type, name: str, span: Span) -> None:
    """Raise FindingError where no value of a type has an attribute of that name."""
    if isinstance(known, ObjectType) and known.get(name) is None:
        raise _missing(name, tuple(n for n, _ in known.attributes), span, "the object")
    if is_primitive(known) or isinstance(known, ListType | SetType):
        what = describe(known)
        raise error("unsupported attribute", f"this value is a {what}, which has no attribute {name!r}", span)


def _missing(name: str, names: tuple[str, ...], span: Span, what: str, *, terraform: str = "") -> FindingError:
    close = difflib.get_close_matches(name, names, 1)
    hint = f"; did you mean {close[0]!r}?" if close else ""
    detail = f"{what} does not have an attribute named {name!r}{hint}"
    return error("unsupported attribute", detail, span, terraform=terraform)


def _attribute_type(kind: Type, name: str) -> Type:
    if isinstance(kind, ObjectType):
        return kind.get(name) or DYNAMIC
    if isinstance(kind, MapType):
        return kind.element
    return DYNAMIC


def element_type(kind: Type, position: int | None = None) -> Type:
    """The type of an element of a collection type; ``DYNAMIC`` where it is not decided."""
    match kind:
        case ListType(element) | SetType(element) | MapType(element):
            return element
        case TupleType(elements) if position is not None and position < len(elements):
            return elements[position]
        case _:
            return DYNAMIC


def distribute(source: Choice, apply: Callable[[Value, Formula], Value], assumption: Formula) -> Value:
    """``apply(leaf, assumption of the leaf)`` on every leaf of a choice; a failing leaf becomes a failure."""

    def visit(value: Value, inner: Formula) -> Value:
        if isinstance(value, Choice):
            decided = under(value.condition, inner)
            if decided == ALWAYS:
                return visit(value.then, inner)
            if decided == NEVER:
                return visit(value.otherwise, inner)
            then = visit(value.then, both(inner, value.condition))
            otherwise = visit(value.otherwise, both(inner, negate(value.condition)))
            return mark(choose(decided, then, otherwise), value.sensitive)
        try:
            return apply(value, inner)
        except StaticError:
            raise
        except FindingError as problem:
            return Failure(problem.findings[0])

    result = visit(source, assumption)
    if isinstance(result, Failure):
        raise FindingError(result.finding)
    return result


def _under_another_key(source: Mapping) -> Unknown | None:
    """An element that may be there after all, under a key that only the deployment tells."""
    keys = [entry.key_value for entry in source.entries if entry.key_value is not None]
    if not any(_waits_for_deployment(part) for key in keys for part in walk(key)):
        return None
    return Unknown(source.element_type, "a key is known only after the deployment")


def _waits_for_deployment(value: Value) -> bool:
    return isinstance(value, Attribute) and value.value is None and value.resource.type not in ACCOUNT_WIDE


def _no_element(key: str, span: Span) -> NoReturn:
    detail = f"the given key {key!r} does not identify an element in this collection value"
    raise error("invalid index", detail, span)


def index(source: Value, key: Value, span: Span, assumption: Formula) -> Value:  # noqa: C901, PLR0912 - one case a kind
    """``source[key]``. Raises FindingError where there is no such element."""
    if isinstance(source, Failure):
        return source
    if isinstance(key, Failure):
        return key
    if isinstance(source, Choice):
        return distribute(source, lambda leaf, inner: index(leaf, key, span, inner), assumption)
    if isinstance(key, Unknown) and type_of(key) == DYNAMIC and not isinstance(source, Null):
        return Unknown(DYNAMIC, "an index is known only after the deployment", sensitive=key.sensitive)
    if isinstance(source, Unknown) or (isinstance(key, Unknown) and not isinstance(source, Null)):
        kind = DYNAMIC if isinstance(source, ObjectView) else element_type(type_of(source))
        known = type_of(key)
        if is_primitive(type_of(source)) or isinstance(kind, SetType) or isinstance(type_of(source), SetType):
            raise error("invalid index", "this value does not have any indices", span)
        if isinstance(type_of(source), ListType | TupleType) and isinstance(key, String) and not key.text.isdigit():
            raise error("invalid index", "a whole number is needed to index a list", span)
        if not (is_primitive(known) or known == DYNAMIC):
            raise error("invalid index", "an index is a number or a string", span)
        items = type_of(source)
        if isinstance(items, TupleType) and isinstance(key, Number):
            position = _position(key, span)
            if not 0 <= position < len(items.elements):
                raise error("invalid index", "there is no element at that position", span)
            kind = items.elements[position]
        return Unknown(kind, "an index is known only after the deployment")
    if isinstance(source, Null):
        raise error("attempt to index null value", "this value is null, so it does not have any indices", span)
    if isinstance(source, ObjectView):
        text = _key_text(key, span)
        value = source.attribute(text, span)
        if value is None:
            raise _missing(text, source.names(), span, source.describe())
        return value
    match source:
        case Mapping():
            text = _key_text(key, span)
            entry = source.entry(text)
            if entry is None:
                return _under_another_key(source) or _no_element(text, span)
            return mark(guarded(entry.value, entry.guard, span, assumption), source.sensitive)
        case Sequence("set"):
            raise error("invalid index", "elements of a set are identified only by their value; use tolist", span)
        case Sequence():
            result = _element(source.items, _position(key, span), span, assumption)
            if isinstance(result, Failure):
                raise FindingError(result.finding)
            return mark(result, source.sensitive)
        case Attribute() if source.value is not None:
            return index(source.value, key, span, assumption)
        case Attribute(type=ListType(ObjectType() as element)) if isinstance(key, Number):
            return replace(source, path=(*source.path, _position(key, span)), type=element, non_empty=False)
        case _ if is_residual_collection(source):
            digits = isinstance(key, String) and key.text.isdigit()  # the key of a for_each over positions
            if isinstance(key, String) and not (digits and isinstance(type_of(source), ListType)):
                kind = element_type(type_of(source))
                if isinstance(source, Attribute):
                    return replace(source, path=(*source.path, key.text), type=kind, non_empty=False)
                return Apply("[]", (source, key), kind, sensitive=source.sensitive)
            if isinstance(key, Number | String):
                kind = element_type(type_of(source))
                return Element(source, _position(key, span), kind, sensitive=source.sensitive)
            return Apply("[]", (source, key), element_type(type_of(source)), sensitive=source.sensitive)
        case Attribute() | Apply() | Parameter() | Element() if not is_primitive(type_of(source)):
            return Apply("[]", (source, key), DYNAMIC, sensitive=source.sensitive)
        case _:
            raise error("invalid index", "this value does not have any indices", span)


def _key_text(key: Value, span: Span) -> str:
    match key:
        case String(text):
            return text
        case Number(value):
            return format(value.normalize(), "f")
        case Bool(value):
            return "true" if value else "false"
        case _:
            raise error("invalid index", "a string key is needed here", span)


def _position(key: Value, span: Span) -> int:
    if isinstance(key, String) and key.text.lstrip("-").isdigit():
        key = Number(Decimal(key.text))
    if not isinstance(key, Number) or key.value != key.value.to_integral_value():
        raise error("invalid index", "a whole number is needed to index a list", span)
    return int(key.value)


def _element(items: tuple[Item, ...], position: int, span: Span, assumption: Formula) -> Value:
    """The element at a position among those items that exist under the assumption."""
    missing = "negative indices are not allowed" if position < 0 else "there is no element at that position"
    failing = _failure("invalid index", f"the given key does not identify an element: {missing}", span)
    if position < 0:
        return failing

    cases = 0

    def at(start: int, remaining: int, inner: Formula) -> Value:
        nonlocal cases
        cases += 1
        check_cases(cases)
        for offset in range(start, len(items)):
            item = items[offset]
            guard = under(item.guard, inner)
            if guard == NEVER:
                continue
            if guard == ALWAYS:
                if remaining == 0:
                    return item.value
                remaining -= 1
                continue
            then = item.value if remaining == 0 else at(offset + 1, remaining - 1, both(inner, guard))
            otherwise = at(offset + 1, remaining, both(inner, negate(guard)))
            return choose(guard, then, otherwise)
        return failing

    return at(0, position, assumption)
