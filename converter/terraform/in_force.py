"""Residual values under the variables in force: where a value is needed now, and which variables that fixes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from converter.findings import Finding, FindingError, Findings, Severity, Span
from converter.terraform.calls import HIDDEN, lowered
from converter.terraform.evaluation import Constraint, Demand
from converter.terraform.failures import EvaluationError
from converter.terraform.formulas import map_values
from converter.terraform.functions import CallContext
from converter.terraform.inputs import InputVariable
from converter.terraform.lengths import lengths_of
from converter.terraform.narrowing import rebuild
from converter.terraform.residuals import elements_of_list, expand_list, substitute
from converter.terraform.scope import Scope, error
from converter.terraform.types import ListType, SetType
from converter.terraform.usual_account import is_zones, with_account, zones_in
from converter.terraform.values import Apply, Choice, Null, Parameter, Test, Unknown, Value
from converter.terraform.walking import is_known, leaves, parameters_in

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
        findings: Findings,
        constraints: dict[Constraint, None],
    ) -> None:
        self.variables = variables
        self.demands = demands
        self.context = context
        self.region = region
        self.findings = findings
        self.constraints = constraints
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
        return result if is_known(result) else Unknown(reason="known only after the deployment")

    def if_decided(self, value: Value, span: Span) -> Value | None:
        """The known value under the variables in force; None where they do not decide it, or it fails."""
        try:
            result = self.decided(value, span)
        except FindingError:
            return None
        return None if isinstance(result, Unknown) else result

    def expand(self, value: Value, span: Span) -> Value:
        """A residual list as a sequence of its elements, its length as it is under the variables in force."""
        if is_zones(value) and not self.everything_known:
            return elements_of_list(value, self.zones(span))
        known = self.decided(value, span)
        if isinstance(known, Unknown):
            return Unknown(reason="the number of elements is known only after the deployment")
        lengths = lengths_of(value)
        for name in lengths.lists:
            self.demand(name, span, LENGTH, length_only=True)
        for name in lengths.whole:
            self.demand(name, span, LENGTH)
        self.constraints.update(dict.fromkeys(lengths.constraints(known, span)))
        return expand_list(value, known)

    def zones(self, span: Span) -> int:
        """How many availability zones there are in the region in force, which is told."""
        number = zones_in(self.region())
        self.findings.add(
            Finding(
                "terraform-zones",
                Severity.WARNING,
                f"{number} availability zones are assumed",
                f"so many has an account in {self.region()}, and CloudFormation cannot count them; in a region with "
                "another number the templates make what they make there",
                span,
            )
        )
        return number

    def call_context(self, scope: Scope, span: Span) -> CallContext:
        """The context of a function call."""
        return self.context(scope, span)


def without_lengths(value: Value) -> Value:
    """The value without what speaks of nothing but the length of a list variable."""
    match value:
        case Apply("length", (Parameter(type=ListType() | SetType()),)):
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
