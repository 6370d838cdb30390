"""Functions that pick one value: lookup, element, one, coalesce, index, contains and their like."""

from __future__ import annotations

from decimal import Decimal

from converter.terraform.choosing import choose
from converter.terraform.convert import convert, unify
from converter.terraform.distribution import SplitBy, TooManyCasesError, distribute
from converter.terraform.equality import equal, formula_of, truth
from converter.terraform.facts import is_told_later, least_parts, never_empty, never_null
from converter.terraform.failures import ValueTypeError, failure
from converter.terraform.formulas import ALWAYS, NEVER, Formula, both, either, negate, satisfiable
from converter.terraform.functions.collections import ANY_LIST, whole
from converter.terraform.functions.model import Arguments, CallContext, FunctionError, Param, RefusedError, Table
from converter.terraform.functions.positions import at_positions
from converter.terraform.functions.structure import as_mapping, as_sequence
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
from converter.terraform.unification import friendly
from converter.terraform.values import (
    NULL,
    Apply,
    Element,
    Entry,
    Failure,
    Item,
    Mapping,
    Null,
    Number,
    ObjectView,
    Sequence,
    Split,
    String,
    Unknown,
    Value,
    mark,
    type_of,
)

TABLE = Table()


# ---------------------------------------------------------------------------------------------- maps


@TABLE.structural(
    "lookup",
    Param("inputMap", unknown_ok=True),
    Param("key", STRING, unknown_ok=True),
    variadic=Param("default", null_ok=True, unknown_ok=True),
    not_null=False,
)
def lookup(arguments: Arguments, context: CallContext) -> Value:
    """The element with a key, or the default."""
    if len(arguments) > 3:
        raise RefusedError(f"lookup() takes two or three arguments, got {len(arguments)}")
    source, key = arguments[0], arguments[1]
    default = arguments[2] if len(arguments) == 3 else None
    if isinstance(source, ObjectView) and isinstance(key, String):
        found = source.attribute(key.text) if key.text in source.names() else None
        return found if found is not None else _default(default, DYNAMIC, key, of_map=False)
    if isinstance(source, Unknown):
        return _of_unknown(source, key, default)
    mapping = as_mapping(source, context, "lookup() requires a map as the first argument")
    if isinstance(mapping, Unknown):
        return Unknown(reason=mapping.reason)
    element = mapping.element_type if mapping.kind == "map" else DYNAMIC
    if default is not None and mapping.kind == "map":
        default = _as_element(default, element)
    if isinstance(key, String) and all(e.key_value is None for e in mapping.entries):
        entry = mapping.entry(key.text)
        if entry is None:
            return _default(default, element, key, of_map=mapping.kind == "map")
        return _element(entry, mapping, default, key)
    return _chain(mapping, key, default, element)


def _of_unknown(source: Unknown, key: Value, default: Value | None) -> Value:
    """What is certain of a lookup in an unknown value: its type tells the type of the result, or that it fails."""
    match source.type:
        case MapType(element):
            if default is not None:
                _as_element(default, element)
            return Unknown(element, source.reason)
        case ObjectType(attributes):
            if not isinstance(key, String):
                return Unknown(reason=source.reason)
            kind = dict(attributes).get(key.text)
            if kind is None and default is None:
                raise RefusedError(f"the given object has no attribute {_quoted(key)}", 0)
            return Unknown(kind if kind is not None else type_of(default or NULL), source.reason)
        case kind if kind == DYNAMIC:
            return Unknown(reason=source.reason)
        case _:
            raise RefusedError("lookup() requires a map as the first argument", 0)


def _as_element(default: Value, element: Type) -> Value:
    """The default of a lookup in a map as one of its elements."""
    try:
        return convert(default, element)
    except ValueTypeError:
        raise RefusedError("the default value must have the same type as the map elements", 2) from None


def _element(entry: Entry, mapping: Mapping, default: Value | None, key: Value) -> Value:
    if entry.guard == ALWAYS:
        return entry.value
    absent = default if default is not None else _no_key(key, of_map=mapping.kind == "map")
    return choose(entry.guard, entry.value, absent)


