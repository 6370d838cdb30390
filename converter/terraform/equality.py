"""``==`` over known, residual and conditional values, and the formulas of bool values.

A comparison with a residual value becomes an :class:`~converter.terraform.formulas.Atom` in one canonical form, so
that the same question asked twice is the same atom: literal texts at the ends of a template are compared away, the
literal stands on the right, a bool is compared with ``true``.
"""

from __future__ import annotations

from converter.terraform.concatenation import concat
from converter.terraform.convert import bare
from converter.terraform.counting import compared_length
from converter.terraform.distribution import SplitBy, TooManyCasesError, distribute
from converter.terraform.facts import (
    are_identifiers_of_two,
    is_single,
    known_prefix,
    known_suffix,
    never_empty,
    never_null,
)
from converter.terraform.formulas import ALWAYS, NEVER, Atom, Formula, both, either, negate, under
from converter.terraform.numbers import number_text, parse_number
from converter.terraform.sets import without_marks
from converter.terraform.types import (
    BOOL,
    DYNAMIC,
    NUMBER,
    STRING,
    ObjectType,
    Primitive,
    TupleType,
    Type,
    is_primitive,
)
from converter.terraform.values import (
    TRUE,
    Apply,
    Attribute,
    Base64,
    Bool,
    Choice,
    Concat,
    Failure,
    Join,
    Json,
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
    unmark,
)
from converter.terraform.walking import is_known, is_sensitive


def truth(formula: Formula, sensitive: bool = False) -> Value:
    """The bool value that a formula is."""
    if formula in (ALWAYS, NEVER):
        return Bool(formula == ALWAYS, sensitive=sensitive)
    return Test(formula, sensitive=sensitive)


def formula_of(value: Value) -> Formula | None:
    """The formula of a bool value; None where a template's conditions cannot say it."""
    match value:
        case Bool(known):
            return ALWAYS if known else NEVER
        case Test(formula):
            return formula
        case Choice(condition, then, otherwise):
            one, other = formula_of(then), formula_of(otherwise)
            if one is None or other is None:
                return None
            return either(both(condition, one), both(negate(condition), other))
        case Attribute():
            return formula_of(value.value) if value.value is not None else None
        case Apply("tobool", (inner,)):
            return Atom(unmark(inner), String("true"))
        case Null() | Unknown() | Failure() | ObjectView() | Sequence() | Mapping():
            return None
        case _ if type_of(value) in (BOOL, DYNAMIC):
            return Atom(unmark(value), TRUE)
        case _:
            return None


def equal(left: Value, right: Value, assumption: Formula = ALWAYS) -> Value:
    """``left == right`` as a bool value: known, a formula, or unknown."""
    sensitive = is_sensitive(left) or is_sensitive(right)
    try:
        result = distribute(
            [left, right], lambda pair, _: _equal(pair[0], pair[1]), assumption=assumption, split=SplitBy.GUARDS
        )
    except TooManyCasesError:
        result = Test(Atom(Apply("==", (left, right), BOOL), TRUE))
    if isinstance(result, Test):
        result = truth(under(result.formula, assumption))
    return mark(result, sensitive)


def _equal(left: Value, right: Value) -> Value:
    left, right = unmark(left), unmark(right)
    if isinstance(left, Null) or isinstance(right, Null):
        return _equal_null(left, right)
    left, right = _planned(left), _planned(right)
    if isinstance(left, Choice) or isinstance(right, Choice):
        return equal(left, right)
    if isinstance(left, Null) or isinstance(right, Null):
        return _equal_null(left, right)
    for value in (left, right):
        if isinstance(value, Unknown) and value.type == DYNAMIC:
            return Unknown(BOOL, value.reason, not_null=True)
    if _kinds_differ(left, right):
        return Bool(False)
    for value, other in ((left, right), (right, left)):
        if isinstance(value, Unknown):
            if isinstance(other, String) and not other.text.startswith(value.prefix):
                return Bool(False)
            return Unknown(BOOL, value.reason, not_null=True)
    if isinstance(left, ObjectView) or isinstance(right, ObjectView):
        return _equal_view(left, right)
    if _are_structures(left, right) and is_known(left) and is_known(right) and type_of(left) != type_of(right):
        return Bool(False)  # nulls in them, of different types
    match left, right:
        case Sequence(), Sequence():
            return _equal_sequences(left, right)
        case Mapping(), Mapping():
            return _equal_mappings(left, right)
        case _ if is_known(left) and is_known(right):
            return Bool(_bare(left) == _bare(right))
        case _:
            return _equal_residual(left, right)


def _are_structures(*values: Value) -> bool:
    return all(isinstance(type_of(value), TupleType | ObjectType) for value in values)


