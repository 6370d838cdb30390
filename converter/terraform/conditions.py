"""The conditions that a configuration states itself: ``validation``, pre- and postconditions, and ``check`` blocks.

One that is decided and false is an error (of a check: a warning); one that depends on parameters, or on what only a
deployment tells, becomes a constraint, and is an error too where the values in force break it.

Facts: "Custom Conditions" and "check Block", Terraform language documentation.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from converter.findings import Finding, FindingError, Severity
from converter.terraform.calls import HIDDEN
from converter.terraform.conditionals import formula_from
from converter.terraform.configuration import Check, CheckBlock, OutputConfig, VariableConfig
from converter.terraform.convert import ValueTypeError, convert
from converter.terraform.evaluation import Constraint
from converter.terraform.formulas import ALWAYS, NEVER, either, map_values, negate
from converter.terraform.instances import ResourceInstance
from converter.terraform.narrowing import rebuild
from converter.terraform.references import ModuleInstance
from converter.terraform.scope import Scope, StaticError, error
from converter.terraform.types import BOOL
from converter.terraform.values import Attribute, Bool, Null, ObjectView, String, Test, Unknown, Value
from converter.terraform.walking import is_sensitive, parameters_in

if TYPE_CHECKING:
    from converter.terraform.evaluator import Evaluator

_SUMMARIES = {
    "validation": "Invalid value for variable",
    "precondition": "Resource precondition failed",
    "postcondition": "Resource postcondition failed",
    "output": "Module output value precondition failed",
    "assert": "Check block assertion failed",
}
"""Terraform's summaries of conditions that do not hold."""


def check_variables(evaluator: Evaluator, module: ModuleInstance) -> None:
    """Hold the variables of a module instance against their own validations."""
    for variable in module.node.config.variables.values():
        if module.parent is None and not evaluator.inputs.has_value(variable.name):
            continue
        for check in variable.validations:
            summary = f"invalid value for {module.prefix}var.{variable.name}"
            if _of_unknown_type(evaluator, module, variable):
                evaluator.attempt(None, _check_without_value, evaluator, check, module, summary)
            else:
                evaluator.attempt(None, _check, evaluator, check, evaluator.scope(module), module, summary)


def _of_unknown_type(evaluator: Evaluator, module: ModuleInstance, variable: VariableConfig) -> bool:
    """Whether nothing says of what type a variable is: neither its declaration nor a value."""
    return (
        module.parent is None
        and variable.type_expression is None
        and variable.name not in evaluator.settings.values
        and evaluator.variables[variable.name].in_force is None
    )


def _check_without_value(evaluator: Evaluator, check: Check, module: ModuleInstance, summary: str) -> None:
    """As :func:`_check`; that the condition is false for a text says nothing, as the value may be of another type."""
    try:
        _check(evaluator, check, evaluator.scope(module), module, summary)
    except StaticError:
        raise
    except FindingError as problem:
        if any(finding.id != "terraform-validation" for finding in problem.findings):
            raise


def check_instance(
    evaluator: Evaluator, module: ModuleInstance, instance: ResourceInstance, scope: Scope, view: ObjectView
) -> None:
    """Hold a resource or data source instance against its conditions; ``self`` in a postcondition is ``view``."""
    for check in instance.config.lifecycle.checks:
        inside = scope.binding({"self": view}) if check.kind == "postcondition" else scope
        summary = f"{check.kind} of {instance.address} does not hold"
        evaluator.attempt(None, _check, evaluator, check, inside, module, summary)


def check_output(evaluator: Evaluator, module: ModuleInstance, config: OutputConfig) -> None:
    """Hold an output against its preconditions."""
    for check in config.preconditions:
        summary = f"precondition of {module.prefix}output.{config.name} does not hold"
        evaluator.attempt(
            None, _check, evaluator, check, evaluator.scope(module), module, summary, _SUMMARIES["output"]
        )


def check_assertions(evaluator: Evaluator, module: ModuleInstance, block: CheckBlock) -> None:
    """Evaluate the assertions of a check block, whose failures stop nothing."""
    for check in block.assertions:
        try:
            _check(evaluator, check, evaluator.scope(module), module, f"check {module.prefix}{block.name} fails")
        except StaticError as problem:
            evaluator.findings.extend(problem.findings)
        except FindingError as problem:
            evaluator.findings.extend(
                Finding("terraform-check", Severity.WARNING, f.summary, f.detail, f.subject or check.span,
                        terraform_summary=_SUMMARIES["assert"])
                for f in problem.findings
            )  # fmt: skip


def _check(
    evaluator: Evaluator, check: Check, scope: Scope, module: ModuleInstance, summary: str, terraform: str = ""
) -> None:
    """Evaluate one condition; a failing one is a finding, an undecided one a constraint."""
    span = check.condition.span
    value = evaluator.expressions.evaluate(check.condition, scope)
    theirs = "Invalid variable validation result" if check.kind == "validation" else "Invalid condition result"
    try:
        formula = formula_from(value, span, "condition", scope)
    except FindingError as problem:
        raise FindingError(*(replace(f, terraform_summary=theirs) for f in problem.findings)) from None
    if formula == ALWAYS:
        return
    message = _message(evaluator, check, scope)
    if formula is not None:
        value = Test(either(negate(scope.assumption), map_values(formula, as_planned)))
    failure = error(
        summary,
        _in_force(evaluator, message, check) or "the condition is false",
        span,
        "terraform-validation",
        terraform=terraform or _SUMMARIES[check.kind],
    )
    if formula == NEVER and scope.assumption == ALWAYS:
        raise failure
    text = message.text if isinstance(message, String) and not message.sensitive else ""
    evaluator.constraints.setdefault(Constraint(value, text, check.span, module.prefix.rstrip("."), check.kind))
    if _decided(evaluator, value, check) == Bool(False):
        raise failure


def as_planned(value: Value) -> Value:
    """The value with what a plan knows of attributes in their place."""
    if isinstance(value, Attribute) and value.value is not None:
        return as_planned(value.value)
    return rebuild(value, as_planned)


def _decided(evaluator: Evaluator, value: Value, check: Check) -> Value | None:
    """A condition under the values in force, None where they do not decide it.

    Raises FindingError where it fails for them.
    """
    span = check.condition.span
    if isinstance(value, Unknown) or any(evaluator.variables[name].in_force is None for name in parameters_in(value)):
        return None
    known = evaluator.in_force.decided(value, span)
    if isinstance(known, Unknown):
        return None
    try:
        known = convert(known, BOOL)
    except ValueTypeError as problem:
        raise error("incorrect condition type", f"the condition must be of type bool: {problem}", span) from None
    if isinstance(known, Null):
        raise error("null condition", "the condition value is null; conditions must be true or false", span)
    return known


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