def _default(default: Value | None, element: Type, key: String, *, of_map: bool) -> Value:
    if default is not None:
        return convert(default, element)
    if of_map:
        raise RefusedError(f"lookup failed to find key {_quoted(key)}")
    raise RefusedError(f"the given object has no attribute {_quoted(key)}", 0)


def _quoted(key: String) -> str:
    return "(sensitive value)" if key.sensitive else f'"{key.text}"'


def _no_key(key: Value, *, of_map: bool) -> Failure:
    name = f" {_quoted(key)}" if isinstance(key, String) else ""
    detail = f"lookup failed to find key{name}" if of_map else f"the given object has no attribute{name}"
    return failure(FunctionError("Error in function call", f'Call to function "lookup" failed: {detail}.'))


def _chain(mapping: Mapping, key: Value, default: Value | None, element: Type) -> Value:
    """A residual key is compared with one key after the other."""
    result: Value = default if default is not None else _no_key(key, of_map=mapping.kind == "map")
    for entry in reversed(mapping.entries):
        test = equal(key, entry.key_as_value)
        formula = formula_of(test)
        if formula is None:
            return Unknown(element, "the key is known only after the deployment")
        result = choose(both(formula, entry.guard), entry.value, result)
    return mark(result, not isinstance(key, ObjectView) and key.sensitive)


# ---------------------------------------------------------------------------------------------- sequences


@TABLE.structural("element", Param("list"), Param("index", NUMBER), not_null=False)
def element(arguments: Arguments, context: CallContext) -> Value:
    """The element at an index, counted around."""
    kind = type_of(arguments[0])
    if not isinstance(kind, ListType | TupleType) and not (
        kind == DYNAMIC and not isinstance(arguments[0], ObjectView)
    ):
        raise RefusedError(f"cannot read elements from {friendly(kind)}")
    part = _part_of_text(arguments[0], arguments[1])
    if part is not None:
        return part
    sequence = as_sequence(arguments[0], context, "cannot read elements from {}")
    if isinstance(sequence, Unknown):
        return Unknown(kind.element if isinstance(kind, ListType) else DYNAMIC, sequence.reason)
    index = arguments[1]
    if not sequence.items:
        raise RefusedError("cannot use element function with an empty list")
    result_type = kind.element if isinstance(kind, ListType) else DYNAMIC
    if not isinstance(index, Number):
        return Apply("element", (sequence, index), result_type)
    position = whole(index, 1, "index")

    def pick(found: Sequence, _: Formula) -> Value:
        if not found.items:
            raise RefusedError("cannot use element function with an empty list")
        return found.items[position % len(found.items)].value

    return at_positions(sequence, pick, context, Apply("element", (sequence, index), result_type))


def _part_of_text(source: Value, index: Value) -> Value | None:
    """A part of a text that splitting certainly gives: nothing is counted around. None for any other element."""
    if not isinstance(source, Split) or not isinstance(index, Number) or index.value < 0:
        return None
    position = whole(index, 1, "index")
    return Element(source, position) if position < least_parts(source.source, source.separator) else None


@TABLE.structural("one", Param("list"), not_null=False, marks="deep")
def one(arguments: Arguments, context: CallContext) -> Value:
    """The only element, or null where there is none."""
    message = "must be a list, set, or tuple value with either zero or one elements"
    sequence = as_sequence(arguments[0], context, message)
    if isinstance(sequence, Unknown):
        return Unknown(reason=sequence.reason)
    kind = DYNAMIC if sequence.kind == "tuple" else sequence.element_type

    def pick(found: Sequence, _: Formula) -> Value:
        if len(found.items) > 1:
            raise RefusedError(message, 0)
        return found.items[0].value if found.items else Null(kind)

    return at_positions(sequence, pick, context, Apply("one", (sequence,), kind))


