"""Functions that measure, order, cut and thin out one collection."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from converter.terraform.choosing import choose
from converter.terraform.counting import MOST_GUARDS, at_least, guards_of
from converter.terraform.distribution import SplitBy, TooManyCasesError, distribute, settle
from converter.terraform.equality import equal, formula_of, truth
from converter.terraform.facts import never_empty, never_null
from converter.terraform.formulas import ALWAYS, NEVER, Formula, both, either, negate, satisfiable
from converter.terraform.functions.model import TEXT_LIST, Arguments, CallContext, Param, RefusedError, Table
from converter.terraform.functions.positions import at_positions
from converter.terraform.functions.structure import as_mapping, as_sequence
from converter.terraform.numbers import is_int64
from converter.terraform.strings import clusters
from converter.terraform.types import BOOL, DYNAMIC, NUMBER, STRING, ListType, MapType, ObjectType, SetType, TupleType
from converter.terraform.usual_account import is_zones
from converter.terraform.values import (
    Apply,
    Attribute,
    Bool,
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
    type_of,
)
from converter.terraform.walking import is_known

TABLE = Table()
ANY_LIST = ListType(DYNAMIC)


# ---------------------------------------------------------------------------------------------- measuring


@TABLE.structural("length", Param("value", unknown_ok=True), returns=NUMBER)
def length(arguments: Arguments, context: CallContext) -> Value:
    """The number of elements, or of characters."""
    value = arguments[0]
    match value:
        case String(text):
            return Number(Decimal(len(clusters(text))))
        case Attribute() if is_zones(value) and context.zones is not None:
            return Number(Decimal(context.zones()))
        case ObjectView():
            return Number(Decimal(len(value.names())))
        case Sequence("set", items) if any(not is_known(i.value) for i in items):
            return _set_length(value)
        case Sequence() | Mapping():
            return _count(value)
        case _:
            return _residual_length(value)


def _residual_length(value: Value) -> Value:
    match type_of(value):
        case TupleType(elements):
            return Number(Decimal(len(elements)))
        case ObjectType(attributes):
            return Number(Decimal(len(attributes)))
        case ListType() | SetType() | MapType():
            pass
        case kind if kind not in (STRING, DYNAMIC):
            raise RefusedError("argument must be a string, a collection type, or a structural type", 0)
        case _:
            pass
    if isinstance(value, Unknown):
        return Unknown(NUMBER, value.reason, not_null=True)
    return Apply("length", (value,), NUMBER)


def _count(value: Sequence | Mapping) -> Value:
    """How many elements there are: a number, or a choice of numbers, the least first."""
    guards = guards_of(value)
    certain = sum(guard == ALWAYS for guard in guards)
    if len(guards) - certain > MOST_GUARDS:
        return Apply("length", (value,), NUMBER)
    result: Value = Number(Decimal(len(guards)))
    for number in reversed(range(certain, len(guards))):
        more = at_least(guards, number + 1)
        assert more is not None  # of so few guards there are not too many sets
        less = Number(Decimal(number))
        last = number + 1 == len(guards)
        result = choose(more, result, less) if last else choose(negate(more), less, result)
    return result


def _set_length(value: Sequence) -> Value:
    """Elements of a set that may turn out equal count once."""
    for position, item in enumerate(value.items):
        for other in value.items[position + 1 :]:
            if equal(item.value, other.value) != Bool(False):
                return Apply("length", (value,), NUMBER)
    return _count(value)


def _truth(arguments: Arguments, context: CallContext, *, every: bool) -> Value:
    sequence = as_sequence(arguments[0], context, "must be a list")
    if isinstance(sequence, Unknown):
        return Unknown(BOOL, sequence.reason, not_null=True)
    result: Formula = ALWAYS if every else NEVER
    unknown = None
    for item in sequence.items:
        if isinstance(item.value, Unknown):
            unknown = item.value
            continue
        formula = NEVER if isinstance(item.value, Null) else formula_of(item.value)
        if formula is None:
            return Apply("alltrue" if every else "anytrue", (sequence,), BOOL)
        if every:
            result = both(result, either(negate(item.guard), formula))
        else:
            result = either(result, both(item.guard, formula))
    if unknown is not None and result != (NEVER if every else ALWAYS):
        return Unknown(BOOL, unknown.reason, not_null=True)
    return truth(result)


@TABLE.structural("alltrue", Param("list", ListType(BOOL)), returns=BOOL, marks="deep")
def alltrue(arguments: Arguments, context: CallContext) -> Value:
    """Whether every element is true."""
    if not isinstance(arguments[0], Sequence):
        return Apply("alltrue", tuple(arguments), BOOL)
    return _truth(arguments, context, every=True)


@TABLE.structural("anytrue", Param("list", ListType(BOOL)), returns=BOOL, marks="deep")
def anytrue(arguments: Arguments, context: CallContext) -> Value:
    """Whether some element is true."""
    if not isinstance(arguments[0], Sequence):
        return Apply("anytrue", tuple(arguments), BOOL)
    return _truth(arguments, context, every=False)


# ---------------------------------------------------------------------------------------------- maps


def _check_type(unknown: Unknown, message: str) -> None:
    """Raise RefusedError where an unknown value can be no map or object, whatever it will be."""
    if not isinstance(unknown.type, MapType | ObjectType) and unknown.type != DYNAMIC:
        raise RefusedError(message, 0)


@TABLE.structural("keys", Param("inputMap", unknown_ok=True))
def keys(arguments: Arguments, context: CallContext) -> Value:
    """The keys, sorted."""
    mapping = as_mapping(arguments[0], context, "must have map or object type")
    if isinstance(mapping, Unknown):
        if isinstance(mapping.type, ObjectType):
            return Sequence.of([String(name) for name, _ in sorted(mapping.type.attributes)])
        _check_type(mapping, "must have map or object type")
        return Unknown(DYNAMIC, mapping.reason)
    entries = sorted(mapping.entries, key=lambda e: e.key)
    items = tuple(Item(e.key_as_value, e.guard) for e in entries)
    return Sequence("list", items, STRING) if mapping.kind == "map" else Sequence("tuple", items)


@TABLE.structural("values", Param("mapping", unknown_ok=True))
def values(arguments: Arguments, context: CallContext) -> Value:
    """The values, in the order of their keys."""
    mapping = as_mapping(arguments[0], context, "values() requires a map as the first argument")
    if isinstance(mapping, Unknown):
        _check_type(mapping, "values() requires a map as the first argument")
        return Unknown(DYNAMIC, mapping.reason)
    entries = sorted(mapping.entries, key=lambda e: e.key)
    items = tuple(Item(e.value, e.guard) for e in entries)
    return Sequence("list", items, mapping.element_type) if mapping.kind == "map" else Sequence("tuple", items)


# ---------------------------------------------------------------------------------------------- order and cuts


@TABLE.structural("reverse", Param("list"))
def reverse(arguments: Arguments, context: CallContext) -> Value:
    """The elements in reverse order."""
    sequence = as_sequence(arguments[0], context, "can only reverse list or tuple values, not {}")
    if isinstance(sequence, Unknown):
        return sequence
    return Sequence(
        "tuple" if sequence.kind == "tuple" else "list", tuple(reversed(sequence.items)), sequence.element_type
    )


def whole(value: Value, argument: int, what: str) -> int:
    """A known whole number. Raises RefusedError for another one."""
    if not isinstance(value, Number):
        raise TypeError(f"not a known number: {value!r}")
    if not is_int64(value.value):
        raise RefusedError(
            f"invalid {what}: value must be a whole number" if what else "value must be a whole number", argument
        )
    return int(value.value)


@TABLE.structural("slice", Param("list"), Param("start_index", NUMBER), Param("end_index", NUMBER))
def slice_(arguments: Arguments, context: CallContext) -> Value:
    """Some consecutive elements."""
    kind = type_of(arguments[0])
    if isinstance(kind, SetType):
        raise RefusedError(
            "cannot slice a set, because its elements do not have indices; explicitly convert to a list if the "
            "ordering of the result is not important",
            0,
        )
    if (
        isinstance(kind, ListType)
        and isinstance(arguments[0], Attribute | Parameter | Split)
        and all(isinstance(a, Number) for a in arguments[1:])
    ):
        return _sliced_residual(arguments, kind)
    sequence = as_sequence(arguments[0], context, "must be a list or tuple value")
    if isinstance(sequence, Unknown):
        return sequence
    if not all(isinstance(a, Number) for a in arguments[1:]):
        return Apply("slice", (sequence, *arguments[1:]), kind if isinstance(kind, ListType) else DYNAMIC)
    call = Apply("slice", (sequence, *arguments[1:]), type_of(sequence))
    return at_positions(sequence, lambda plain, _: _sliced(plain, arguments), context, call)


def _sliced_residual(arguments: Arguments, kind: ListType) -> Value:
    """Elements of a residual list: which ones is known without its length, that there are so many is taken on trust."""
    start, end = whole(arguments[1], 1, "start index"), whole(arguments[2], 2, "end index")
    if start < 0 or start > end:
        raise RefusedError("start index must not be less than zero or greater than end index", 1)
    elements = (Element(arguments[0], n, kind.element) for n in range(start, end))
    return Sequence.of(elements, "list", kind.element)


def _sliced(sequence: Sequence, arguments: Arguments) -> Value:
    start, end = whole(arguments[1], 1, "start index"), whole(arguments[2], 2, "end index")
    count = len(sequence.items)
    for position, name, index in ((1, "start", start), (2, "end", end)):
        if index < 0:
            raise RefusedError(f"{name} index must not be less than zero", position)
        if index > count:
            raise RefusedError(f"{name} index must not be greater than the length of the list", position)
    if start > end:
        raise RefusedError("start index must not be greater than end index", 1)
    return replace(sequence, items=sequence.items[start:end])


@TABLE.structural("chunklist", Param("list", ANY_LIST), Param("size", NUMBER))
def chunklist(arguments: Arguments, context: CallContext) -> Value:
    """The list in pieces of a size."""
    sequence = as_sequence(arguments[0], context, "must be a list")
    if isinstance(sequence, Unknown):
        return sequence
    if not isinstance(arguments[1], Number):
        return Apply("chunklist", (sequence, arguments[1]), ListType(type_of(sequence)))
    size = whole(arguments[1], 1, "size")
    if size < 0:
        raise RefusedError("the size argument must be positive")

    def chunks(plain: Sequence, _: Formula) -> Value:
        step = size or max(len(plain.items), 1)
        pieces = [replace(plain, items=plain.items[i : i + step]) for i in range(0, len(plain.items), step)]
        return Sequence.of(pieces, "list", ListType(plain.element_type))

    call = Apply("chunklist", (sequence, arguments[1]), ListType(type_of(sequence)))
    return at_positions(sequence, chunks, context, call)


# ---------------------------------------------------------------------------------------------- thinning out


@TABLE.structural("distinct", Param("list", ANY_LIST), marks="deep")
def distinct(arguments: Arguments, context: CallContext) -> Value:
    """The elements without repeats."""
    sequence = as_sequence(arguments[0], context, "must be a list")
    if isinstance(sequence, Unknown):
        return sequence
    kept: list[Item] = []
    for item in sequence.items:
        repeated: Formula = NEVER
        for other in kept:
            result = equal(other.value, item.value, context.assumption)
            if isinstance(result, Unknown):
                return Unknown(type_of(sequence), result.reason, not_null=True)
            same = formula_of(result)
            if same is None:
                return Apply("distinct", (sequence,), type_of(sequence))
            repeated = either(repeated, both(other.guard, same))
        guard = both(item.guard, negate(repeated))
        if satisfiable(guard):
            kept.append(Item(item.value, guard))
    return replace(sequence, items=tuple(kept))


@TABLE.structural("compact", Param("list", TEXT_LIST), returns=TEXT_LIST, marks="deep")
def compact(arguments: Arguments, context: CallContext) -> Value:
    """The elements that are neither null nor empty."""
    if not isinstance(arguments[0], Sequence):
        return Apply("compact", tuple(arguments), TEXT_LIST)
    sequence = arguments[0]
    kept: list[Item] = []
    for item in sequence.items:
        if never_empty(item.value):
            kept.append(item)
            continue
        parts = [formula_of(equal(item.value, absent, context.assumption)) for absent in (String(""), Null())]
        if parts[0] is None or parts[1] is None:
            return Unknown(TEXT_LIST, "an element is known only after the deployment", not_null=True)
        guard = both(item.guard, negate(either(parts[0], parts[1])))
        if satisfiable(guard):
            kept.append(Item(_non_empty_leaf(item.value, guard), guard))
    return replace(sequence, items=tuple(kept))


def _non_empty_leaf(value: Value, guard: Formula) -> Value:
    """What a conditional value is where the guard holds."""
    return settle(value, guard)


@TABLE.structural("sort", Param("list", TEXT_LIST), returns=TEXT_LIST, marks="deep")
def sort(arguments: Arguments, context: CallContext) -> Value:
    """The strings, sorted by their bytes."""
    sequence = arguments[0]
    if is_zones(sequence):
        return sequence  # they come sorted: "aws_availability_zones", AWS provider documentation
    if not isinstance(sequence, Sequence):
        return Apply("sort", (sequence,), TEXT_LIST)
    unknown = next((i.value for i in sequence.items if isinstance(i.value, Unknown)), None)
    if unknown is not None:
        return Unknown(TEXT_LIST, unknown.reason, not_null=True)
    if any(isinstance(i.value, Null) and i.guard == ALWAYS for i in sequence.items):
        raise RefusedError("given list element is null; a null string cannot be sorted")
    if len(sequence.items) == 1 and not sequence.guarded and never_null(sequence.items[0].value):
        return sequence
    if all(isinstance(i.value, String) for i in sequence.items):
        items = sorted(sequence.items, key=lambda i: i.value.text if isinstance(i.value, String) else "")
        return replace(sequence, items=tuple(items))

    def leaf(found: Arguments, assumption: Formula) -> Value:
        plain = found[0]
        assert isinstance(plain, Sequence)
        if any(isinstance(i.value, Failure | Unknown) for i in plain.items):
            return Unknown(TEXT_LIST, "an element is known only after the deployment", not_null=True)
        if all(isinstance(i.value, String) for i in plain.items):
            return sort([plain], context.assuming(assumption))
        return Apply("sort", (plain,), TEXT_LIST)

    try:
        return distribute([sequence], leaf, assumption=context.assumption, split=SplitBy.EVERYTHING)
    except TooManyCasesError:
        return Apply("sort", (sequence,), TEXT_LIST)


@TABLE.known("range", variadic=Param("params", NUMBER), returns=ListType(NUMBER))
def range_(*numbers: Decimal) -> Value:
    """The numbers from a start to a limit."""
    if not 1 <= len(numbers) <= 3:
        raise RefusedError("must have one, two, or three arguments")
    start, end = (Decimal(0), numbers[0]) if len(numbers) == 1 else (numbers[0], numbers[1])
    step = numbers[2] if len(numbers) == 3 else Decimal(-1 if end < start else 1)
    if step == 0 and start != end:
        raise RefusedError("step must not be zero")
    if (step > 0) != (end > start) and start != end:
        raise RefusedError(
            f"end must be {'greater' if step > 0 else 'less'} than start when step is "
            f"{'positive' if step > 0 else 'negative'}",
            1,
        )
    found: list[Value] = []
    while start != end and (start < end) == (step > 0):
        if len(found) >= 1024:
            raise RefusedError(
                "more than 1024 values were generated; either decrease the difference between start and end or use a "
                "smaller step"
            )
        found.append(Number(start))
        start += step
    return Sequence.of(found, "list", NUMBER)