def _planned(value: Value) -> Value:
    """What the plan knows of an attribute stands for it in a comparison."""
    while isinstance(value, Attribute) and value.value is not None:
        value = unmark(value.value)
    return value


def _bare(value: Value) -> Value:
    return without_marks(value)


def _equal_null(left: Value, right: Value) -> Value:
    if isinstance(left, Null) and isinstance(right, Null):
        return Bool(True)
    other = right if isinstance(left, Null) else left
    if never_null(other):
        return Bool(False)
    if isinstance(other, Unknown):
        return Unknown(BOOL, other.reason, not_null=True)
    if isinstance(other, Attribute) and other.value is not None:
        return equal(other.value, Null())
    return Test(Atom(bare(other), Null()))


def _kinds_differ(left: Value, right: Value) -> bool:
    """Whether the two are of types that never hold equal values."""
    one, other = type_of(left), type_of(right)
    return _types_differ(one, other)


def _types_differ(one: Type, other: Type) -> bool:
    if DYNAMIC in (one, other) or one == other:
        return False
    if isinstance(one, Primitive) or isinstance(other, Primitive) or type(one) is not type(other):
        return True
    match one, other:
        case TupleType(a), TupleType(b):
            return len(a) != len(b) or any(_types_differ(x, y) for x, y in zip(a, b, strict=True))
        case ObjectType(a), ObjectType(b):
            return [n for n, _ in a] != [n for n, _ in b] or any(
                _types_differ(x, y) for (_, x), (_, y) in zip(a, b, strict=True)
            )
        case _:
            return _types_differ(one.element, other.element)  # type: ignore[union-attr]


def _equal_view(left: Value, right: Value) -> Value:
    if left is right:
        return Bool(True)
    one = left.expand() if isinstance(left, ObjectView) else left
    other = right.expand() if isinstance(right, ObjectView) else right
    return equal(one, other)


def _all(results: list[Value]) -> Value:
    formula: Formula = ALWAYS
    unknown: Unknown | None = None
    for result in results:
        if isinstance(result, Unknown):
            unknown = result
            continue
        part = formula_of(result)
        if part is None:
            return result
        formula = both(formula, part)
    if formula == NEVER or unknown is None:
        return truth(formula)
    return unknown


def _equal_sequences(left: Sequence, right: Sequence) -> Value:
    if left.kind == "set":
        return _equal_sets(left, right)
    if len(left.items) != len(right.items):
        return Bool(False)
    return _all([equal(a.value, b.value) for a, b in zip(left.items, right.items, strict=True)])


def _equal_sets(left: Sequence, right: Sequence) -> Value:
    if is_known(left) and is_known(right):
        return Bool(_bare(left).items == _bare(right).items)  # type: ignore[union-attr]
    if {_bare(i.value) for i in left.items} == {_bare(i.value) for i in right.items}:
        return Bool(True)
    return Test(Atom(Apply("==", _in_order(left, right), BOOL), TRUE))


def _equal_mappings(left: Mapping, right: Mapping) -> Value:
    residual_keys = any(e.key_value is not None for e in (*left.entries, *right.entries))
    one = {(e.key, e.key_value): e.value for e in left.entries}
    other = {(e.key, e.key_value): e.value for e in right.entries}
    if one.keys() != other.keys():
        if residual_keys and len(one) == len(other):
            return Test(Atom(Apply("==", _in_order(left, right), BOOL), TRUE))
        return Bool(False)
    return _all([equal(value, other[key]) for key, value in one.items()])


# ---------------------------------------------------------------------------------------------- residual scalars


def _equal_residual(left: Value, right: Value) -> Value:
    if left == right:
        return Bool(True)
    kind = type_of(left) if type_of(left) != DYNAMIC else type_of(right)
    if kind == BOOL:
        left, right = _in_order(left, right)
        one, other = formula_of(left), formula_of(right)
        if one is not None and other is not None:
            if isinstance(left, Bool) or isinstance(right, Bool):
                known, formula = (left, other) if isinstance(left, Bool) else (right, one)
                return truth(formula if known == Bool(True) else negate(formula))
            return truth(either(both(one, other), both(negate(one), negate(other))))
    if kind == STRING:
        return _equal_texts(left, right)
    if kind == NUMBER:
        return _equal_numbers(left, right)
    if not (is_primitive(kind) or kind == DYNAMIC):
        return Test(Atom(Apply("==", _in_order(left, right), BOOL), TRUE))
    return _atom(left, right)


