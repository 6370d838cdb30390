"""The types of results that are not known, as far as the types of the arguments tell them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from converter.terraform.types import (
    DYNAMIC,
    STRING,
    ListType,
    MapType,
    ObjectType,
    SetType,
    TupleType,
    Type,
)
from converter.terraform.unification import unify

Types = Sequence[Type]


def _element(kind: Type) -> Type:
    """The type of all elements; ``any`` where they have none in common, or it is not known."""
    match kind:
        case ListType(element) | SetType(element) | MapType(element):
            return element
        case TupleType(elements):
            return unify(elements) or DYNAMIC
        case ObjectType(attributes):
            return unify(t for _, t in attributes) or DYNAMIC
        case _:
            return DYNAMIC


def _same_list(types: Types) -> Type:
    return types[0] if isinstance(types[0], ListType) else DYNAMIC


def _first_element(types: Types) -> Type:
    return types[0].element if isinstance(types[0], ListType | SetType | MapType) else DYNAMIC


def _keys(types: Types) -> Type:
    match types[0]:
        case MapType():
            return ListType(STRING)
        case ObjectType(attributes):
            return TupleType((STRING,) * len(attributes))
        case _:
            return DYNAMIC


def _values(types: Types) -> Type:
    match types[0]:
        case MapType(element):
            return ListType(element)
        case ObjectType(attributes):
            return TupleType(tuple(t for _, t in attributes))
        case _:
            return DYNAMIC


def _concat(types: Types) -> Type:
    if all(isinstance(t, ListType) for t in types):
        common = unify(types)
        return common if common is not None else DYNAMIC
    return DYNAMIC


def _lookup(types: Types) -> Type:
    return types[0].element if isinstance(types[0], MapType) else DYNAMIC


def _merge(types: Types) -> Type:
    if isinstance(types[0], MapType) and all(t == types[0] for t in types):
        return types[0]
    attributes: dict[str, Type] = {}
    for kind in types:
        if not isinstance(kind, ObjectType):
            return DYNAMIC
        attributes.update(kind.attributes)
    return ObjectType.of(attributes)


def _sets(types: Types) -> Type:
    return SetType(unify(map(_element, types)) or DYNAMIC)


def _setproduct(types: Types) -> Type:
    row = TupleType(tuple(map(_element, types)))
    return SetType(row) if any(isinstance(t, SetType) for t in types) else ListType(row)


def _zipmap(types: Types) -> Type:
    if isinstance(types[1], ListType) and len(types) == 2:
        return MapType(types[1].element)
    return DYNAMIC


UNKNOWN_TYPES: Mapping[str, Callable[[Types], Type]] = {
    "chunklist": lambda types: ListType(types[0]) if isinstance(types[0], ListType) else DYNAMIC,
    "concat": _concat,
    "distinct": _same_list,
    "element": _first_element,
    "keys": _keys,
    "lookup": _lookup,
    "merge": _merge,
    "one": _first_element,
    "reverse": lambda types: ListType(types[0].element) if isinstance(types[0], SetType) else _same_list(types),
    "setintersection": _sets,
    "setproduct": _setproduct,
    "setsubtract": _sets,
    "setunion": _sets,
    "slice": _same_list,
    "values": _values,
    "zipmap": _zipmap,
}
"""By function: the type of an unknown result from the types of the arguments."""
