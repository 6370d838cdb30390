"""Terraform's built-in functions over known, residual, guarded and conditional values.

Facts: "Built-in Functions" in the Terraform language documentation. One table says for each function what it does with
known arguments and what becomes of it over residual ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from converter.terraform.functions.collections import TABLE as COLLECTIONS
from converter.terraform.functions.combination import TABLE as COMBINATION
from converter.terraform.functions.conversion import TABLE as CONVERSION
from converter.terraform.functions.crypto import TABLE as CRYPTO
from converter.terraform.functions.datetimes import TABLE as DATETIMES
from converter.terraform.functions.dispatch import call_function, check_types
from converter.terraform.functions.encoding import TABLE as ENCODING
from converter.terraform.functions.filesystem import TABLE as FILESYSTEM
from converter.terraform.functions.formatting import TABLE as FORMATTING
from converter.terraform.functions.model import CallContext, FileAccess, Function, FunctionError, Param
from converter.terraform.functions.network import TABLE as NETWORK
from converter.terraform.functions.numeric import TABLE as NUMERIC
from converter.terraform.functions.patterns import TABLE as PATTERNS
from converter.terraform.functions.selection import TABLE as SELECTION
from converter.terraform.functions.sensitivity import TABLE as SENSITIVITY
from converter.terraform.functions.setlike import TABLE as SETLIKE
from converter.terraform.functions.text import TABLE as TEXT
from converter.terraform.values import Value

__all__ = ["FUNCTIONS", "CallContext", "FileAccess", "Function", "FunctionError", "Param", "call", "check_arguments"]

_TABLES = (
    COLLECTIONS,
    COMBINATION,
    CONVERSION,
    CRYPTO,
    DATETIMES,
    ENCODING,
    FILESYSTEM,
    FORMATTING,
    NETWORK,
    NUMERIC,
    PATTERNS,
    SELECTION,
    SENSITIVITY,
    SETLIKE,
    TEXT,
)

FUNCTIONS: Mapping[str, Function] = MappingProxyType(
    {name: function for table in _TABLES for name, function in sorted(table.functions.items())}
)


def check_arguments(name: str, arguments: Sequence[Value]) -> None:
    """Raise FunctionError where a function does not take one of its first arguments."""
    function = FUNCTIONS.get(name)
    if function is not None:
        check_types(function, arguments)


def call(name: str, arguments: Sequence[Value], context: CallContext) -> Value:
    """The result of a built-in function. Raises FunctionError where it does not take the arguments."""
    return call_function(FUNCTIONS, name, arguments, context)
