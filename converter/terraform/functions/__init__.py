"""Terraform's built-in functions over known, residual, guarded and conditional values.

Facts: "Built-in Functions" in the Terraform language documentation. One table says for each function what it does with
known arguments and what becomes of it over residual ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from converter.terraform.functions import (
    collections,
    combination,
    conversion,
    crypto,
    datetimes,
    encoding,
    filesystem,
    formatting,
    network,
    numeric,
    patterns,
    selection,
    sensitivity,
    setlike,
    text,
)
from converter.terraform.functions.dispatch import call_function
from converter.terraform.functions.model import CallContext, FileAccess, Function, FunctionError, Param
from converter.terraform.values import Value

__all__ = ["FUNCTIONS", "CallContext", "FileAccess", "Function", "FunctionError", "Param", "call"]

_MODULES = (
    collections,
    combination,
    conversion,
    crypto,
    datetimes,
    encoding,
    filesystem,
    formatting,
    network,
    numeric,
    patterns,
    selection,
    sensitivity,
    setlike,
    text,
)

FUNCTIONS: Mapping[str, Function] = MappingProxyType(
    {name: function for module in _MODULES for name, function in sorted(module.TABLE.functions.items())}
)


def call(name: str, arguments: Sequence[Value], context: CallContext) -> Value:
    """The result of a built-in function. Raises FunctionError where it does not take the arguments."""
    return call_function(FUNCTIONS, name.removeprefix("core::"), arguments, context)
