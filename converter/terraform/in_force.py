"""Residual values under the variables in force: where a value is needed now, and which variables that fixes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from converter.findings import FindingError, Span
from converter.terraform.calls import HIDDEN, lowered
from converter.terraform.evaluation import Demand
from converter.terraform.failures import EvaluationError
from converter.terraform.formulas import map_values
from converter.terraform.functions import CallContext
from converter.terraform.inputs import InputVariable
from converter.terraform.narrowing import rebuild
from converter.terraform.residuals import expand_list, is_decided, leaves, parameters_in, substitute
from converter.terraform.scope import Scope, error
from converter.terraform.usual_account import with_account
from converter.terraform.values import Apply, Choice, Null, Parameter, Test, Unknown, Value

LENGTH = "the number of elements shapes the resources"

Context = Callable[[Scope | None, Span], CallContext]
"""The context of a function call in a scope (None: in the root module) at a place."""


class InForce:
    """The host of expressions: knows the variables' values and records who needed them."""

    def __init__(
        self,
        variables: Mapping[str, InputVariable],
        demands: dict[Demand, None],
        context: Context,
        region: Callable[[], str],
    ) -> None:
        self.variables = variables
        self.demands = demands
        self.context = context
        self.region = region
        self.everything_known = False

    def demand(self, variable: str, span: Span, why: str, *, length_only: bool = False) -> None:
        """Record that a variable's value, or a list's length, was needed."""
        self.demands.setdefault(Demand(variable, span, why, length_only))

    def in_force(self, value: Value, span: Span, why: str) -> Value:
        """The known value of a residual one under the variables in force; the variables in it become fixed."""
        whole = {leaf.name for leaf in leaves(without_lengths(value)) if isinstance(leaf, Parameter)}
        for name in parameters_in(value):
            self.demand(name, span, why if name in whole else LENGTH, length_only=name not in whole)
        return self.decided(value, span)

    def key_in_force(self, value: Value, span: Span) -> Value:
        """The known value of a residual key under the variables in force; nothing becomes fixed.

        What a plan reads of the account's region and partition is known too, as it is in the region in force.
        """
        return self.decided(with_account(value, self.region), span)

    def decided(self, value: Value, span: Span) -> Value:
        """The known value of a residual one under the variables in force; Unknown where they do not decide it."""

        def known(parameter: Parameter) -> Value:
            variable = self.variables[parameter.name]
            if variable.in_force is None:
                raise no_value(variable, span)
            return variable.in_force

        try:
            result = substitute(value, known, self.context(None, span))
        except EvaluationError as problem:
            names = parameters_in(value)
            hidden = any(self.variables[n].config.sensitive for n in names)
            detail = HIDDEN if hidden else f"{problem.detail} (with the values in force of var.{', var.'.join(names)})"
            raise error(lowered(problem.summary), detail, span) from None
        return result if is_decided(result) else Unknown(reason="known only after the deployment")

    def if_decided(self, value: Value, span: Span) -> Value | None:
        """The known value under the variables in force; None where they do not decide it, or it fails."""
        try:
            result = self.decided(value, span)
        except FindingError:
            return None
        return None if isinstance(result, Unknown) else result

    def expand(self, value: Value, span: Span) -> Value:
        """A residual list as a sequence of its elements, its length as it is under the variables in force."""
        known = self.decided(value, span)
        if isinstance(known, Unknown):
            return Unknown(reason="the number of elements is known only after the deployment")
        for name in parameters_in(value):
            self.demand(name, span, LENGTH, length_only=True)
        return expand_list(value, known)

    def call_context(self, scope: Scope, span: Span) -> CallContext:
        """The context of a function call."""
        return self.context(scope, span)


def without_lengths(value: Value) -> Value:
    """The value without what speaks of nothing but the length of a list variable."""
    match value:
        case Apply("length", (Parameter(),)):
            return Null()
        case Choice(condition, then, otherwise):
            return replace(
                value,
                condition=map_values(condition, without_lengths),
                then=without_lengths(then),
                otherwise=without_lengths(otherwise),
            )
        case Test(formula):
            return replace(value, formula=map_values(formula, without_lengths))
        case _:
            return rebuild(value, without_lengths)


def no_value(variable: InputVariable, span: Span) -> FindingError:
    """The error about a variable without a value where one is needed; why it has none, if that is known."""
    if variable.problems:
        return FindingError(*variable.problems)
    return error(
        f"no value for required variable {variable.name!r}",
        f"its value shapes the resources here; give one with --var {variable.name}=… or a variables file",
        span,
        "terraform-variable",
    )
