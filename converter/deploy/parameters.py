"""The parameters of a deployment: the user's Terraform variables as values of the main stack's parameters.

Derived parameters are computed, constraints and rules checked before anything is deployed, and what was fixed when the
templates were made is held against the values of today.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from converter.cloudformation.model import Parameter, Template
from converter.cloudformation.parameters import is_list_type, parameter_value
from converter.cloudformation.resolver import resolve
from converter.conversion import Conversion
from converter.conversion.parameters import default_text, derived_text
from converter.conversion.record import fixed_value
from converter.findings import Finding, Findings, Severity, Span
from converter.rules.names import parameter_name
from converter.stacks.layout import MAIN
from converter.terraform.evaluation import Settings
from converter.terraform.evaluator import evaluate
from converter.terraform.failures import EvaluationError
from converter.terraform.inputs import InputVariable
from converter.terraform.loading import Project, ReaderFiles
from converter.terraform.provider_schema import ProviderSchema
from converter.terraform.spreading import structure
from converter.terraform.values import Null, Sequence, Value
from converter.terraform.walking import parameters_in

LookUps = Callable[[Mapping[str, str]], Mapping[str, str]]
"""Carries look-ups out: from the values of the other parameters to theirs."""


@dataclass(frozen=True, slots=True)
class DeploymentParameters:
    """Values for the main stack's parameters, in the template's order; ``secret`` are those that are not shown."""

    values: Mapping[str, str]
    secret: frozenset[str]

    @property
    def shown(self) -> Mapping[str, str]:
        """The values that may be shown."""
        return {name: value for name, value in self.values.items() if name not in self.secret}


def deployment_parameters(
    conversion: Conversion, given: Mapping[str, str], look_up: LookUps, findings: Findings
) -> DeploymentParameters:
    """The values for a conversion under the variables in force; what is wrong with them goes to ``findings``.

    ``given`` are values for parameters that no variable stands for.
    """
    main, unfolded = conversion.templates[MAIN], conversion.cut.folding.unfolded(conversion.templates[MAIN])
    texts = dict(_of_variables(conversion, unfolded, findings))
    texts.update(_derived(conversion, findings))
    texts.update(_supplied(conversion, unfolded, given, findings))
    texts.update(look_up(texts))
    texts = {name: text for name, text in texts.items() if name in unfolded.parameters}
    findings.extend(_violations(conversion, unfolded, texts))
    for line in conversion.lookups:
        if line.passed and line.parameter not in texts and unfolded.parameters[line.parameter].default is None:
            detail = "use --lookup, or give it with --lookup-value"
            findings.add(_finding("deploy-not-looked-up", Severity.WARNING, f"parameter {line.parameter} has no value",
                                  f"it is looked up by {line.address}; {detail}", line.span))  # fmt: skip
    folded = conversion.cut.folding.given(texts)
    ordered = {name: folded[name] for name in main.parameters if name in folded}
    return DeploymentParameters(ordered, frozenset(n for n in ordered if main.parameters[n].no_echo))


# ---------------------------------------------------------------------------------------------- values


def _of_variables(conversion: Conversion, main: Template, findings: Findings) -> Iterator[tuple[str, str]]:
    for variable in conversion.evaluation.variables.values():
        name = parameter_name(variable.name)
        if name not in main.parameters or variable.name == conversion.evaluation.region_variable:
            continue
        value, header = variable.in_force, variable.config.block.header
        if value is None:
            detail = f"give one with --var {variable.name}=… or a variables file"
            summary = f"no value for required variable {variable.name!r}"
            findings.add(_finding("deploy-missing", Severity.ERROR, summary, detail, header))
        elif (problem := value_problem(value, main.parameters[name])) is not None:
            summary = f"no parameter can carry the value of variable {variable.name!r}"
            findings.add(_finding("deploy-value", Severity.ERROR, summary, problem, header))
        else:
            yield name, default_text(value)


def value_problem(value: Value, parameter: Parameter) -> str | None:
    """Why a parameter cannot carry a value; None where it can."""
    if isinstance(value, Null):
        return "it is null, and a parameter is always a text; leave it out to have the default"
    if isinstance(value, Sequence):
        texts = [default_text(item.value) for item in value.items]
        if any("," in text for text in texts):
            return "an element has a comma, which separates the elements"
        if is_list_type(parameter.type) and any(text != text.strip() for text in texts):
            return "an element begins or ends with a blank, which CloudFormation takes away"
    return None


def check_failing(project: Project, conversion: Conversion, findings: Findings) -> None:
    """What Terraform would say of the values in force: told where a derived parameter cannot be computed of them.

    Where Terraform would say nothing, the parameter belongs to a branch that is not taken.
    """
    variables = conversion.evaluation.variables
    known = {name: variable.in_force for name, variable in variables.items() if variable.in_force is not None}
    for _, value in conversion.flat.lowering.derived:
        if not known.keys() >= {*parameters_in(value)}:
            continue
        try:
            derived_text(value, known.__getitem__)
        except EvaluationError:
            settings = Settings(values=known, files=ReaderFiles(project.sources), allow_unknown_types=True)
            failing = Findings()
            evaluate(project.root, project.variables, ProviderSchema.load(), failing, settings)
            findings.extend(failing.errors)
            return


def _derived(conversion: Conversion, findings: Findings) -> Iterator[tuple[str, str]]:
    """The derived parameters whose variables all have values."""
    variables = conversion.evaluation.variables
    for name, value in conversion.flat.lowering.derived:
        sources = parameters_in(value)
        if any(variables[source].in_force is None for source in sources):
            continue  # told already
        try:
            text = derived_text(value, lambda source: variables[source].in_force or Null())
        except EvaluationError:
            text = ""  # whoever takes the branch that it is of has been told by check_failing
        if text is None:
            reason = "it is neither a text nor a list of texts without commas"
            summary = f"parameter {name}, derived from var.{', var.'.join(sources)}, cannot be computed"
            header = variables[sources[0]].config.block.header
            findings.add(_finding("deploy-value", Severity.ERROR, summary, reason, header))
        else:
            yield name, text


def _supplied(
    conversion: Conversion, main: Template, given: Mapping[str, str], findings: Findings
) -> Iterator[tuple[str, str]]:
    """The values given for parameters without a variable."""
    of_variables = {parameter_name(name) for name in conversion.evaluation.variables}
    free = sorted(({*main.parameters} | {line.parameter for line in conversion.lookups}) - of_variables)
    for name, text in given.items():
        if name in free:
            yield name, text
            continue
        detail = (
            "give the variable's value instead" if name in of_variables else f"there is {', '.join(free) or 'none'}"
        )
        summary = f"{name} is no parameter that is looked up"
        findings.add(_finding("deploy-value", Severity.ERROR, summary, detail))


def _violations(conversion: Conversion, main: Template, texts: Mapping[str, str]) -> Iterator[Finding]:
    """What the parameters' constraints and the rules say against the values."""
    spans = {parameter_name(v.name): v.config.block.header for v in conversion.evaluation.variables.values()}
    spans.update({line.parameter: line.span for line in conversion.lookups})
    for name, text in texts.items():
        for problem in parameter_value(name, main.parameters[name], text)[1]:
            yield _finding("deploy-value", Severity.ERROR, problem.summary, problem.detail, spans.get(name))
    if all(name in texts or p.default is not None for name, p in main.parameters.items()):
        template = Template(parameters=main.parameters, rules=main.rules)
        for finding in resolve(template, dict(texts)).findings:
            if finding.id == "cfn-rule-failed":
                yield _finding("deploy-value", Severity.ERROR, finding.summary, finding.detail)


