"""What evaluating expressions asks of its surroundings, and what its parts ask of each other."""

from __future__ import annotations

from typing import Protocol

from converter.findings import Span
from converter.hcl.syntax import Expression
from converter.terraform.formulas import Formula
from converter.terraform.functions import CallContext
from converter.terraform.scope import Scope
from converter.terraform.values import Value


class Host(Protocol):
    """What the evaluator around an expression supplies."""

    @property
    def everything_known(self) -> bool:
        """Whether no variable is symbolic, so that evaluating more than is needed fixes nothing."""
        ...

    def in_force(self, value: Value, span: Span, why: str) -> Value:
        """The known value that a residual one has under the variables in force; records what was fixed by it."""
        ...

    def key_in_force(self, value: Value, span: Span) -> Value:
        """The same, for the text of a key that stays residual: nothing is fixed."""
        ...

    def expand(self, value: Value, span: Span) -> Value:
        """A residual list as a sequence of its elements; records that its length was fixed."""
        ...

    def call_context(self, scope: Scope, span: Span) -> CallContext:
        """The context of a function call at a place."""
        ...


class Evaluates(Protocol):
    """The evaluation of expressions, as its parts see it."""

    @property
    def host(self) -> Host:
        """The surroundings."""
        ...

    def evaluate(self, expression: Expression, scope: Scope) -> Value:
        """The value of an expression. Raises FindingError where evaluation fails."""
        ...

    def count_step(self) -> None:
        """Note one step of the evaluation. Raises LimitError where there were too many."""
        ...

    def branch(self, expression: Expression, scope: Scope) -> Value:
        """The value of an expression, or the failure that its evaluation ends in."""
        ...

    def condition(self, expression: Expression, scope: Scope, what: str) -> Formula | None:
        """The formula of a condition; None where it is known only after the deployment."""
        ...
