"""Functions that change or ask for the sensitive mark."""

from __future__ import annotations

from converter.terraform.functions.model import Arguments, CallContext, Param, Table
from converter.terraform.narrowing import rebuild
from converter.terraform.types import BOOL
from converter.terraform.values import Bool, Choice, Mapping, ObjectView, Sequence, Unknown, Value, mark, unmark

TABLE = Table()
_ANYTHING = Param("value", null_ok=True, unknown_ok=True)


@TABLE.structural("sensitive", _ANYTHING, not_null=False, marks="own")
def sensitive(arguments: Arguments, context: CallContext) -> Value:
    """The value, marked sensitive."""
    del context
    value = arguments[0]
    return mark(value.expand() if isinstance(value, ObjectView) else value)


@TABLE.structural("nonsensitive", _ANYTHING, not_null=False, marks="own")
def nonsensitive(arguments: Arguments, context: CallContext) -> Value:
    """The value without its mark."""
    del context
    return _unmarked(arguments[0])


def _unmarked(value: Value) -> Value:
    """The value without its mark, nor those of the scalars that it is made of; elements of collections keep theirs."""
    match value:
        case Choice(condition, then, otherwise):
            return unmark(Choice(condition, _unmarked(then), _unmarked(otherwise)))
        case Sequence() | Mapping() | ObjectView():
            return unmark(value)
        case _:
            return rebuild(unmark(value), _unmarked)


@TABLE.structural("issensitive", _ANYTHING, returns=BOOL, marks="own")
def issensitive(arguments: Arguments, context: CallContext) -> Value:
    """Whether the value is marked sensitive."""
    del context
    value = arguments[0]
    if isinstance(value, Unknown) and not value.sensitive:
        return Unknown(BOOL, value.reason, not_null=True)
    return Bool(not isinstance(value, ObjectView) and value.sensitive)


@TABLE.structural("ephemeralasnull", _ANYTHING, not_null=False, marks="own")
def ephemeralasnull(arguments: Arguments, context: CallContext) -> Value:
    """The value: nothing in a configuration that is converted is ephemeral."""
    del context
    return arguments[0]
