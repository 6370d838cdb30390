"""Root variables as parameters: types, defaults, constraints, and what becomes of the variables that cannot be one.

Facts: "Parameters" and "Rules", AWS CloudFormation User Guide.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from converter.cloudformation.model import And, Assertion, Equals, Node, Not, Parameter, Ref, Rule
from converter.cloudformation.parameters import held_in_use, is_list_type
from converter.cloudformation.scalars import scalar_text
from converter.conversion.constraints import Narrowing, constrain, merged
from converter.conversion.lookups import LookUp
from converter.findings import Finding, Findings, Severity
from converter.rules.engine import FlatTemplate
from converter.rules.json_text import UNESCAPED
from converter.rules.ledger import Verdict
from converter.rules.names import parameter_name
from converter.rules.references import LookUp as AskedLookUp
from converter.terraform.addresses import InstanceKey
from converter.terraform.evaluator import Demand, Evaluation
from converter.terraform.failures import EvaluationError
from converter.terraform.formulas import ALWAYS, either
from converter.terraform.functions import CallContext
from converter.terraform.inputs import InputVariable
from converter.terraform.numbers import number_text
from converter.terraform.residuals import substitute
from converter.terraform.types import BOOL, NUMBER, ListType, SetType
from converter.terraform.values import Bool, Null, Number, Sequence as SequenceValue, String, Value
from converter.terraform.walking import is_sensitive, parameters_in


@dataclass(frozen=True, slots=True)
class VariableEntry:
    """What became of one root variable."""

    name: str
    verdict: Verdict
    parameter: str | None = None
    reason: str = ""
    places: tuple[Demand, ...] = ()


@dataclass(slots=True)
class Parameters:
    """The parameters, the rules that hold them, and the record of the variables."""

    parameters: dict[str, Parameter] = field(default_factory=dict)
    rules: dict[str, Rule] = field(default_factory=dict)
    variables: list[VariableEntry] = field(default_factory=list)
    added: dict[str, str] = field(default_factory=dict)
    narrowed: dict[str, str] = field(default_factory=dict)


def make_parameters(
    evaluation: Evaluation, flat: FlatTemplate, findings: Findings, lookups: Sequence[LookUp] = ()
) -> Parameters:
    """Parameters for all root variables, derived ones and look-ups."""
    result = Parameters()
    demands: dict[str, list[Demand]] = {}
    for demand in dict.fromkeys((*evaluation.demands, *flat.demands)):
        demands.setdefault(demand.variable, []).append(demand)
    for variable in evaluation.variables.values():
        _variable(variable, evaluation, demands.get(variable.name, []), result)
    narrowing = constrain(
        dict.fromkeys((*evaluation.constraints, *flat.constraints)), result.parameters, flat.lowering, findings
    )
    _narrow(narrowing, flat, result)
    for name, look_up in sorted(flat.references.look_ups.items()):
        result.parameters[name], result.added[name] = _supplied(
            look_up, flat.references.readers.get(name, ()), evaluation
        )
    for name, value in flat.lowering.derived:
        how = _NAMED.get(value.function, value.function)
        result.parameters[name] = Parameter(
            type="CommaDelimitedList" if isinstance(value.type, ListType | SetType) else "String",
            description=f"Computed from other variables by tf2cfn params ({how})",
            default=_derived_default(value, evaluation.variables),
            no_echo=is_sensitive(value),
        )
        result.added[name] = "derived: CloudFormation cannot compute it"
        _hold_derived(name, value, result)
    _hold_json(flat, result)
    _hold_numbers(flat, result)
    _hold_unused(evaluation, flat, lookups, result)
    return result


def _supplied(look_up: AskedLookUp, readers: Iterable[InstanceKey], evaluation: Evaluation) -> tuple[Parameter, str]:
    """The parameter that something else than a variable fills, and what does."""
    guards = [evaluation.data[key].guard for key in readers if key in evaluation.data]
    always = not guards or either(*guards) == ALWAYS
    parameter = Parameter(
        type=look_up.type if always or is_list_type(look_up.type) else "String",
        description=look_up.description,
        default=look_up.stored or (None if always else ""),
        no_echo=look_up.sensitive,
    )
    if look_up.upload:
        return parameter, f"filled by the deploy script, which uploads {look_up.attribute} of {look_up.upload}"
    if look_up.stored:
        return parameter, f"names the parameter that {look_up.data_type} reads; CloudFormation reads it, too"
    return parameter, f"filled by a look-up of {look_up.data_type}"


def _variable(variable: InputVariable, evaluation: Evaluation, demands: list[Demand], result: Parameters) -> None:
    name = parameter_name(variable.name)
    if variable.name == evaluation.region_variable:
        reason = "the provider's region is the region that the stack is deployed to (AWS::Region)"
        result.variables.append(VariableEntry(variable.name, Verdict.EQUIVALENT, None, reason))
        return
    fixed = [d for d in demands if not d.length_only]
    if variable.parts:
        reason = "each value in it has a parameter of its own; its keys and lengths are fixed"
        result.variables.append(VariableEntry(variable.name, Verdict.EQUIVALENT, None, reason, tuple(demands)))
        return
    if fixed or not variable.can_stay_symbolic:
        reason = "; ".join(dict.fromkeys(d.why for d in fixed)) or "its value shapes the resources"
        result.variables.append(VariableEntry(variable.name, Verdict.FIXED, None, reason, tuple(fixed)))
        return
    result.parameters[name] = _parameter(variable)
    lengths = [d for d in demands if d.length_only]
    verdict = Verdict.EQUIVALENT if lengths else Verdict.SAME
    reason = "the number of elements is fixed" if lengths else ""
    result.variables.append(VariableEntry(variable.name, verdict, name, reason, tuple(lengths)))


def _parameter(variable: InputVariable) -> Parameter:
    kind = variable.constraint.type
    cfn_type = "String"
    allowed: tuple[str, ...] = ()
    if kind == NUMBER:
        cfn_type = "Number"
    elif kind == BOOL:
        allowed = ("true", "false")
    elif isinstance(kind, ListType | SetType):
        cfn_type = "CommaDelimitedList"
    return Parameter(
        type=cfn_type,
        description=" ".join(variable.config.description.split())[:4000],
        default=_default(variable.default),
        no_echo=variable.config.sensitive or variable.config.ephemeral,
        allowed_values=allowed,
        comment=f"var.{variable.name} ({variable.config.block.span.file})",
    )


def _default(value: Value | None) -> str | int | Decimal | None:
    match value:
        case None | Null() | SequenceValue(items=()):
            return None  # a list parameter cannot be empty
        case Number(number):
            return int(number) if number == number.to_integral_value() else number
        case _:
            return default_text(value)


def default_text(value: Value) -> str:
    """A known value as the text of a parameter: scalars as Terraform writes them, lists joined by commas."""
    match value:
        case String(text):
            return text
        case Number(number):
            return number_text(number)
        case Bool(flag):
            return "true" if flag else "false"
        case SequenceValue(items=items):
            return ",".join(default_text(i.value) for i in items)
        case _:
            return ""


_NAMED = {"[]": "an element", ".": "a member"}
"""Steps that no function or operator makes, in words."""


def _derived_default(value: Value, variables: Mapping[str, InputVariable]) -> str | None:
    """The value of a derived parameter at the variables' defaults; None where one has no default.

    Where the computation fails there it is empty: the branch that reads it is not taken, or Terraform had failed.
    """
    defaults = {name: variables[name].default for name in parameters_in(value)}
    if any(default is None for default in defaults.values()):
        return None
    try:
        return derived_text(value, lambda name: defaults[name] or Null())
    except EvaluationError:
        return ""


def derived_text(value: Value, known: Callable[[str], Value]) -> str | None:
    """The text of a derived parameter for given values of the variables; None where it is no text or list of such.

    A list's elements are separated by commas: one that has a comma itself cannot be in it.

    Raises EvaluationError where the computation fails.
    """
    result = substitute(value, lambda parameter: known(parameter.name), CallContext())
    if isinstance(result, SequenceValue) and any("," in default_text(item.value) for item in result.items):
        return None
    return default_text(result) if isinstance(result, String | Number | Bool | SequenceValue) else None


def _narrow(narrowing: Narrowing, flat: FlatTemplate, result: Parameters) -> None:
    """What the templates themselves ask of a parameter beyond its variable's type, with the evidence."""
    result.rules.update(narrowing.rules)
    result.narrowed.update(narrowing.narrowed)
    for variable, (shortest, longest) in flat.lowering.block_lengths.items():
        name = parameter_name(variable)
        if name not in result.parameters:
            continue
        lengths = "|".join(str(n) for n in range(shortest, longest + 1))
        octet = "(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])"
        evidence = (
            f"a VPC's address block is /16 to /28, and so is each block that the configuration cuts from it, which "
            f"leaves /{shortest} to /{longest}"
        )
        before = result.parameters[name]
        pattern = rf"^({octet}\.){{3}}{octet}/({lengths})$"
        result.parameters[name] = replace(
            before,
            **merged(before, {"allowed_pattern": pattern}),  # type: ignore[arg-type]
            constraint_description=f"an IPv4 address block with a prefix length of {shortest} to {longest}",
        )
        result.narrowed[name] = evidence


