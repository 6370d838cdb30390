"""The conditions that a configuration states itself: ``validation`` of variables, ``precondition`` of resources.

One that is decided and false is an error; one that depends on parameters becomes a constraint, and is an error too
where the values in force break it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.findings import FindingError
from converter.terraform.calls import HIDDEN
from converter.terraform.conditionals import formula_from
from converter.terraform.configuration import Check
from converter.terraform.evaluation import Constraint
from converter.terraform.formulas import ALWAYS, NEVER, either, negate
from converter.terraform.instances import ResourceInstance
from converter.terraform.references import ModuleInstance
from converter.terraform.scope import Scope, error
from converter.terraform.values import Bool, String, Test, Value, is_sensitive

if TYPE_CHECKING:
    from converter.terraform.evaluator import Evaluator


def check_variables(evaluator: Evaluator, module: ModuleInstance) -> None:
    """Hold the variables of a module instance against their own validations."""
    for variable in module.node.config.variables.values():
        if module.parent is None and not evaluator.has_value(variable.name):
            continue
        for check in variable.validations:
            summary = f"invalid value for {module.prefix}var.{variable.name}"
            evaluator.attempt(None, _check, evaluator, check, evaluator.scope(module), module, summary)


def check_preconditions(evaluator: Evaluator, module: ModuleInstance, instance: ResourceInstance, scope: Scope) -> None:
    """Hold a resource instance against its preconditions (postconditions speak of what is deployed)."""
    for check in instance.config.lifecycle.checks:
        if check.kind == "precondition":
            summary = f"precondition of {instance.address} does not hold"
            evaluator.attempt(None, _check, evaluator, check, scope, module, summary)


def _check(evaluator: Evaluator, check: Check, scope: Scope, module: ModuleInstance, summary: str) -> None:
    """Evaluate one condition; a failing one is a finding, an undecided one a constraint."""
    value = evaluator.expressions.evaluate(check.condition, scope)
    formula = formula_from(value, check.condition.span, "condition", scope)
    if formula is None or formula == ALWAYS:
        return
    message = _message(evaluator, check, scope)
    if scope.assumption != ALWAYS:
        value = Test(either(negate(scope.assumption), formula))
    span = check.condition.span
    id_ = "terraform-validation"
    if formula == NEVER and scope.assumption == ALWAYS:
        raise error(summary, _in_force(evaluator, message, check) or "the condition is false", span, id_)
    text = message.text if isinstance(message, String) and not message.sensitive else ""
    evaluator.constraints.setdefault(Constraint(value, text, check.span, module.prefix.rstrip("."), check.kind))
    if evaluator.in_force.if_decided(value, span) == Bool(False):
        raise error(summary, _in_force(evaluator, message, check) or "the condition is false", span, id_)


def _message(evaluator: Evaluator, check: Check, scope: Scope) -> Value:
    if check.message is None:
        return String("")
    try:
        return evaluator.expressions.evaluate(check.message, scope)
    except FindingError:
        return String("")


def _in_force(evaluator: Evaluator, message: Value, check: Check) -> str:
    """The message under the variables in force; nothing of what is sensitive."""
    if is_sensitive(message):
        return HIDDEN
    known = evaluator.in_force.if_decided(message, check.span)
    return known.text if isinstance(known, String) and not known.sensitive else ""