# ---------------------------------------------------------------------------------------------- what was fixed


def check_fixed(conversion: Conversion, recorded: Mapping[str, Any], findings: Findings) -> None:
    """Report every variable whose value is another than the one that the templates were made with.

    ``recorded`` is the ``conversion.json`` beside the templates.
    """
    there = conversion.cut.folding.unfolded(conversion.templates[MAIN]).parameters
    rows = {row["name"]: row for row in recorded.get("variables", ()) if row.get("name") is not None}
    for variable in conversion.evaluation.variables.values():
        row = rows.pop(variable.name, None)
        if row is None and variable.part_of:
            continue  # the whole variable tells
        if row is None:
            findings.add(_stale(f"variable {variable.name!r} is new", variable.config.block.header))
            continue
        if row.get("parameter") is not None and row["parameter"] not in there:
            summary = f"no parameter of the templates carries the value of variable {variable.name!r}"
            findings.add(_convert_again(variable, row, summary))
        elif "structure" in row and structure(variable) != row["structure"]:
            summary = f"variable {variable.name!r} has another structure than the templates were made for"
            findings.add(_convert_again(variable, row, summary))
        elif "elements" in row:
            _check_length(variable, row, findings)
        elif row.get("verdict") == "fixed":
            _check_value(variable, row, findings)
    for name in (name for name in rows if "." not in name):
        findings.add(_stale(f"there is no variable {name!r} any more", None))


def _check_value(variable: InputVariable, row: Mapping[str, Any], findings: Findings) -> None:
    now = fixed_value(variable)
    if "value" in row and now != row["value"]:
        summary = f"variable {variable.name!r} was fixed at another value when the templates were made"
        findings.add(_convert_again(variable, row, summary))


def _check_length(variable: InputVariable, row: Mapping[str, Any], findings: Findings) -> None:
    value = variable.in_force
    if isinstance(value, Sequence) and len(value.items) != row["elements"]:
        now, then = len(value.items), row["elements"]
        summary = f"variable {variable.name!r} has {now} elements, and the templates were made for {then}"
        findings.add(_convert_again(variable, row, summary))


def _convert_again(variable: InputVariable, row: Mapping[str, Any], summary: str) -> Finding:
    places = row.get("places", ())
    where = ", ".join(dict.fromkeys(f"{place['file']}:{place['line']}" for place in places))
    needed = f"{row.get('reason') or 'it shapes the resources'}" + (f" ({where})" if where else "")
    detail = f"{needed}; convert again with these values"
    return _finding("deploy-fixed", Severity.ERROR, summary, detail, variable.config.block.header)


def _stale(summary: str, span: Span | None) -> Finding:
    detail = "the templates were made from another state of the configuration; convert again"
    return _finding("deploy-fixed", Severity.ERROR, summary, detail, span)


def _finding(id: str, severity: Severity, summary: str, detail: str, span: Span | None = None) -> Finding:
    return Finding(id, severity, summary, detail, span)
