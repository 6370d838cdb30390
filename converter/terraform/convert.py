"""Converting values to types, as Terraform does wherever a type is asked for.

Facts: "Types and Values" in the Terraform language documentation; go-cty's package ``convert``. A residual scalar
keeps its node: as a string it is a :class:`Concat` of itself alone, as a number or bool an :class:`Apply` of
``tonumber``/``tobool``; a residual list or set changes its kind by ``tolist``/``toset``. :func:`bare` takes these off.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from converter.terraform.choosing import choose
from converter.terraform.failures import EvaluationError, ValueTypeError, failure
from converter.terraform.formulas import ALWAYS, Formula
from converter.terraform.numbers import number_text, parse_number
from converter.terraform.sets import in_order, set_of
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
    is_primitive,
)
from converter.terraform.unification import (
    convertible,
    has_dynamic,
    mismatch,
    missing_attributes,
    unify,
    with_dynamic_replaced,
    without_optional,
)
from converter.terraform.values import (
    Apply,
    Attribute,
    Bool,
    Choice,
    Concat,
    Entry,
    Failure,
    Item,
    Mapping,
    Null,
    Number,
    ObjectView,
    Sequence,
    String,
    Test,
    Unknown,
    Value,
    mark,
    type_of,
)

__all__ = ["ValueTypeError", "bare", "branches", "convert", "kind_of", "unify"]

Path = tuple[str | int, ...]
_TO: dict[Type, str] = {NUMBER: "tonumber", BOOL: "tobool"}
_CONVERSIONS = frozenset({"tostring", "tonumber", "tobool", "tolist", "toset", "tomap"})


def convert(value: Value, type_: Type) -> Value:
    """The value converted to the type. Raises ValueTypeError where there is no conversion or it fails."""
    return _convert(value, type_, ())


def bare(value: Value) -> Value:
    """The residual node below conversions that do not change the text: what a template refers to."""
    while True:
        match value:
            case Concat((inner,)):
                value = mark(inner, value.sensitive)
            case Apply(function, (inner,)) if function in _CONVERSIONS:
                value = mark(inner, value.sensitive)
            case _:
                return value


def branches(condition: Formula, then: Callable[[], Value], otherwise: Callable[[], Value]) -> Value:
    """A conditional value; a branch that fails becomes a failure unless both do, which is raised."""
    try:
        first = then()
    except EvaluationError as problem:
        second = otherwise()
        return second if isinstance(second, Failure) else choose(condition, failure(problem), second)
    try:
        second = otherwise()
    except EvaluationError as problem:
        if isinstance(first, Failure):
            raise
        return choose(condition, first, failure(problem))
    return choose(condition, first, second)


def _convert(value: Value, type_: Type, path: Path) -> Value:
    if type_ == DYNAMIC or isinstance(value, Failure):
        return value
    if isinstance(type_, SetType) and isinstance(value, Apply) and value.function in _ORDERING:
        return mark(_convert(value.arguments[0], type_, path), value.sensitive)
    match value:
        case Choice(condition, then, otherwise):
            result = branches(condition, lambda: _convert(then, type_, path), lambda: _convert(otherwise, type_, path))
            return mark(result, value.sensitive)
        case ObjectView():
            return _convert_view(value, type_, path)
        case Unknown() | Null():
            _check(value.type, type_, path)
            return replace(value, type=with_dynamic_replaced(value.type, without_optional(type_)))
        case Sequence():
            return _convert_sequence(value, type_, path)
        case Mapping():
            return _convert_mapping(value, type_, path)
        case String() | Number() | Bool():
            return _convert_known(value, type_, path)
        case _:
            return _convert_residual(value, type_, path)


_ORDERING = frozenset({"sort", "reverse", "distinct"})
"""Functions of a list of which its elements as a set know nothing."""


def _check(given: Type, wanted: Type, path: Path) -> None:
    if not convertible(given, wanted):
        raise ValueTypeError(mismatch(given, wanted), path)


# ---------------------------------------------------------------------------------------------- scalars


def _convert_known(value: String | Number | Bool, type_: Type, path: Path) -> Value:
    given = type_of(value)
    if given == type_:
        return value
    _check(given, type_, path)
    match value:
        case Number(number):
            return String(number_text(number), sensitive=value.sensitive)
        case Bool(truth):
            return String("true" if truth else "false", sensitive=value.sensitive)
        case String(text) if type_ == NUMBER:
            parsed = parse_number(text)
            if parsed is None:
                raise ValueTypeError("a number is required", path, by_type=False)
            return Number(parsed, sensitive=value.sensitive)
        case String(text):
            if text in ("true", "1", "false", "0"):
                return Bool(text in ("true", "1"), sensitive=value.sensitive)
            hint = ""
            if text.lower() in ("true", "false"):
                hint = f'; to convert from string, use lowercase "{text.lower()}"'
            raise ValueTypeError(f"a bool is required{hint}", path, by_type=False)


def _convert_residual(value: Value, type_: Type, path: Path) -> Value:
    given = type_of(value)
    if given == DYNAMIC and isinstance(value, Attribute) and isinstance(type_, ListType | SetType):
        return replace(value, type=type_)
    if given in (type_, DYNAMIC):
        return value
    _check(given, type_, path)
    match value:
        case Test(formula):
            return mark(choose(formula, String("true"), String("false")), value.sensitive)
        case Concat((inner,)) if type_of(inner) == type_:
            return mark(inner, value.sensitive)
        case Apply(function, (inner,)) if function in _CONVERSIONS - {"toset"} and type_of(inner) == type_:
            return mark(inner, value.sensitive)  # equal elements of a list coincide in a set
        case _ if type_ == STRING:
            return Concat((value,), sensitive=value.sensitive)
        case _ if is_primitive(type_):
            return Apply(_TO[type_], (value,), type_, sensitive=value.sensitive)
        case _:
            return _convert_residual_collection(value, given, type_)


def _convert_residual_collection(value: Value, given: Type, type_: Type) -> Value:
    """A residual collection keeps its node and changes its kind by a function where it must."""
    match given, type_:
        case SetType(), ListType() if (
            given == SetType(STRING) and isinstance(value, Apply) and value.function == "toset"
        ):
            function = "sort"  # equal texts of the list coincide
        case SetType(), ListType():
            function = "tolist"
        case ListType(), SetType():
            function = "toset"
        case (ListType(), ListType()) | (SetType(), SetType()) | (MapType(), MapType()):
            return value
        case ObjectType(), MapType():
            function = "tomap"
        case _:
            return value
    kind = with_dynamic_replaced(given, without_optional(type_))
    return Apply(function, (value,), kind, sensitive=not isinstance(value, ObjectView) and value.sensitive)


# ---------------------------------------------------------------------------------------------- sequences


def _convert_sequence(value: Sequence, type_: Type, path: Path) -> Value:
    match type_:
        case ListType(element) | SetType(element):
            return _to_list_or_set(value, element, type_, path)
        case TupleType(elements):
            if value.kind != "tuple" or (len(elements) != len(value.items)):
                raise ValueTypeError(mismatch(type_of(value), type_), path)
            items = tuple(
                Item(_part(i.value, wanted, path, position, f"element {position}: "), i.guard)
                for position, (i, wanted) in enumerate(zip(value.items, elements, strict=True))
            )
            return replace(value, items=items)
        case _:
            raise ValueTypeError(mismatch(type_of(value), type_), path)


def _to_list_or_set(value: Sequence, element: Type, type_: ListType | SetType, path: Path) -> Value:
    kind, noun = ("list", "list") if isinstance(type_, ListType) else ("set", "set")
    if not value.items:
        _check(value.element_type if value.kind != "tuple" else DYNAMIC, element, path)
    values = [i.value for i in value.items]
    wanted = element
    if wanted == DYNAMIC:
        wanted = value.element_type if value.kind != "tuple" else _common(values, noun, path)
    if value.kind == kind and value.element_type == wanted and not has_dynamic(wanted):
        return value
    prefix = f"incorrect {noun} element type: "
    converted = [
        _part(v, wanted, path, position, f"element {position}: " if value.kind == "tuple" else prefix)
        for position, v in enumerate(values)
    ]
    converted, wanted = _settled(converted, wanted, path)
    items = tuple(Item(v, i.guard) for v, i in zip(converted, value.items, strict=True))
    if kind == "set":
        return set_of(items, wanted, sensitive=value.sensitive)
    if value.kind == "set":
        return in_order(Sequence("set", items, wanted, sensitive=value.sensitive))
    return Sequence("list", items, wanted, sensitive=value.sensitive)


def _part(value: Value, wanted: Type, path: Path, step: str | int, prefix: str) -> Value:
    """An element converted; where its type is wrong, the message says which element's."""
    try:
        return _convert(value, wanted, (*path, step))
    except ValueTypeError as problem:
        if not problem.by_type:
            raise
        raise ValueTypeError(prefix + problem.message, path) from None


