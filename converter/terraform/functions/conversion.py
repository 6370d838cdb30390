"""The explicit conversions: tostring, tonumber, tobool, tolist, toset, tomap."""

from __future__ import annotations

import json

from converter.terraform.convert import convert
from converter.terraform.failures import ValueTypeError
from converter.terraform.functions.model import Arguments, CallContext, Param, RefusedError, Table
from converter.terraform.types import BOOL, DYNAMIC, NUMBER, STRING, ListType, MapType, ObjectType, SetType, Type
from converter.terraform.unification import friendly
from converter.terraform.values import ObjectView, String, Value, type_of
from converter.terraform.walking import is_sensitive

TABLE = Table()

_ONLY = {
    BOOL: 'only the strings "true" or "false" are allowed',
    NUMBER: "given string must be a decimal representation of a number",
}


def _converter(name: str, wanted: Type) -> None:
    @TABLE.structural(name, Param("v", null_ok=True, unknown_ok=True), returns=wanted, not_null=False)
    def evaluate(arguments: Arguments, context: CallContext) -> Value:
        del context
        value = arguments[0]
        try:
            return convert(value, wanted)
        except ValueTypeError:
            raise RefusedError(_message(value, wanted), 0) from None


def _message(value: Value, wanted: Type) -> str:
    given = ObjectType(()) if isinstance(value, ObjectView) else type_of(value)
    goal = friendly(wanted, constraint=True)
    if is_sensitive(value):
        return f"cannot convert this sensitive {friendly(given)} to {goal}"
    if given == STRING and wanted in _ONLY:
        what = json.dumps(value.text, ensure_ascii=False) if isinstance(value, String) else "string"
        return f"cannot convert {what} to {goal}; {_ONLY[wanted]}"
    return f"cannot convert {friendly(given)} to {goal}"


_converter("tostring", STRING)
_converter("tonumber", NUMBER)
_converter("tobool", BOOL)
_converter("tolist", ListType(DYNAMIC))
_converter("toset", SetType(DYNAMIC))
_converter("tomap", MapType(DYNAMIC))