def _equal_numbers(left: Value, right: Value) -> Value:
    """A text converted to a number is compared as text: the text of a parameter is taken to be canonical."""
    for length, number in ((left, right), (right, left)):
        if isinstance(length, Apply) and length.function == "length" and isinstance(number, Number):
            formula = compared_length(length.arguments[0], "==", number.value)
            if formula is not None:
                return truth(formula)
    one, other = bare(left), bare(right)
    if type_of(one) == STRING and isinstance(other, Number):
        return _equal_texts(one, String(number_text(other.value)))
    if type_of(other) == STRING and isinstance(one, Number):
        return _equal_texts(other, String(number_text(one.value)))
    return _atom(left, right)


def _equal_texts(left: Value, right: Value) -> Value:
    if isinstance(left, String) and not left.text:
        left, right = right, left
    if (isinstance(right, String) and not right.text and never_empty(left)) or are_identifiers_of_two(left, right):
        return Bool(False)
    if (isinstance(left, Json) and isinstance(right, Json)) or (isinstance(left, Base64) and isinstance(right, Base64)):
        return equal(left.value, right.value)
    one, other = _parts(left), _parts(right)
    if not _ends_agree(known_prefix(left), known_prefix(right), known_suffix(left), known_suffix(right)):
        return Bool(False)
    one, other = _without_common_ends(one, other)
    left, right = concat(one), concat(other)
    if is_known(left) and is_known(right):
        return Bool(left == right)
    if not one or not other:
        rest = one or other
        if any(never_empty(p) for p in rest):
            return Bool(False)
        if len(rest) > 1:
            return _all([_equal_texts(p, String("")) for p in rest])
    if any(isinstance(p, Json | Join) for p in (*one, *other)):

        def split(pair: list[Value], _: Formula) -> Value:
            return _compared(left, right) if pair == [left, right] else _equal_texts(*pair)

        return distribute([left, right], split, split=SplitBy.EVERYTHING)
    return _compared(left, right)


def _compared(left: Value, right: Value) -> Value:
    return _equal_single(left, right) if is_single(left) or is_single(right) else _atom(left, right)


def _parts(value: Value) -> list[Value]:
    if isinstance(value, Concat):
        return list(value.parts)
    return [] if isinstance(value, String) and not value.text else [value]


def _ends_agree(prefix: str, other_prefix: str, suffix: str, other_suffix: str) -> bool:
    return (prefix.startswith(other_prefix) or other_prefix.startswith(prefix)) and (
        suffix.endswith(other_suffix) or other_suffix.endswith(suffix)
    )


def _without_common_ends(one: list[Value], other: list[Value]) -> tuple[list[Value], list[Value]]:
    """Both concatenations without what they begin and end with in common."""
    one, other = _without_common_start(one, other)
    back, other_back = _without_common_start(one[::-1], other[::-1], from_end=True)
    return back[::-1], other_back[::-1]


def _without_common_start(
    one: list[Value], other: list[Value], *, from_end: bool = False
) -> tuple[list[Value], list[Value]]:
    one, other = list(one), list(other)
    while one and other:
        match one[0], other[0]:
            case String(a), String(b):
                short, long = sorted((a, b), key=len)
                common = long.endswith(short) if from_end else long.startswith(short)
                if not common:
                    break
                rest = long[: len(long) - len(short)] if from_end else long[len(short) :]
                for side, text in ((one, a), (other, b)):
                    side.pop(0)
                    if len(text) == len(long) and rest:
                        side.insert(0, String(rest))
                if not rest:
                    continue
            case a, b if unmark(a) == unmark(b):
                one.pop(0)
                other.pop(0)
            case _:
                break
    return one, other


def _equal_single(left: Value, right: Value) -> Value:
    """A number or bool converted to a string, compared with a text or with another one."""
    if not is_single(left):
        left, right = right, left
    inner = left.parts[0]  # type: ignore[union-attr]
    if isinstance(right, String):
        if type_of(inner) == BOOL:
            return equal(inner, Bool(right.text == "true")) if right.text in ("true", "false") else Bool(False)
        if type_of(inner) == NUMBER:
            number = parse_number(right.text)
            if number is None or number_text(number) != right.text:
                return Bool(False)
            return equal(inner, Number(number))
    if is_single(right) and type_of(right.parts[0]) == type_of(inner):  # type: ignore[union-attr]
        return equal(inner, right.parts[0])  # type: ignore[union-attr]
    return _atom(left, right)


def _atom(left: Value, right: Value) -> Value:
    one, other = _in_order(unmark(left), unmark(right))
    return Test(Atom(one, other))


def _in_order(left: Value, right: Value) -> tuple[Value, Value]:
    """The literal last; of two residual values the one whose description sorts first."""
    if is_known(left) != is_known(right):
        return (right, left) if is_known(left) else (left, right)
    return (left, right) if repr(left) <= repr(right) else (right, left)
