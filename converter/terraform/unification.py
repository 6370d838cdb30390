"""Conversion between types: which exist, which type several types have in common, how a mismatch is worded.

Facts: go-cty's package ``convert`` ("Conversions" in its documentation). A *safe* conversion cannot fail for any value
of the source type; an *unsafe* one may.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from converter.terraform.types import (
    BOOL,
    DYNAMIC,
    NUMBER,
    STRING,
    ListType,
    MapType,
    ObjectType,
    Primitive,
    SetType,
    TupleType,
    Type,
    is_primitive,
)

Collection = ListType | SetType | MapType


def without_optional(type_: Type) -> Type:
    """The type without its marks of optional attributes: that of values converted to it."""
    match type_:
        case ListType(element):
            return ListType(without_optional(element))
        case SetType(element):
            return SetType(without_optional(element))
        case MapType(element):
            return MapType(without_optional(element))
        case TupleType(elements):
            return TupleType(tuple(without_optional(e) for e in elements))
        case ObjectType(attributes):
            return ObjectType(tuple((name, without_optional(t)) for name, t in attributes))
        case _:
            return type_


def has_dynamic(type_: Type) -> bool:
    """Whether ``any`` occurs in the type."""
    match type_:
        case ListType(element) | SetType(element) | MapType(element):
            return has_dynamic(element)
        case TupleType(elements):
            return any(map(has_dynamic, elements))
        case ObjectType(attributes):
            return any(has_dynamic(t) for _, t in attributes)
        case _:
            return type_ == DYNAMIC


@lru_cache(maxsize=16384)
def convertible(source: Type, target: Type, *, safe: bool = False) -> bool:
    """Whether there is a conversion from one type to the other."""
    if target in (DYNAMIC, source):
        return True
    if source == DYNAMIC:
        return not safe
    match source, target:
        case Primitive(), Primitive():
            return target == STRING or (not safe and source == STRING)
        case ObjectType(), ObjectType(attributes, optional):
            return all(
                (name in optional) if (given := source.get(name)) is None else convertible(given, wanted, safe=safe)
                for name, wanted in attributes
            )
        case TupleType(given), TupleType(wanted):
            return len(given) == len(wanted) and all(
                convertible(g, w, safe=safe) for g, w in zip(given, wanted, strict=True)
            )
        case ((ListType(one) | SetType(one)), ListType(other)):
            return convertible(one, other, safe=safe)
        case ListType(one), SetType(other):
            return not safe and convertible(one, other, safe=safe)
        case SetType(one), SetType(other):
            return convertible(one, other, safe=safe)
        case MapType(one), MapType(other):
            return convertible(one, other, safe=safe)
        case TupleType(elements), (ListType(other) | SetType(other)):
            return _elements_convertible(elements, other, safe)
        case ObjectType(attributes), MapType(other):
            return _elements_convertible([t for _, t in attributes if t != DYNAMIC], other, safe)
        case MapType(one), ObjectType(attributes, optional):
            return not safe and all(name in optional or convertible(one, t) for name, t in attributes)
        case _:
            return False


def _elements_convertible(given: Sequence[Type], wanted: Type, safe: bool) -> bool:
    if not given:
        return True
    if wanted == DYNAMIC:
        common = unify(given, safe=safe)
        if common is None or (common == DYNAMIC and any(t != DYNAMIC for t in given)):
            return False
        wanted = common
    return all(convertible(t, wanted, safe=safe) for t in given)


def unify(types: Iterable[Type], *, safe: bool = False) -> Type | None:
    """The most general of the types, or one made of them, that all can be converted to; None where there is none."""
    return _unify(tuple(types), safe)


@lru_cache(maxsize=16384)
def _unify(types: tuple[Type, ...], safe: bool) -> Type | None:
    if not types:
        return None
    if all(t == types[0] for t in types):
        return types[0]
    structural = _by_kind(types, safe)
    if structural is not _UNDECIDED:
        assert structural is None or not isinstance(structural, _Undecided)
        return structural
    for candidate in _by_preference(types):
        if all(convertible(t, candidate, safe=safe) for t in types):
            return candidate
    return None


class _Undecided:
    """No structural rule applies."""


_UNDECIDED = _Undecided()


def _by_kind(types: tuple[Type, ...], safe: bool) -> Type | _Undecided | None:
    kinds = {type(t) for t in types if t != DYNAMIC}
    dynamic = DYNAMIC in types
    if kinds in ({MapType}, {ListType}, {SetType}):
        return DYNAMIC if dynamic else _unify_collections(types, safe)
    if kinds == {MapType, ObjectType}:
        found = _as_collection(types, ObjectType, safe)
        return found if isinstance(found, MapType) else _UNDECIDED
    if kinds == {ListType, TupleType}:
        found = _as_collection(types, TupleType, safe)
        return found if isinstance(found, ListType) else _UNDECIDED
    if kinds == {ObjectType}:
        return DYNAMIC if dynamic else _unify_objects([t for t in types if isinstance(t, ObjectType)], safe)
    if kinds == {TupleType}:
        return DYNAMIC if dynamic else _unify_tuples([t for t in types if isinstance(t, TupleType)], safe)
    if {ObjectType, TupleType} <= kinds:
        return None
    return _UNDECIDED


def _unify_collections(types: tuple[Type, ...], safe: bool) -> Type | None:
    element = unify([t.element for t in types if isinstance(t, Collection)], safe=safe)
    if element is None:
        return None
    match types[0]:
        case ListType():
            return ListType(element)
        case SetType():
            return SetType(element)
        case _:
            return MapType(element)


def _as_collection(types: tuple[Type, ...], kind: type[ObjectType | TupleType], safe: bool) -> Type | None:
    """Objects among maps (tuples among lists) are taken as maps (lists) first, then unified with the others."""
    structures = [t for t in types if isinstance(t, kind)]
    if kind is ObjectType:
        common = _objects_to_map([t for t in structures if isinstance(t, ObjectType)], safe)
    else:
        common = _tuples_to_list([t for t in structures if isinstance(t, TupleType)], safe)
    return None if common is None else unify([common if isinstance(t, kind) else t for t in types], safe=safe)


def _unify_objects(types: list[ObjectType], safe: bool) -> Type | None:
    names = [name for name, _ in types[0].attributes]
    if any([name for name, _ in t.attributes] != names for t in types[1:]):
        return _objects_to_map(types, safe)
    attributes: dict[str, Type] = {}
    for position, name in enumerate(names):
        common = unify([t.attributes[position][1] for t in types], safe=safe)
        if common is None:
            return None
        attributes[name] = common
    result = ObjectType.of(attributes)
    return result if all(convertible(t, result, safe=safe) for t in types) else _objects_to_map(types, safe)


def _objects_to_map(types: list[ObjectType], safe: bool) -> Type | None:
    element = unify([t for object_ in types for _, t in object_.attributes], safe=safe)
    if element is None:
        return None
    result = MapType(element)
    return result if all(convertible(t, result, safe=safe) for t in types) else None


def _unify_tuples(types: list[TupleType], safe: bool) -> Type | None:
    if any(len(t.elements) != len(types[0].elements) for t in types[1:]):
        return _tuples_to_list(types, safe)
    elements = []
    for position in range(len(types[0].elements)):
        common = unify([t.elements[position] for t in types], safe=safe)
        if common is None:
            return None
        elements.append(common)
    result = TupleType(tuple(elements))
    return result if all(convertible(t, result, safe=safe) for t in types) else _tuples_to_list(types, safe)


def _tuples_to_list(types: list[TupleType], safe: bool) -> Type | None:
    element = unify([t for tuple_ in types for t in tuple_.elements], safe=safe)
    if element is None:
        return None
    result = ListType(element)
    return result if all(convertible(t, result, safe=safe) for t in types) else None


def _by_preference(types: tuple[Type, ...]) -> list[Type]:
    """The types ordered by generality: a type comes before those that it is more general than."""
    successors: list[list[int]] = [[] for _ in types]
    waiting = [0] * len(types)
    for i in range(len(types)):
        for j in range(i + 1, len(types)):
            order = _compare(types[i], types[j])
            if order < 0:
                successors[i].append(j)
                waiting[j] += 1
            elif order > 0:
                successors[j].append(i)
                waiting[i] += 1
    queue = [i for i, count in enumerate(waiting) if count == 0]
    for i in queue:
        for j in successors[i]:
            waiting[j] -= 1
            if waiting[j] == 0:
                queue.append(j)
    return [types[i] for i in queue]


def _compare(one: Type, other: Type) -> int:
    """Negative where ``one`` is more general, positive where ``other`` is, 0 where neither is."""
    if one == other:
        return 0
    if DYNAMIC in (one, other):
        return 1 if one == DYNAMIC else -1
    match one, other:
        case Primitive(), Primitive():
            return -1 if one == STRING else 1 if other == STRING else 0
        case (ListType(a), ListType(b)) | (SetType(a), SetType(b)) | (MapType(a), MapType(b)):
            return _compare(a, b)
        case (TupleType() | ListType(), SetType()) | (ListType(), TupleType()) | (MapType(), ObjectType()):
            return -1
        case (SetType(), TupleType() | ListType()) | (TupleType(), ListType()) | (ObjectType(), MapType()):
            return 1
        case ObjectType(a), ObjectType(b):
            if [name for name, _ in a] != [name for name, _ in b]:
                return 0
            return _common_order([_compare(x, y) for (_, x), (_, y) in zip(a, b, strict=True)])
        case TupleType(a), TupleType(b):
            if len(a) != len(b):
                return 0
            return _common_order([_compare(x, y) for x, y in zip(a, b, strict=True)])
        case _:
            return 0


def _common_order(orders: list[int]) -> int:
    less, more = any(o < 0 for o in orders), any(o > 0 for o in orders)
    return 0 if less == more else -1 if less else 1


def with_dynamic_replaced(source: Type, target: Type) -> Type:
    """``target`` with every ``any`` replaced by the type that ``source`` has there."""
    if source == DYNAMIC:
        return target
    match target:
        case Primitive("dynamic"):
            return source
        case ListType(element) | SetType(element) | MapType(element):
            kind = type(target)
            if isinstance(source, Collection):
                return kind(with_dynamic_replaced(source.element, element))
            parts: Sequence[Type] = ()
            if isinstance(source, TupleType):
                parts = source.elements
            elif isinstance(source, ObjectType):
                parts = [t for _, t in source.attributes]
            common = unify(parts)
            return target if common is None else kind(with_dynamic_replaced(common, element))
        case ObjectType(attributes):
            if isinstance(source, MapType):
                return ObjectType(tuple((n, with_dynamic_replaced(source.element, t)) for n, t in attributes))
            if isinstance(source, ObjectType):
                return ObjectType(tuple((n, with_dynamic_replaced(source.get(n) or DYNAMIC, t)) for n, t in attributes))
            return target
        case TupleType(elements) if isinstance(source, TupleType) and len(source.elements) == len(elements):
            pairs = zip(source.elements, elements, strict=True)
            return TupleType(tuple(with_dynamic_replaced(s, t) for s, t in pairs))
        case _:
            return target


# ---------------------------------------------------------------------------------------------- wording


def friendly(type_: Type, *, constraint: bool = False) -> str:
    """How messages name a type: ``list of string``, ``object``."""
    match type_:
        case Primitive("dynamic"):
            return "any type" if constraint else "dynamic"
        case Primitive(name):
            return name
        case ListType(element):
            return f"list of {_inner(element, constraint)}"
        case SetType(element):
            return f"set of {_inner(element, constraint)}"
        case MapType(element):
            return f"map of {_inner(element, constraint)}"
        case TupleType():
            return "tuple"
        case ObjectType():
            return "object"


def _inner(element: Type, constraint: bool) -> str:
    if element == DYNAMIC:
        return "any single type" if constraint else "dynamic"
    return friendly(element, constraint=constraint)


def mismatch(given: Type, wanted: Type) -> str:
    """Why no value of type ``given`` can become a ``wanted`` one."""
    match given, wanted:
        case ObjectType(), ObjectType():
            return _object_mismatch(given, wanted)
        case TupleType(), ListType(Primitive("dynamic")):
            return "all list elements must have the same type"
        case TupleType(), SetType(Primitive("dynamic")):
            return "all set elements must have the same type"
        case ObjectType(), MapType(Primitive("dynamic")):
            return "all map elements must have the same type"
        case TupleType(elements), (ListType(element) | SetType(element)):
            for position, part in enumerate(elements):
                if not convertible(part, element):
                    return f"element {position}: {mismatch(part, element)}"
            return f"all elements must be {friendly(element, constraint=True)}"
        case ObjectType(attributes), MapType(element):
            for name, part in attributes:
                if not convertible(part, element):
                    return f'element "{name}": {mismatch(part, element)}'
            return f"all elements must be {friendly(element, constraint=True)}"
        case ((TupleType() | ObjectType()), (ListType() | SetType() | MapType())):
            return f"{friendly(wanted, constraint=True)} required"
        case ((ListType(one) | SetType(one)), (ListType(other) | SetType(other))):
            noun = "list" if isinstance(wanted, ListType) else "set"
            return f"incorrect {noun} element type: {mismatch(one, other)}"
        case MapType(one), MapType(other):
            return f"incorrect map element type: {mismatch(one, other)}"
        case ((ListType() | SetType() | MapType()), (ListType() | SetType() | MapType())):
            return f"{friendly(wanted, constraint=True)} required"
        case _ if not _confusing(given, wanted):
            return f"{friendly(wanted)} required, but have {friendly(given)}"
        case _:
            return f"{friendly(wanted, constraint=True)} required"


def _confusing(given: Type, wanted: Type) -> bool:
    """Whether naming both types would mislead, as a string that is no number is not wrong by its type."""
    if is_primitive(given) != is_primitive(wanted) or wanted == STRING:
        return False
    return {given, wanted} != {BOOL, NUMBER} and not (isinstance(given, TupleType) and isinstance(wanted, ObjectType))


def _object_mismatch(given: ObjectType, wanted: ObjectType) -> str:
    missing = [name for name, _ in wanted.attributes if given.get(name) is None and name not in wanted.optional]
    if missing:
        return missing_attributes(missing)
    for safe in (False, True):
        for name, type_ in wanted.attributes:
            part = given.get(name)
            if part is not None and not convertible(part, type_, safe=safe):
                return f'attribute "{name}": {mismatch(part, type_)}'
    return "incorrect object attributes"


def missing_attributes(names: Iterable[str]) -> str:
    """The message for required attributes that an object lacks."""
    quoted = [f'"{name}"' for name in sorted(names)]
    if len(quoted) == 1:
        return f"attribute {quoted[0]} is required"
    if len(quoted) == 2:
        return f"attributes {quoted[0]} and {quoted[1]} are required"
    return f"attributes {', '.join(quoted[:-1])}, and {quoted[-1]} are required"
