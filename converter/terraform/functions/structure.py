"""The structure of arguments: collections of elements, whatever node stands for them."""

from __future__ import annotations

from converter.terraform.functions.model import CallContext, RefusedError
from converter.terraform.types import DYNAMIC, ListType, MapType, ObjectType, SetType, TupleType, Type
from converter.terraform.unification import friendly
from converter.terraform.values import Choice, Failure, Mapping, Null, ObjectView, Sequence, Unknown, Value, type_of


def as_sequence(value: Value, context: CallContext, message: str, argument: int = 0) -> Sequence | Unknown:
    """The value as a sequence of elements. Raises RefusedError with ``message`` where it is none."""
    found = _structure(value, context)
    if isinstance(found, Sequence | Unknown):
        return found
    raise RefusedError(message.format(friendly(_kind(value))), argument)


def as_mapping(value: Value, context: CallContext, message: str, argument: int = 0) -> Mapping | Unknown:
    """The value as a map or object. Raises RefusedError with ``message`` where it is none."""
    found = _structure(value, context)
    if isinstance(found, Mapping | Unknown):
        return found
    raise RefusedError(message.format(friendly(_kind(value))), argument)


def _kind(value: Value) -> Type:
    return ObjectType(()) if isinstance(value, ObjectView) else type_of(value)


def is_residual_list(value: Value) -> bool:
    """Whether the value is a list whose elements are computed at the deployment, so that its length is not known."""
    if isinstance(value, Sequence | Unknown | Null | Failure | Choice | ObjectView):
        return False
    return isinstance(type_of(value), ListType)


def _structure(value: Value, context: CallContext) -> Value:
    """A collection of elements: a residual one is expanded, an object evaluated on demand is evaluated."""
    match value:
        case ObjectView():
            return value.expand()
        case Sequence() | Mapping() | Unknown() | Null() | Failure():
            return value
        case _ if isinstance(type_of(value), ListType | SetType | MapType | TupleType | ObjectType):
            return context.expand(value)
        case _ if type_of(value) == DYNAMIC:
            return context.expand(value)
        case _:
            return value
