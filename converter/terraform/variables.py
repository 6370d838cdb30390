"""The values of input variables: the root module's, symbolic or known, and those that module calls give.

Facts: "Input Variables" and "Module Blocks", Terraform language documentation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.findings import FindingError, Span
from converter.terraform.in_force import no_value
from converter.terraform.narrowing import narrow, placed
from converter.terraform.references import ModuleInstance
from converter.terraform.scope import error
from converter.terraform.spreading import STRUCTURE, put_together
from converter.terraform.values import Null, Value, mark

if TYPE_CHECKING:
    from converter.terraform.evaluator import Evaluator


class Variables:
    """The input variables of all module instances, each evaluated at most once."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator

    def value(self, module: ModuleInstance, name: str, span: Span | None = None) -> Value:
        """The value of ``var.name`` in a module instance; ``span`` is what asks for it."""
        header = module.node.config.variables[name].block.header
        described = f"{module.prefix}var.{name}"
        key = ("var", module, name)
        if module.parent is None:
            self._note_use(name, span or header)
            return self.evaluator.once(key, described, header, lambda: self._of_root(name, span or header))
        return self.evaluator.once(key, described, header, lambda: self._of_module(module, name))

    def has_value(self, name: str) -> bool:
        """Whether a root variable has a value, known or symbolic."""
        variable = self.evaluator.variables[name]
        if name in self.evaluator.settings.values:
            return True
        return not variable.problems and (variable.can_stay_symbolic or variable.in_force is not None)

    def _note_use(self, name: str, span: Span) -> None:
        """Record where a variable is used that no parameter can carry: that place needs its value."""
        variable = self.evaluator.variables[name]
        if variable.parts:
            if name not in self.evaluator.settings.values:
                self.evaluator.in_force.demand(name, span, STRUCTURE, length_only=True)
            return
        if not variable.can_stay_symbolic and not variable.problems and name not in self.evaluator.settings.values:
            self.evaluator.in_force.demand(name, span, variable.why_not_symbolic)

    def _of_root(self, name: str, span: Span) -> Value:
        """A root variable: known where it was given so or fixed, else a parameter."""
        variable, fixed = self.evaluator.variables[name], self.evaluator.fixed
        if variable.parts and variable.in_force is not None:
            given = self.evaluator.settings.values
            value = put_together(
                variable, given.get(name, variable.in_force), given.get if name in given else self._part
            )
            return mark(value, variable.config.sensitive)
        if name in self.evaluator.settings.values:
            return mark(self.evaluator.settings.values[name], variable.config.sensitive)
        if variable.problems:
            raise FindingError(*variable.problems)
        if name not in fixed and variable.can_stay_symbolic:
            return variable.symbolic()
        if variable.in_force is None:
            raise no_value(variable, fixed[name][0].span if fixed.get(name) else span)
        return mark(variable.in_force, variable.config.sensitive)

    def _part(self, name: str) -> Value:
        """A part of a variable: a parameter, unless something needs its value."""
        variable = self.evaluator.variables[name]
        if name in self.evaluator.fixed and variable.in_force is not None:
            return mark(variable.in_force, variable.config.sensitive)
        return variable.symbolic()

    def _of_module(self, module: ModuleInstance, name: str) -> Value:
        """A module's input variable: the call's argument, converted to the declared type."""
        evaluator, config = self.evaluator, module.node.config.variables[name]
        assert module.call is not None  # the root module's variables are root variables
        assert module.parent is not None
        argument = module.call.arguments.get(name)
        constraint = module.node.constraints[name]
        value: Value | None = None
        span = config.block.header
        if argument is not None:
            span = argument.expression.span
            scope = evaluator.scope(module.parent, module.repetition, module.own_guard)
            value = evaluator.expressions.evaluate(argument.expression, scope)
        if value is None or (isinstance(value, Null) and not config.nullable):
            if config.default is None:
                raise _missing(module, name, span if argument is not None else module.call.block.header)
            value = evaluator.expressions.evaluate(config.default, evaluator.scope(module))
        value = constraint.apply(value, span, f"the given value is not suitable for {module.prefix}var.{name}")
        return mark(narrow(placed(value, span), module.guard), config.sensitive)


def _missing(module: ModuleInstance, name: str, span: Span) -> FindingError:
    """The error about a module's variable that is not given, or given as null where that is not allowed."""
    assert module.call is not None  # only a called module's variables are given by a call
    if name in module.call.arguments:
        return error(
            f"null for {module.prefix}var.{name}",
            "the variable does not take null (nullable = false)",
            span,
            terraform="Required variable not set",
        )
    return error(
        f"missing required argument {name!r}",
        f"the module {module.node.config.directory} needs a value for its variable {name!r}",
        span,
        "terraform-argument",
    )
