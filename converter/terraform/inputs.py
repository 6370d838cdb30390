"""Root variables: their declarations, the values given for them, and whether they can stay symbolic.

Facts: "Input Variables" in the Terraform language documentation (precedence: environment, terraform.tfvars,
*.auto.tfvars, -var and -var-file in order).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from converter.findings import Finding, FindingError, Findings, Severity, Span
from converter.hcl.parser import parse_expression
from converter.hcl.syntax import Expression
from converter.terraform.configuration import VariableConfig
from converter.terraform.type_constraints import Constant, TypeConstraint, read_constraint
from converter.terraform.types import BOOL, DYNAMIC, NUMBER, STRING, ListType, SetType, is_primitive
from converter.terraform.values import Null, Parameter, String, Value, mark


@dataclass(frozen=True, slots=True)
class Given:
    """A value that the user gave: an expression (from a file) or text (``--var``, ``TF_VAR_…``), and where from."""

    origin: str
    expression: Expression | None = None
    text: str | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class InputVariable:
    """A root variable. ``default`` and ``given`` are converted to its type."""

    config: VariableConfig
    constraint: TypeConstraint
    default: Value | None = None
    given: Value | None = None
    origin: str = ""

    @property
    def name(self) -> str:
        """The variable's name."""
        return self.config.name

    @property
    def in_force(self) -> Value | None:
        """The value that shapes the resource graph: what was given, else the default; None where there is none."""
        return self.given if self.given is not None else self.default

    @property
    def can_stay_symbolic(self) -> bool:
        """Whether a template parameter can carry the variable: scalars, and lists of scalars."""
        kind = self.constraint.type
        if kind == DYNAMIC or isinstance(self.default, Null):
            return False
        if is_primitive(kind):
            return True
        return isinstance(kind, ListType | SetType) and kind.element in (STRING, NUMBER)

    def symbolic(self) -> Value:
        """The variable as a parameter."""
        return Parameter(self.name, self.constraint.type, nullable=False, sensitive=self.config.sensitive)


def read_inputs(
    variables: Mapping[str, VariableConfig],
    given: Mapping[str, Sequence[Given]],
    constant: Constant,
    findings: Findings,
) -> dict[str, InputVariable]:
    """The root variables with their values. ``given`` holds, per name, the values from least to most important."""
    result: dict[str, InputVariable] = {}
    for name, config in variables.items():
        try:
            result[name] = _read(config, given.get(name, ()), constant)
        except FindingError as problem:
            findings.extend(problem.findings)
    for name, values in given.items():
        last = values[-1]
        if name not in variables and not last.origin.startswith("TF_VAR_"):
            severity = Severity.ERROR if last.text is not None else Severity.WARNING
            findings.add(
                Finding(
                    "terraform-variable",
                    severity,
                    f"value for undeclared variable {name!r}",
                    f"the root module does not declare a variable named {name!r} ({last.origin}); declare it or remove "
                    "the value",
                    last.span,
                )
            )
    return result


def _read(config: VariableConfig, given: Sequence[Given], constant: Constant) -> InputVariable:
    constraint = read_constraint(config.type_expression, constant)
    span = config.block.header
    default: Value | None = None
    if config.default is not None:
        default = constraint.apply(
            constant(config.default), config.default.span, f"this default value is not compatible with {config.name}"
        )
    value: Value | None = None
    origin = ""
    if given:
        last = given[-1]
        origin = last.origin
        value = constraint.apply(
            _value(last, constraint, constant),
            last.span or span,
            f"the given value is not suitable for var.{config.name} ({origin})",
        )
        if isinstance(value, Null) and not config.nullable:
            value = default
    marked = config.sensitive
    return InputVariable(
        config,
        constraint,
        mark(default, marked) if default is not None else None,
        mark(value, marked) if value is not None else None,
        origin,
    )


def _value(given: Given, constraint: TypeConstraint, constant: Constant) -> Value:
    """The value of what was given; text is taken as it is for primitive types, else as an expression."""
    if given.expression is not None:
        return constant(given.expression)
    text = given.text or ""
    if constraint.type in (STRING, NUMBER, BOOL, DYNAMIC):
        return String(text)
    return constant(parse_expression(text, given.origin))