def _hold_derived(name: str, value: Value, result: Parameters) -> None:
    """A rule for all that CloudFormation can say of a computed value: it is as always while its sources are."""
    sources = {source: result.parameters.get(source) for source in map(parameter_name, parameters_in(value))}
    known = {source: p.default for source, p in sources.items() if p is not None and p.type in {"String", "Number"}}
    derived = result.parameters[name]
    defaults = {source: default for source, default in known.items() if default is not None}
    if derived.type != "String" or derived.default is None or len(defaults) < len(sources):
        return
    if derived.no_echo:
        return  # nobody hides the texts of a rule
    compared = tuple(Equals(Ref(source), scalar_text(default)) for source, default in defaults.items())
    told = f"{name} is computed from {', '.join(defaults)}, which {'are' if len(defaults) > 1 else 'is'} at the default"
    result.rules[f"{name}IsComputed"] = Rule(
        condition=And(compared) if len(compared) > 1 else compared[0],
        assertions=(Assertion(test=Equals(Ref(name), derived.default), description=told),),
    )


def _hold_json(flat: FlatTemplate, result: Parameters) -> None:
    """Parameters that JSON text takes as they are must need no escapes in it."""
    for name in flat.lowering.in_json:
        parameter = result.parameters.get(name)
        if parameter is None or parameter.type not in {"String", "CommaDelimitedList"}:
            continue
        if not parameter.allowed_values:
            told = "no quotation marks, backslashes or control characters: it stands in JSON text"
            result.parameters[name] = replace(
                parameter,
                **merged(parameter, {"allowed_pattern": UNESCAPED}),  # type: ignore[arg-type]
                constraint_description="; ".join(filter(None, (parameter.constraint_description, told))),
            )
            result.narrowed[name] = "CloudFormation cannot escape what it puts into JSON text"


