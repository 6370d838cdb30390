"""Which values a variable's own ``validation`` blocks take, and which values are worth asking about."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from converter.findings import FindingError, Span
from converter.hcl.syntax import Literal
from converter.terraform.configuration import Check
from converter.terraform.constants import NoNames
from converter.terraform.convert import ValueTypeError, convert
from converter.terraform.expressions import Expressions
from converter.terraform.functions import CallContext
from converter.terraform.inputs import InputVariable
from converter.terraform.scope import Scope
from converter.terraform.types import is_primitive
from converter.terraform.values import Bool, Mapping, Sequence, String, Value


class _Host:
    """Nothing is residual where the only name is that of a known variable."""

    everything_known = True

    def in_force(self, value: Value, span: Span, why: str) -> Value:  # noqa: ARG002 - the protocol's signature
        return value

    def key_in_force(self, value: Value, span: Span) -> Value:  # noqa: ARG002 - the protocol's signature
        return value

    def expand(self, value: Value, span: Span) -> Value:  # noqa: ARG002 - the protocol's signature
        return value

    def call_context(self, scope: Scope, span: Span) -> CallContext:  # noqa: ARG002 - the protocol's signature
        return CallContext(assumption=scope.assumption)


_EXPRESSIONS = Expressions(_Host())


def accepts(variable: InputVariable, text: str) -> bool | None:
    """Whether Terraform takes a text (elements joined by commas for a list); None where that cannot be said."""
    try:
        value = convert(_raw(variable, text), variable.constraint.type)
    except ValueTypeError:
        return False
    results = [_holds(check, variable.name, value) for check in variable.config.validations]
    if False in results:
        return False
    return None if None in results else True


def _raw(variable: InputVariable, text: str) -> Value:
    if is_primitive(variable.constraint.type):
        return String(text)
    return Sequence.of(String(piece.strip()) for piece in text.split(","))


def _holds(check: Check, name: str, value: Value) -> bool | None:
    scope = Scope(NoNames(), symbols={"var": Mapping.of({name: value})})
    try:
        result = _EXPRESSIONS.evaluate(check.condition, scope)
    except FindingError:
        return None
    return result.value if isinstance(result, Bool) else None


def literals(variable: InputVariable) -> Iterator[str]:
    """The literals in the validations, and for numbers their neighbours."""
    for check in variable.config.validations:
        for node in _nodes(check.condition):
            if isinstance(node, Literal):
                if isinstance(node.value, str):
                    yield node.value
                elif isinstance(node.value, (int, Decimal)) and not isinstance(node.value, bool):
                    yield from (format(Decimal(node.value) + step, "f") for step in (-1, 0, 1))


def _nodes(expression: object) -> Iterator[object]:
    """A syntax node and everything below it."""
    yield expression
    for name in getattr(type(expression), "__dataclass_fields__", {}):
        inner = getattr(expression, name)
        for item in inner if isinstance(inner, tuple) else (inner,):
            if hasattr(type(item), "__dataclass_fields__") and not isinstance(item, Span):
                yield from _nodes(item)
