"""Validation conditions as constraints of parameters, or as rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from converter.cloudformation.model import (
    And,
    Assertion,
    ConditionExpression,
    Equals,
    Not as NotCondition,
    Or,
    Parameter,
    Rule,
    RuleExpression,
)
from converter.findings import Finding, Findings, Severity
from converter.rules.lowering import InexpressibleError, Lowering
from converter.rules.names import parameter_name
from converter.terraform.convert import bare
from converter.terraform.evaluator import Constraint, Evaluation
from converter.terraform.formulas import All, Any_, Atom, Formula, Not
from converter.terraform.operators import formula_of
from converter.terraform.values import Apply, Number, Parameter as ParameterValue, String, Value


@dataclass(slots=True)
class Narrowing:
    """Rules made from conditions that no constraint of a single parameter can say."""

    rules: dict[str, Rule] = field(default_factory=dict)


def constrain(
    evaluation: Evaluation, parameters: dict[str, Parameter], lowering: Lowering, findings: Findings
) -> Narrowing:
    """Turn the undecided conditions of an evaluation into constraints and rules; the rest is told."""
    result = Narrowing()
    for constraint in evaluation.constraints:
        formula = formula_of(constraint.condition)
        parts = _conjuncts(formula) if formula is not None else ()
        done = bool(parts) and all([_constrain(part, constraint, parameters) for part in parts])  # noqa: C419 - every part
        if not done and not _rule(formula, constraint, lowering, result):
            findings.add(
                Finding(
                    "rules-validation",
                    Severity.WARNING,
                    f"a {constraint.kind} condition is not enforced by the templates",
                    f"CloudFormation cannot check it before a deployment ({constraint.message or 'no message'})",
                    constraint.span,
                )
            )
    return result


def _conjuncts(formula: Formula) -> tuple[Formula, ...]:
    return formula.operands if isinstance(formula, All) else (formula,)


def _constrain(formula: Formula, constraint: Constraint, parameters: dict[str, Parameter]) -> bool:
    """Put one condition on the parameter that it speaks of, where a constraint says exactly that."""
    made = _comparison(formula) or _length(formula) or _choice(formula)
    if made is None:
        return False
    variable, changes = made
    name = parameter_name(variable)
    before = parameters.get(name)
    if before is None:
        return False
    message = before.constraint_description or constraint.message
    parameters[name] = replace(before, **changes, constraint_description=message)  # type: ignore[arg-type]
    return True


Changes = tuple[str, Mapping[str, object]]


def _comparison(formula: Formula) -> Changes | None:
    """``var.x >= 1``: MinValue or MaxValue. Strict comparisons have no constraint."""
    if not (isinstance(formula, Atom) and isinstance(formula.subject, Apply)):
        return None
    operator, arguments = formula.subject.function, tuple(bare(a) for a in formula.subject.arguments)
    if len(arguments) != 2:
        return None
    left, right = arguments
    if isinstance(left, Number) and isinstance(right, ParameterValue):
        operator = {">=": "<=", "<=": ">="}.get(operator, "")
        left, right = right, left
    if not isinstance(left, ParameterValue) or not isinstance(right, Number):
        return None
    bound = int(right.value) if right.value == right.value.to_integral_value() else right.value
    match operator:
        case ">=":
            return left.name, {"min_value": bound}
        case "<=":
            return left.name, {"max_value": bound}
        case _:
            return None


def _length(formula: Formula) -> Changes | None:
    """``var.x != ""``: MinLength 1."""
    match formula:
        case Not(Atom(subject, String(""))) if isinstance(bare(subject), ParameterValue):
            parameter = bare(subject)
            assert isinstance(parameter, ParameterValue)
            return parameter.name, {"min_length": 1}
        case _:
            return None


def _choice(formula: Formula) -> Changes | None:
    """``contains(["a", "b"], var.x)``: AllowedValues."""
    options = formula.operands if isinstance(formula, Any_) else (formula,)
    subjects: dict[str, None] = {}
    values: list[str | int | Decimal] = []
    for option in options:
        if not isinstance(option, Atom):
            return None
        subject = bare(option.subject)
        if not isinstance(subject, ParameterValue):
            return None
        subjects.setdefault(subject.name)
        match option.literal:
            case String(text):
                values.append(text)
            case Number(number):
                values.append(int(number) if number == number.to_integral_value() else number)
            case _:
                return None
    if len(subjects) != 1:
        return None
    return next(iter(subjects)), {"allowed_values": tuple(values)}


def _rule(formula: Formula | None, constraint: Constraint, lowering: Lowering, result: Narrowing) -> bool:
    """A rule for a condition that compares parameters with texts."""
    if formula is None:
        return False
    try:
        test = _rule_expression(formula, lowering)
    except InexpressibleError:
        return False
    name = f"Validation{len(result.rules) + 1}"
    result.rules[name] = Rule(assertions=(Assertion(test=test, description=constraint.message or "invalid value"),))
    return True


def _rule_expression(formula: Formula, lowering: Lowering) -> RuleExpression:
    match formula:
        case Atom(subject, literal) if isinstance(bare(subject), ParameterValue):
            return Equals(lowering.value(subject, "string"), _text(literal, lowering))
        case Not(operand):
            return NotCondition(_as_condition(_rule_expression(operand, lowering)))
        case All(operands):
            return And(tuple(_as_condition(_rule_expression(o, lowering)) for o in operands))
        case Any_(operands):
            return Or(tuple(_as_condition(_rule_expression(o, lowering)) for o in operands))
        case _:
            raise InexpressibleError("a rule can compare parameters only")


def _as_condition(expression: RuleExpression) -> ConditionExpression:
    return expression


def _text(literal: Value, lowering: Lowering) -> str:
    node = lowering.value(literal, "string")
    return node if isinstance(node, str) else str(node).lower()