_NUMBER = r"-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?"
"""The texts of numbers as Terraform writes them: of ``01`` or ``1.0`` it makes another text."""


def _hold_numbers(flat: FlatTemplate, result: Parameters) -> None:
    """Parameters that are texts and stand for numbers must be written as Terraform writes those."""
    for name in flat.lowering.as_number:
        parameter = result.parameters.get(name)
        if parameter is None or parameter.type != "String" or parameter.allowed_values:
            continue
        if parameter.default is not None and re.fullmatch(_NUMBER, str(parameter.default)) is None:
            continue  # what the configuration itself gives is taken as it is
        result.parameters[name] = replace(
            parameter,
            **merged(parameter, {"allowed_pattern": _NUMBER}),  # type: ignore[arg-type]
            constraint_description="; ".join(filter(None, (parameter.constraint_description, "a number"))),
        )
        result.narrowed[name] = "CloudFormation takes the text as it is, of which Terraform makes a number"


def _hold_unused(evaluation: Evaluation, flat: FlatTemplate, lookups: Sequence[LookUp], result: Parameters) -> None:
    """A variable without effect stays a parameter, held by a rule, so that the interface is Terraform's."""
    serves = {name: look_up.parameter for look_up in reversed(lookups) for name in look_up.reads}
    for position, entry in enumerate(result.variables):
        if entry.parameter is None or entry.name in flat.lowering.used:
            continue
        if evaluation.variables[entry.name].part_of:
            del result.parameters[entry.parameter]
            nothing = "nothing depends on this part"
            result.variables[position] = replace(entry, verdict=Verdict.EQUIVALENT, parameter=None, reason=nothing)
            continue
        parameter = result.parameters[entry.parameter]
        reference: Node = Ref(entry.parameter)
        step = _deploy_step(entry.name, flat, evaluation)
        if step:
            assertion = Assertion(
                test=Not(Equals(reference, "")),
                description=f"{entry.name} must not be empty: the deploy script puts it into {step}",
            )
            rule, reason = f"{entry.parameter}IsGiven", f"used by the deploy script for {step}"
        elif entry.parameter in serves:
            assertion = Assertion(
                test=held_in_use(entry.parameter, parameter), description=f"{entry.name} decides what is looked up"
            )
            rule, reason = f"{entry.parameter}IsLookedUpBy", f"used by the look-up of {serves[entry.parameter]}"
        elif parameter.min_value is not None and parameter.min_value > 0:
            description = f"{entry.name} must be at least {parameter.min_value}; it has no effect otherwise"
            assertion = Assertion(test=Not(Equals(reference, "0")), description=description)
            rule, reason = f"{entry.parameter}HasNoEffect", "no resource depends on it, in Terraform neither"
        else:
            assertion = Assertion(
                test=held_in_use(entry.parameter, parameter), description=f"{entry.name} has no effect"
            )
            rule, reason = f"{entry.parameter}HasNoEffect", "no resource depends on it, in Terraform neither"
        result.rules[rule] = Rule(assertions=(assertion,))
        result.variables[position] = replace(
            entry, verdict=Verdict.DEPLOY_STEP if step else Verdict.SAME, reason=reason
        )


def _deploy_step(variable: str, flat: FlatTemplate, evaluation: Evaluation) -> str:
    """The address of the resource that the deploy script makes with a variable's value; empty where there is none."""
    for instance in evaluation.instances:
        if flat.ledger[instance.key].verdict is Verdict.DEPLOY_STEP:
            for _, argument in instance.body.walk():
                if variable in parameters_in(argument.value):
                    return instance.address
    return ""


def unused_findings(parameters: Parameters, evaluation: Evaluation) -> Iterator[Finding]:
    """A note for each variable without effect."""
    for entry in parameters.variables:
        if entry.parameter is not None and f"{entry.parameter}HasNoEffect" in parameters.rules:
            yield Finding(
                "rules-dead-variable",
                Severity.INFO,
                f"variable {entry.name!r} has no effect",
                "no resource depends on it; it is kept as a parameter so that the interface stays the same",
                evaluation.variables[entry.name].config.block.header,
            )