@TABLE.structural("contains", Param("list"), Param("value", unknown_ok=True), returns=BOOL, marks="deep")
def contains(arguments: Arguments, context: CallContext) -> Value:
    """Whether an element equals the value."""
    source, wanted = arguments
    kind = type_of(source)
    if not isinstance(kind, ListType | SetType | TupleType) and (kind != DYNAMIC or isinstance(source, ObjectView)):
        raise RefusedError("argument must be list, tuple, or set")
    if not isinstance(source, Sequence):
        return Apply("contains", (source, wanted), BOOL)
    found: Formula = NEVER
    unknown: Unknown | None = None
    for item in source.items:
        result = equal(wanted, item.value, context.assumption)
        formula = formula_of(result)
        if formula is None:
            unknown = result if isinstance(result, Unknown) else Unknown(BOOL)
            continue
        found = either(found, both(item.guard, formula))
    if found == ALWAYS or unknown is None:
        return truth(found)
    return Unknown(BOOL, unknown.reason, not_null=True)


@TABLE.structural("index", Param("list"), Param("value"), returns=NUMBER, marks="deep")
def index(arguments: Arguments, context: CallContext) -> Value:
    """The position of the first element that equals the value."""
    source, wanted = arguments
    kind = type_of(source)
    if not isinstance(kind, ListType | TupleType) and (kind != DYNAMIC or isinstance(source, ObjectView)):
        raise RefusedError("argument must be a list or tuple")
    if not isinstance(source, Sequence):
        return Apply("index", (source, wanted), NUMBER)

    def search(found: Sequence, assumption: Formula) -> Value:
        if not found.items:
            raise RefusedError("cannot search an empty list")
        return _position(found, wanted, context.assuming(assumption))

    return at_positions(source, search, context, Apply("index", (source, wanted), NUMBER))


def _position(sequence: Sequence, wanted: Value, context: CallContext) -> Value:
    tests: list[tuple[int, Formula]] = []
    for position, item in enumerate(sequence.items):
        result = equal(item.value, wanted, context.assumption)
        formula = formula_of(result)
        if formula is None:
            return Unknown(NUMBER, result.reason if isinstance(result, Unknown) else "", not_null=True)
        if formula != NEVER:
            tests.append((position, formula))
        if formula == ALWAYS:
            break
    if not tests:
        raise RefusedError("item not found")
    result = failure(FunctionError("Error in function call", 'Call to function "index" failed: item not found.'))
    for position, formula in reversed(tests):
        result = choose(formula, Number(Decimal(position)), result)
    return result


@TABLE.structural(
    "matchkeys", Param("values", ANY_LIST), Param("keys", ANY_LIST), Param("searchset", ANY_LIST), marks="deep"
)
def matchkeys(arguments: Arguments, context: CallContext) -> Value:
    """The elements of one list at the positions where another list has a searched value."""
    sequences = [as_sequence(a, context, "must be a list", i) for i, a in enumerate(arguments)]
    if any(isinstance(s, Unknown) for s in sequences):
        return next(s for s in sequences if isinstance(s, Unknown))
    plain = [s for s in sequences if isinstance(s, Sequence)]
    if [i.guard for i in plain[0].items] == [i.guard for i in plain[1].items]:
        return _matched(plain, context)
    try:
        return distribute(
            list(plain),
            lambda found, assumption: _matched(
                [s for s in found if isinstance(s, Sequence)], context.assuming(assumption)
            ),
            assumption=context.assumption,
            split=SplitBy.GUARDS,
        )
    except TooManyCasesError:
        return Apply("matchkeys", tuple(plain), type_of(plain[0]))


