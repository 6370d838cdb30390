"""Root variables: their declarations, the values given for them, and whether they can stay symbolic.

Facts: "Input Variables" in the Terraform language documentation (precedence: environment, terraform.tfvars,
*.auto.tfvars, -var and -var-file in order).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from converter.findings import Finding, FindingError, Findings, Severity, Span
from converter.hcl.parser import parse_expression
from converter.hcl.syntax import Expression
from converter.terraform.configuration import VariableConfig
from converter.terraform.scope import error
from converter.terraform.suggestions import did_you_mean
from converter.terraform.type_constraints import ANY, Constant, TypeConstraint, read_constraint
from converter.terraform.types import BOOL, DYNAMIC, NUMBER, STRING, ListType, SetType, describe, is_primitive
from converter.terraform.values import Null, Parameter, Sequence as SequenceValue, String, Value, mark, type_of


@dataclass(frozen=True, slots=True)
class Given:
    """A value that the user gave: an expression (from a file) or text (``--var``, ``TF_VAR_…``), and where from."""

    origin: str
    expression: Expression | None = None
    text: str | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class InputVariable:
    """A root variable. ``default`` and ``given`` are converted to its type.

    ``parts`` are the variables that stand for the values in a map or object (see ``spreading.py``), ``part_of`` is the
    variable that such a one is a part of. ``problems`` say why it has no value to go on with: a declaration, default or
    given value that is wrong.
    """

    config: VariableConfig
    constraint: TypeConstraint
    default: Value | None = None
    given: Value | None = None
    origin: str = ""
    problems: tuple[Finding, ...] = ()
    parts: tuple[str, ...] = ()
    part_of: str = ""

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
        if not (isinstance(kind, ListType | SetType) and kind.element in (STRING, NUMBER)):
            return False
        empty = isinstance(self.in_force, SequenceValue) and not self.in_force.items
        return not empty and all(map(joins_plainly, (self.default, self.given)))

    @property
    def why_not_symbolic(self) -> str:
        """Why no template parameter can carry the variable."""
        if is_primitive(self.constraint.type) and isinstance(self.default, Null):
            return "its default is null, which no parameter can hold"
        if isinstance(self.in_force, SequenceValue) and not self.in_force.items:
            return "it is empty, and a parameter with no element at all is not possible"
        return "a value of this type cannot be a parameter"

    def symbolic(self) -> Value:
        """The variable as a parameter."""
        return Parameter(self.name, self.constraint.type, nullable=False, sensitive=self.config.sensitive)


def joins_plainly(value: Value | None) -> bool:
    """Whether the elements of a list can be joined by commas and taken apart again."""
    if not isinstance(value, SequenceValue):
        return True
    texts = (item.value.text for item in value.items if isinstance(item.value, String))
    return all(text and "," not in text and text == text.strip() for text in texts) and not any(
        isinstance(item.value, Null) for item in value.items
    )


def read_inputs(
    variables: Mapping[str, VariableConfig],
    given: Mapping[str, Sequence[Given]],
    constant: Constant,
    findings: Findings,
    problems: tuple[Finding, ...] = (),
) -> dict[str, InputVariable]:
    """The root variables with their values. ``given`` holds, per name, the values from least to most important.

    ``problems`` are the errors in variables files: what has no value may have been given one there.
    """
    result: dict[str, InputVariable] = {}
    for name, config in variables.items():
        try:
            variable = _read(config, given.get(name, ()), constant)
        except FindingError as problem:
            findings.extend(problem.findings)
            variable = InputVariable(config, ANY, problems=problem.findings)
        if problems and variable.in_force is None:
            variable = replace(variable, problems=(*variable.problems, *problems))
        result[name] = variable
    for name, values in given.items():
        if name not in variables:
            _undeclared(name, values[-1], variables, findings)
    return result


def _undeclared(name: str, given: Given, variables: Mapping[str, VariableConfig], findings: Findings) -> None:
    """Terraform passes over undeclared names in the environment and warns of those in files."""
    if given.origin.startswith("TF_VAR_"):
        return
    findings.add(
        Finding(
            "terraform-variable",
            Severity.ERROR if given.text is not None else Severity.WARNING,
            f"value for undeclared variable {name!r}",
            f"the root module declares no variable of that name ({given.origin})"
            f"{did_you_mean(name, variables) or '; declare it or remove the value'}",
            given.span,
        )
    )


def _read(config: VariableConfig, given: Sequence[Given], constant: Constant) -> InputVariable:
    constraint = read_constraint(config.type_expression, constant)
    span = config.block.header
    default: Value | None = None
    if config.default is not None:
        what = f"the default value of var.{config.name} does not fit its type"
        summary = f"invalid default value for variable {config.name!r}"
        default = constraint.apply(constant(config.default), config.default.span, what, summary)
        if isinstance(default, Null) and not config.nullable:
            raise error(
                f"invalid default value for variable {config.name!r}",
                "the default is null, and nullable = false forbids that",
                config.default.span,
                "terraform-variable",
            )
    value: Value | None = None
    origin = ""
    if given:
        last = given[-1]
        origin = last.origin
        what = f"the value given for var.{config.name} does not fit its type ({origin})"
        try:
            value = constraint.apply(_value(last, config, constraint, constant), last.span or span, what)
        except FindingError as problem:
            if not config.sensitive:
                raise
            raise _hidden(config, last, constraint, problem) from None
        if isinstance(value, Null) and not config.nullable:
            if default is None:
                detail = f"the value given for var.{config.name} is null ({origin}), and nullable = false forbids that"
                raise error("required variable not set", detail, last.span or span, "terraform-variable")
            value = default
    marked = config.sensitive
    return InputVariable(
        config,
        _decided(constraint, value if value is not None else default),
        mark(default, marked) if default is not None else None,
        mark(value, marked) if value is not None else None,
        origin,
    )


def _decided(constraint: TypeConstraint, value: Value | None) -> TypeConstraint:
    """The constraint; instead of ``any`` the type of the value in force if that is a scalar, text where there is none.

    Without a type Terraform takes what stands on the command line or in the environment as text, too.
    """
    if constraint.type != DYNAMIC:
        return constraint
    kind = STRING if value is None else type_of(value)
    return TypeConstraint(kind) if is_primitive(kind) else constraint


def _hidden(config: VariableConfig, given: Given, constraint: TypeConstraint, problem: FindingError) -> FindingError:
    """The error about a sensitive value, which shows nothing of it."""
    first = problem.findings[0]
    return error(
        "invalid value for input variable",
        f"the value given for var.{config.name} is not a {describe(constraint.type)} ({given.origin}); the variable is "
        "sensitive, so its value is not shown",
        given.span or config.block.header,
        "terraform-variable" if first.id != "hcl-syntax" else first.id,
    )


def _value(given: Given, config: VariableConfig, constraint: TypeConstraint, constant: Constant) -> Value:
    """The value of what was given.

    Text is taken as it is for primitive types and where no type is stated, else as an expression.
    """
    if given.expression is not None:
        return constant(given.expression)
    text = given.text or ""
    if constraint.type in (STRING, NUMBER, BOOL) or config.type_expression is None:
        return String(text)
    return constant(parse_expression(text, given.origin))