def _common(values: list[Value], noun: str, path: Path) -> Type:
    """The type that all the elements have in common."""
    if not values:
        return DYNAMIC
    types = [kind_of(v) for v in values if not isinstance(v, Failure | ObjectView)]
    if len(types) < len(values):
        return DYNAMIC  # an object evaluated on demand: its type is not asked for
    common = unify(types)
    typed = {t for t in types if t != DYNAMIC}
    if common == DYNAMIC and noun == "map" and len(typed) == 1:
        return typed.pop()  # only nulls beside values of one type
    if common is None or (common == DYNAMIC and typed):
        if any(isinstance(v, Unknown) and v.type == DYNAMIC for v in values):
            return DYNAMIC
        raise ValueTypeError(f"all {noun} elements must have the same type", path)
    return common


def kind_of(value: Value) -> Type:
    """The type of a value; of a conditional one the type that its branches have in common."""
    if not isinstance(value, Choice):
        return type_of(value)
    types = [kind_of(v) for v in (value.then, value.otherwise) if not isinstance(v, Failure | ObjectView)]
    return (unify(types) if types else None) or DYNAMIC


def _settled(values: list[Value], wanted: Type, path: Path) -> tuple[list[Value], Type]:
    """Elements converted to a type with ``any`` inside are brought to one type between themselves."""
    wanted = without_optional(wanted)
    if not has_dynamic(wanted) or wanted == DYNAMIC or not values:
        return values, wanted
    types = [type_of(v) for v in values if not isinstance(v, Failure | ObjectView)]
    if len(types) < len(values):
        return values, wanted
    common = unify(types)
    if common is None:
        raise ValueTypeError("cannot find a common base type for all elements", path)
    if common == DYNAMIC:
        return values, wanted
    return [_convert(v, common, path) for v in values], common