def _matched(sequences: list[Sequence], context: CallContext) -> Value:
    """The elements whose keys are searched for; keys and elements exist under the same conditions."""
    chosen, keys, searched = sequences
    common = unify([type_of(keys), type_of(searched)])
    if common is None:
        raise RefusedError("keys and searchset must be of the same type")
    if len(chosen.items) != len(keys.items):
        raise RefusedError("length of keys and values should be equal")
    wanted, compared = convert(searched, common), convert(keys, common)
    if not isinstance(compared, Sequence):
        raise TypeError("a sequence has been converted to something else")
    items = []
    for item, key in zip(chosen.items, compared.items, strict=True):
        found = contains([wanted, key.value], context)
        formula = formula_of(found)
        if formula is None:
            return Unknown(type_of(chosen), found.reason if isinstance(found, Unknown) else "", not_null=True)
        guard = both(item.guard, formula)
        if satisfiable(guard):
            items.append(Item(item.value, guard))
    return Sequence("list", tuple(items), chosen.element_type)


# ---------------------------------------------------------------------------------------------- first of several


@TABLE.structural("coalesce", variadic=Param("vals", null_ok=True, unknown_ok=True), marks="deep")
def coalesce(arguments: Arguments, context: CallContext) -> Value:
    """The first argument that is neither null nor an empty string."""
    values: list[Value] = [a.expand() if isinstance(a, ObjectView) else a for a in arguments]
    common = unify([type_of(v) for v in values]) if values else None
    if common is None:
        raise RefusedError("all arguments must have the same type")
    return _first(values, common, context)


def _first(values: list[Value], common: Type, context: CallContext) -> Value:
    if not values:
        raise RefusedError("no non-null, non-empty-string arguments")
    try:
        value = convert(values[0], common)
    except ValueTypeError as problem:
        raise RefusedError(str(problem)) from None
    if isinstance(value, Unknown):
        return Unknown(common, value.reason, not_null=True)
    skipped = _skipped(value, common, context)
    if skipped == NEVER:
        return value
    if skipped == ALWAYS:
        return _first(values[1:], common, context)
    if skipped is None:
        return Apply("coalesce", tuple(values), common)
    try:
        rest = _first(values[1:], common, context)
    except RefusedError as problem:
        if is_told_later(skipped):  # a resource that tells nothing of it is Terraform's failure too, and no earlier
            return value
        rest = failure(
            FunctionError("Error in function call", f'Call to function "coalesce" failed: {problem.message}.')
        )
    return choose(skipped, rest, value)


def _skipped(value: Value, common: Type, context: CallContext) -> Formula | None:
    """Where ``coalesce`` passes over the value; None where that cannot be told."""
    tests: list[Formula] = []
    if not never_null(value):
        null = formula_of(equal(value, Null(), context.assumption))
        if null is None:
            return None
        tests.append(null)
    if common == STRING and not never_empty(value):
        empty = formula_of(equal(value, String(""), context.assumption))
        if empty is None:
            return None
        tests.append(empty)
    return either(*tests)


@TABLE.structural("coalescelist", variadic=Param("vals", null_ok=True, unknown_ok=True), marks="deep")
def coalescelist(arguments: Arguments, context: CallContext) -> Value:
    """The first list that has elements."""
    if not arguments:
        raise RefusedError("at least one argument is required")
    for argument in arguments:
        kind = type_of(argument)
        if isinstance(argument, Unknown) and kind == DYNAMIC:
            continue
        if not isinstance(kind, ListType | TupleType) and (kind != DYNAMIC or isinstance(argument, Null | ObjectView)):
            raise RefusedError("coalescelist arguments must be lists or tuples")
    return _first_list(list(arguments), context)


def _first_list(values: list[Value], context: CallContext) -> Value:
    if not values:
        raise RefusedError("no non-null arguments")
    value = values[0]
    if isinstance(value, Null):
        return _first_list(values[1:], context)
    sequence = as_sequence(value, context, "coalescelist arguments must be lists or tuples")
    if isinstance(sequence, Unknown):
        return sequence
    some = either(*(i.guard for i in sequence.items))
    if some == ALWAYS:
        return value
    if some == NEVER:
        return _first_list(values[1:], context)
    try:
        rest = _first_list(values[1:], context)
    except RefusedError as problem:
        rest = failure(
            FunctionError("Error in function call", f'Call to function "coalescelist" failed: {problem.message}.')
        )
    return choose(negate(some), rest, sequence)
