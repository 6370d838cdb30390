"""Type constraints of variables: the types that ``type = …`` can state, with ``optional()`` and its defaults.

Facts: "Type Constraints", Terraform language documentation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from converter.findings import Span
from converter.hcl.syntax import (
    Call,
    Expression,
    GetAttr,
    Literal,
    ObjectExpression,
    Parentheses,
    TupleExpression,
    Variable,
)
from converter.terraform.choosing import map_leaves
from converter.terraform.convert import ValueTypeError, convert
from converter.terraform.narrowing import placed
from converter.terraform.scope import error
from converter.terraform.types import (
    BOOL,
    DYNAMIC,
    NUMBER,
    STRING,
    ListType,
    MapType,
    ObjectType,
    SetType,
    TupleType,
    Type,
)
from converter.terraform.values import Choice, Entry, Item, Mapping as MappingValue, Null, ObjectView, Sequence, Value

Constant = Callable[[Expression], Value]
"""Evaluates an expression that refers to nothing (a default)."""


@dataclass(frozen=True, slots=True)
class Defaults:
    """The defaults inside a constraint: of an object's optional attributes, and below."""

    values: Mapping[str, Value] = field(default_factory=dict)
    attributes: Mapping[str, Defaults] = field(default_factory=dict)
    elements: Defaults | None = None

    @property
    def empty(self) -> bool:
        """Whether there is no default at all."""
        return not self.values and not self.attributes and self.elements is None


NO_DEFAULTS = Defaults()


@dataclass(frozen=True, slots=True)
class TypeConstraint:
    """A declared type with its defaults."""

    type: Type = DYNAMIC
    defaults: Defaults = NO_DEFAULTS

    def apply(self, value: Value, span: Span, what: str, summary: str = "invalid value for input variable") -> Value:
        """The value with defaults filled in, converted. Raises FindingError with ``what`` and why it does not fit."""
        try:
            return placed(convert(_filled(value, self.defaults), self.type), span)
        except ValueTypeError as problem:
            raise error(summary, f"{what}: {problem}", span, "terraform-variable") from None


ANY = TypeConstraint()


def read_constraint(expression: Expression | None, constant: Constant) -> TypeConstraint:
    """The constraint that a ``type`` expression states. Raises FindingError where it states none."""
    if expression is None:
        return ANY
    match expression:
        case Literal(value=str() as name):  # as Terraform 0.11 wanted it
            raise error(
                "type in quotes",
                f"a type is written without quotes; write type = {_LEGACY_TYPES.get(name, name)}",
                expression.span,
                terraform="Invalid quoted type constraints"
                if name in _LEGACY_TYPES
                else "Invalid legacy variable type hint",
            )
        case Variable(name="list" | "set" | "map" as name):
            return TypeConstraint(_COLLECTIONS[name](DYNAMIC))
        case _:
            return TypeConstraint(*_read(expression, constant))


_INVALID = "invalid type specification"
_OPTIONAL_ARGUMENTS = 2
"""What ``optional`` takes: a type and a default."""

_COLLECTIONS: Mapping[str, Callable[[Type], Type]] = {"list": ListType, "set": SetType, "map": MapType}
_LEGACY_TYPES = {"string": "string", "list": "list(string)", "map": "map(string)"}
_PRIMITIVES = {"string": STRING, "number": NUMBER, "bool": BOOL, "any": DYNAMIC}


def _read(expression: Expression, constant: Constant) -> tuple[Type, Defaults]:
    match expression:
        case Parentheses(expression=inner):
            return _read(inner, constant)
        case Variable(name=name) if name in _PRIMITIVES:
            return _PRIMITIVES[name], NO_DEFAULTS
        case Call(name="list" | "set" | "map" as name, arguments=(element,)):
            inner_type, defaults = _read(element, constant)
            return _COLLECTIONS[name](inner_type), NO_DEFAULTS if defaults.empty else Defaults(elements=defaults)
        case Call(name="tuple", arguments=(TupleExpression(items=items),)):
            pairs = [_read(item, constant) for item in items]
            below = {str(n): d for n, (_, d) in enumerate(pairs) if not d.empty}
            return TupleType(tuple(t for t, _ in pairs)), Defaults(attributes=below)
        case Call(name="object", arguments=(ObjectExpression() as inner,)):
            return _read_object(inner, constant)
        case _:
            raise error(
                _INVALID,
                "a type is string, number, bool, any, or one of list(…), set(…), map(…), object({…}), tuple([…])",
                expression.span,
            )


def _read_object(expression: ObjectExpression, constant: Constant) -> tuple[Type, Defaults]:
    types: dict[str, Type] = {}
    optional: set[str] = set()
    values: dict[str, Value] = {}
    below: dict[str, Defaults] = {}
    for item in expression.items:
        name = _key(item.key)
        if name in types:
            raise error(_INVALID, f"the object type has the attribute {name!r} twice", item.key.span)
        inner = item.value
        default: Expression | None = None
        if isinstance(inner, Call) and inner.name == "optional" and 1 <= len(inner.arguments) <= _OPTIONAL_ARGUMENTS:
            optional.add(name)
            default = inner.arguments[1] if len(inner.arguments) > 1 else None
            inner = inner.arguments[0]
        types[name], defaults = _read(inner, constant)
        if not defaults.empty:
            below[name] = defaults
        if default is not None:
            constraint = TypeConstraint(types[name], defaults)
            what = f"the default of the optional attribute {name!r} does not fit its type"
            summary = f"invalid default value for optional attribute {name!r}"
            values[name] = constraint.apply(constant(default), default.span, what, summary)
    return ObjectType.of(types, frozenset(optional)), Defaults(values, below)


def _key(expression: Expression) -> str:
    match expression:
        case Literal(value=str() as name) | Variable(name=name):
            return name
        case GetAttr(name=name):
            return name
        case _:
            raise error(_INVALID, "an object type's attribute needs a plain name", expression.span)


def _filled(value: Value, defaults: Defaults) -> Value:
    """The value with defaults for attributes that are missing or null, at every depth."""
    if defaults.empty:
        return value
    if isinstance(value, ObjectView):
        value = value.expand()
    match value:
        case Choice():
            return map_leaves(value, lambda leaf: _filled(leaf, defaults))
        case Sequence(items=items):
            return replace(
                value,
                items=tuple(
                    Item(_filled(i.value, defaults.elements or defaults.attributes.get(str(n), NO_DEFAULTS)), i.guard)
                    for n, i in enumerate(items)
                ),
            )
        case MappingValue() if defaults.elements is not None and not defaults.values and not defaults.attributes:
            element = defaults.elements
            return replace(value, entries=tuple(replace(e, value=_filled(e.value, element)) for e in value.entries))
        case MappingValue(entries=entries):
            return replace(value, entries=tuple(_with_defaults(entries, defaults)))
        case _:
            return value


def _with_defaults(entries: tuple[Entry, ...], defaults: Defaults) -> list[Entry]:
    result: list[Entry] = []
    for entry in entries:
        default = defaults.values.get(entry.key)
        inner = defaults.attributes.get(entry.key, NO_DEFAULTS)

        def fill(leaf: Value, default: Value | None = default, inner: Defaults = inner) -> Value:
            return default if default is not None and isinstance(leaf, Null) else _filled(leaf, inner)

        result.append(replace(entry, value=map_leaves(entry.value, fill)))
    present = {e.key for e in entries}
    result.extend(Entry(name, value) for name, value in defaults.values.items() if name not in present)
    return result
