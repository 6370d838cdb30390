"""The elements of a list value, with the conditions under which each one exists."""

from __future__ import annotations

from collections.abc import Iterator

from converter.findings import Span
from converter.rules.inexpressible import InexpressibleError
from converter.terraform.choosing import map_leaves
from converter.terraform.evaluator import Constraint, Demand, Evaluation
from converter.terraform.formulas import ALWAYS, NEVER, Formula, both, negate
from converter.terraform.functions import CallContext
from converter.terraform.in_force import LENGTH
from converter.terraform.lengths import lengths_of
from converter.terraform.navigation import is_residual_collection
from converter.terraform.residuals import FunctionError, OperatorError, expand_list, substitute
from converter.terraform.values import Choice, Item, Null, Sequence, Unknown, Value
from converter.terraform.walking import parameters_in


class Elements:
    """Opens list values. How many elements there are is fixed: ``demands`` and ``constraints`` keep their number."""

    def __init__(self, evaluation: Evaluation) -> None:
        self.variables = evaluation.variables
        self.demands: dict[Demand, None] = {}
        self.constraints: dict[Constraint, None] = {}

    def of(self, value: Value, span: Span, guard: Formula = ALWAYS) -> Iterator[Item]:
        """The elements of a list (a single value is a list of one). Raises InexpressibleError."""
        match value:
            case Null():
                return
            case Choice(condition, then, otherwise):
                yield from self.of(then, span, both(guard, condition))
                yield from self.of(otherwise, span, both(guard, negate(condition)))
            case Sequence(items=items):
                for item in items:
                    inner = both(guard, item.guard)
                    if inner != NEVER:
                        yield Item(item.value, inner)
            case _ if is_residual_collection(value):
                yield from self.of(self._expanded(value, span), span, guard)
            case _:
                yield Item(value, guard)

    def opened(self, value: Value, span: Span) -> Value:
        """A value with every residual list in it written out element by element."""
        return map_leaves(value, lambda leaf: self._expanded(leaf, span) if is_residual_collection(leaf) else leaf)

    def _expanded(self, value: Value, span: Span) -> Value:
        names = parameters_in(value)
        missing = next((n for n in names if self.variables[n].in_force is None), None)
        if missing is not None:
            raise InexpressibleError(
                f"the number of elements of var.{missing} shapes the resources; give a value with --var {missing}=…"
            )
        try:
            known = substitute(value, lambda p: self.variables[p.name].in_force or Null(), CallContext())
        except (FunctionError, OperatorError) as problem:
            raise InexpressibleError(str(problem)) from None
        expanded = expand_list(value, known)
        if isinstance(expanded, Unknown):
            raise InexpressibleError(expanded.reason)
        lengths = lengths_of(value)
        if lengths.whole:
            raise InexpressibleError(
                f"how many elements there are depends on the value of var.{lengths.whole[0]}; keep it fixed"
            )
        for name in lengths.lists:
            self.demands.setdefault(Demand(name, span, LENGTH, length_only=True))
        self.constraints.update(dict.fromkeys(lengths.constraints(known, span)))
        return expanded
