"""Lone expressions in the root module of a configuration, as ``terraform console`` evaluates them without a state."""

from __future__ import annotations

from converter.findings import Findings
from converter.hcl import parse_expression
from converter.terraform.evaluator import deep_stack
from converter.terraform.loading import Project
from converter.terraform.planning import as_planned, evaluator_in_force
from converter.terraform.provider_schema import ProviderSchema
from converter.terraform.scope import error
from converter.terraform.static_checks import check_references
from converter.terraform.values import Value

FILE = "<console>"
"""What spans in the expressions name as their file."""


class Console:
    """Evaluates expressions one by one; the values that they refer to are evaluated once."""

    def __init__(self, project: Project, schema: ProviderSchema) -> None:
        self._evaluator = evaluator_in_force(project, schema, Findings())

    def evaluate(self, text: str) -> Value:
        """The value of an expression, with unknown values for what a plan does not know.

        Raises FindingError where it has none.
        """
        evaluator = self._evaluator
        with deep_stack():
            try:
                expression = parse_expression(text, FILE)
                check_references(expression, evaluator.root.node, evaluator.schema)
                return as_planned(evaluator.expressions.evaluate(expression, evaluator.scope(evaluator.root)))
            except RecursionError:
                raise error("expression is nested too deeply", "split it up", None) from None
