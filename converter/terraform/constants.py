"""Expressions that may refer to nothing: defaults of variables, values in variables files."""

from __future__ import annotations

from converter.findings import Span
from converter.hcl.syntax import Expression
from converter.terraform.expressions import Expressions
from converter.terraform.functions import CallContext
from converter.terraform.referring import calls_in
from converter.terraform.scope import Scope, error
from converter.terraform.values import ObjectView, Value


class NoNames:
    """The root names of a place that may refer to nothing."""

    allowed = "only literal values can stand here"

    def root(self, name: str) -> ObjectView | None:
        """None, whatever the name."""
        del name
        return None


class _ConstantHost:
    """Nothing is residual where nothing can be referred to."""

    everything_known = True

    def in_force(self, value: Value, span: Span, why: str) -> Value:
        del span, why
        return value

    def key_in_force(self, value: Value, span: Span) -> Value:
        del span
        return value

    def expand(self, value: Value, span: Span) -> Value:
        del span
        return value

    def call_context(self, scope: Scope, span: Span) -> CallContext:
        del span
        return CallContext(assumption=scope.assumption)


def constant(expression: Expression) -> Value:
    """The value of an expression without references and functions. Raises FindingError where it has some, or fails."""
    call = next(calls_in(expression), None)
    if call is not None:
        raise error("function calls not allowed", "only literal values can stand here", call.name_span)
    return Expressions(_ConstantHost()).evaluate(expression, Scope(NoNames()))