# ---------------------------------------------------------------------------------------------- mappings


def _convert_mapping(value: Mapping, type_: Type, path: Path) -> Value:
    match type_:
        case MapType(element):
            return _to_map(value, element, path)
        case ObjectType():
            return _to_object(value, type_, path)
        case _:
            raise ValueTypeError(mismatch(type_of(value), type_), path)


def _to_map(value: Mapping, element: Type, path: Path) -> Value:
    if not value.entries:
        _check(value.element_type if value.kind == "map" else DYNAMIC, element, path)
    values = [e.value for e in value.entries]
    wanted = element
    if wanted == DYNAMIC:
        wanted = value.element_type if value.kind == "map" else _common(values, "map", path)
    if value.kind == "map" and value.element_type == wanted and not has_dynamic(wanted):
        return value
    prefix = "incorrect map element type: "
    converted = [
        _part(e.value, wanted, path, e.key, f'element "{e.key}": ' if value.kind == "object" else prefix)
        for e in value.entries
    ]
    converted, wanted = _settled(converted, wanted, path)
    entries = [replace(e, value=v) for e, v in zip(value.entries, converted, strict=True)]
    entries.sort(key=lambda e: e.key)
    return Mapping("map", tuple(entries), wanted, sensitive=value.sensitive)


def _to_object(value: Mapping, type_: ObjectType, path: Path) -> Value:
    attributes = dict(type_.attributes)
    missing = [n for n in attributes if n not in type_.optional and value.entry(n) is None]
    if missing and value.kind == "map":
        message = f'map has no element for required attribute "{missing[0]}"'
        raise ValueTypeError(message, path, by_type=False)
    if missing:
        raise ValueTypeError(missing_attributes(missing), path)
    entries = []
    for entry in value.entries:
        wanted = attributes.get(entry.key)
        if wanted is None:
            continue
        prefix = f'attribute "{entry.key}": '
        if value.kind == "map":
            prefix = f'map element type is incompatible with attribute "{entry.key}": '
        result = _part(entry.value, wanted, path, entry.key, prefix)
        if entry.guard != ALWAYS:
            result = choose(entry.guard, result, _absent(entry.key, wanted, type_, value.kind))
        entries.append(Entry(entry.key, result, key_value=entry.key_value))
    entries.extend(
        Entry(name, Null(without_optional(attributes[name])))
        for name in sorted(type_.optional)
        if value.entry(name) is None
    )
    return Mapping("object", tuple(entries), sensitive=value.sensitive)


def _absent(name: str, wanted: Type, type_: ObjectType, kind: str) -> Value:
    """What an attribute is where the element that it is made of does not exist."""
    if name in type_.optional:
        return Null(without_optional(wanted))
    if kind == "map":
        return failure(ValueTypeError(f'map has no element for required attribute "{name}"', by_type=False))
    return failure(ValueTypeError(missing_attributes([name])))


def _convert_view(value: ObjectView, type_: Type, path: Path) -> Value:
    """An object evaluated on demand: to an object type only the attributes that are asked for are evaluated."""
    if isinstance(type_, MapType):
        return _convert_mapping(value.expand(), type_, path)
    if not isinstance(type_, ObjectType):
        raise ValueTypeError(mismatch(ObjectType(()), type_), path)
    names = set(value.names())
    entries = []
    for name, _ in type_.attributes:
        found = value.attribute(name) if name in names else None
        if found is not None:
            entries.append(Entry(name, found))
    return _to_object(Mapping("object", tuple(entries)), type_, path)
