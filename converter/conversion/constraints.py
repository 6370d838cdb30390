"""Validation conditions as constraints of parameters, or as rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

import regex

from converter.cloudformation.model import (
    And,
    Assertion,
    ConditionExpression,
    Equals,
    Node,
    Not as NotCondition,
    Or,
    Parameter,
    Ref,
    Rule,
    RuleExpression,
)
from converter.conversion.patterns import all_of, pattern_of
from converter.findings import Finding, Findings, Severity
from converter.rules.inexpressible import InexpressibleError
from converter.rules.lowering import Lowering
from converter.rules.names import parameter_name
from converter.terraform.convert import bare
from converter.terraform.evaluator import Constraint
from converter.terraform.formulas import All, Any_, Atom, Formula, Not, atoms
from converter.terraform.lengths import KEEPS_LENGTH
from converter.terraform.numbers import number_text
from converter.terraform.operators import formula_of
from converter.terraform.types import NUMBER, STRING
from converter.terraform.values import Apply, Bool, Number, Parameter as ParameterValue, String, Value


@dataclass(slots=True)
class Narrowing:
    """Rules made from conditions that no constraint of a single parameter can say.

    ``narrowed`` are parameters that take fewer values than Terraform does, and why.
    """

    rules: dict[str, Rule] = field(default_factory=dict)
    narrowed: dict[str, str] = field(default_factory=dict)


def constrain(
    constraints: Iterable[Constraint], parameters: dict[str, Parameter], lowering: Lowering, findings: Findings
) -> Narrowing:
    """Turn undecided conditions into constraints and rules; the rest is told."""
    result = Narrowing()
    for constraint in constraints:
        if constraint.kind == "assert":
            findings.add(_unchecked(constraint))
            continue
        formula = formula_of(constraint.condition)
        parts = _conjuncts(formula) if formula is not None else ()
        held = [
            _constrain(part, constraint, parameters, result) or _rule(part, constraint, lowering, result)
            for part in parts
        ]
        if not parts or not all(held):
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


def _unchecked(constraint: Constraint) -> Finding:
    """The note about an assertion of a ``check`` block, which must not keep anything from being deployed."""
    return Finding(
        "rules-check",
        Severity.INFO,
        "a check is not carried out by the templates",
        f"CloudFormation warns of nothing; look after the deployment ({constraint.message or 'no message'})",
        constraint.span,
    )


def _conjuncts(formula: Formula) -> tuple[Formula, ...]:
    return formula.operands if isinstance(formula, All) else (formula,)


def _constrain(formula: Formula, constraint: Constraint, parameters: dict[str, Parameter], result: Narrowing) -> bool:
    """Put one condition on the parameter that it speaks of, where a constraint says exactly that."""
    made = _comparison(formula) or _length(formula) or _choice(formula) or _pattern(formula)
    if made is None:
        return False
    variable, changes = made
    name = parameter_name(variable)
    before = parameters.get(name)
    if before is None:
        return False
    message = before.constraint_description or constraint.message
    after = replace(before, **merged(before, changes), constraint_description=message)  # type: ignore[arg-type]
    parameters[name] = without_refused_default(after)
    if constraint.kind == KEEPS_LENGTH:
        result.narrowed[name] = _narrowed(constraint)
    excluded = _excluded(formula)
    if excluded is not None:
        test = NotCondition(Equals(Ref(name), excluded))
        result.rules[f"Validation{len(result.rules) + 1}"] = Rule(
            assertions=(Assertion(test=test, description=constraint.message or "invalid value"),)
        )
    return True


Changes = tuple[str, Mapping[str, object]]


def merged(before: Parameter, changes: Mapping[str, object]) -> dict[str, object]:
    """Changes of constraints that keep what the parameter is held to already."""
    result = dict(changes)
    for name, stricter in (("min_value", max), ("min_length", max), ("max_value", min), ("max_length", min)):
        own = getattr(before, name)
        if name in changes and own is not None:
            result[name] = stricter(own, changes[name])
    if "allowed_values" in changes and before.allowed_values:
        new = changes["allowed_values"]
        assert isinstance(new, tuple)  # as _choice makes it
        result["allowed_values"] = tuple(v for v in before.allowed_values if v in new)
    if "allowed_pattern" in changes and before.allowed_pattern is not None:
        result["allowed_pattern"] = all_of(before.allowed_pattern, str(changes["allowed_pattern"]))
    return result


def without_refused_default(parameter: Parameter) -> Parameter:
    """The parameter; without its default where that does not meet the constraints, which CloudFormation refuses."""
    default = parameter.default
    if default is None:
        return parameter
    text = str(default)
    refused = (
        (bool(parameter.allowed_values) and default not in parameter.allowed_values)
        or (parameter.min_length is not None and len(text) < parameter.min_length)
        or (parameter.max_length is not None and len(text) > parameter.max_length)
        or (parameter.min_value is not None and not isinstance(default, str) and default < parameter.min_value)
        or (parameter.max_value is not None and not isinstance(default, str) and default > parameter.max_value)
        or (parameter.allowed_pattern is not None and regex.fullmatch(parameter.allowed_pattern, text) is None)
    )
    return replace(parameter, default=None) if refused else parameter


def _compared(formula: Formula) -> tuple[str, str, Decimal] | None:
    """``var.x >= 1`` as the variable, the operator and the number."""
    if not (isinstance(formula, Atom) and isinstance(formula.subject, Apply) and formula.literal == Bool(True)):
        return None
    operator, arguments = formula.subject.function, tuple(bare(a) for a in formula.subject.arguments)
    if operator not in _MIRRORED or len(arguments) != 2:
        return None
    left, right = arguments
    if isinstance(left, Number):
        operator, left, right = _MIRRORED[operator], right, left
    if not isinstance(left, ParameterValue) or left.type != NUMBER or not isinstance(right, Number):
        return None
    return left.name, operator, right.value


_MIRRORED = {">=": "<=", "<=": ">=", ">": "<", "<": ">"}


def _comparison(formula: Formula) -> Changes | None:
    """``var.x >= 1``: MinValue or MaxValue. A strict comparison excludes the bound by a rule beside it."""
    found = _compared(formula)
    if found is None:
        return None
    name, operator, number = found
    bound = int(number) if number == number.to_integral_value() else number
    return name, {"min_value" if operator.startswith(">") else "max_value": bound}


def _excluded(formula: Formula) -> str | None:
    """The bound that a strict comparison excludes, as the text of a parameter."""
    found = _compared(formula)
    return number_text(found[2]) if found is not None and found[1] in {">", "<"} else None


def _pattern(formula: Formula) -> Changes | None:
    """Conditions on one text: AllowedPattern."""
    found = pattern_of(formula)
    return (found[0], {"allowed_pattern": found[1]}) if found is not None else None


def _length(formula: Formula) -> Changes | None:
    """``var.x != ""``: MinLength 1; ``length(var.x) <= 8``: MaxLength 8.

    Terraform counts grapheme clusters, CloudFormation characters: they differ for combining characters only.
    """
    match formula:
        case Atom(Apply(operator, (Apply("length", (inner,)), Number(number))), Bool(True)) if operator in _MIRRORED:
            parameter = bare(inner)
            bound = int(number) + {">": 1, "<": -1}.get(operator, 0)
            if not isinstance(parameter, ParameterValue) or parameter.type != STRING or bound < 1:
                return None
            return parameter.name, {"min_length" if operator.startswith(">") else "max_length": bound}
        case Not(Atom(Apply("length", (inner,)), Number(number))) if number == 0:
            parameter = bare(inner)
            if not isinstance(parameter, ParameterValue) or parameter.type != STRING:
                return None
            return parameter.name, {"min_length": 1}
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


def _rule(formula: Formula, constraint: Constraint, lowering: Lowering, result: Narrowing) -> bool:
    """A rule for a condition that compares parameters with texts."""
    try:
        test = _rule_expression(formula, lowering)
    except InexpressibleError:
        return False
    if constraint.kind == KEEPS_LENGTH:
        if any(assertion.test == test for rule in result.rules.values() for assertion in rule.assertions):
            return True  # a validation asks for it already
        sides = (bare(side) for atom in atoms(formula) for side in (atom.subject, atom.literal))
        names = (parameter_name(side.name) for side in sides if isinstance(side, ParameterValue))
        result.narrowed.update(dict.fromkeys(names, _narrowed(constraint)))
    name = f"Validation{len(result.rules) + 1}"
    result.rules[name] = Rule(assertions=(Assertion(test=test, description=constraint.message or "invalid value"),))
    return True


def _narrowed(constraint: Constraint) -> str:
    """Why a parameter takes fewer values than Terraform does."""
    return f"{constraint.message}: their number shapes the resources"


def _rule_expression(formula: Formula, lowering: Lowering) -> RuleExpression:
    match formula:
        case Atom(subject, literal) if isinstance(bare(subject), ParameterValue):
            return Equals(lowering.value(subject, "string"), _operand(literal, lowering))
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


def _operand(value: Value, lowering: Lowering) -> Node:
    """A text, or a parameter: a rule's functions take no others."""
    node = lowering.value(value, "string")
    if isinstance(node, str | Ref):
        return node
    if isinstance(node, bool | int | Decimal):
        return str(node).lower()
    raise InexpressibleError("a rule can compare parameters only")
