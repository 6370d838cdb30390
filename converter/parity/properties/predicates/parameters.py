"""Parameters against Terraform's variables: names, types, defaults and constraints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from converter.cloudformation.model import Object, Parameter, Ref, Template
from converter.cloudformation.parameters import only_holds_in_use
from converter.cloudformation.places import placed
from converter.cloudformation.resolver import resolve
from converter.cloudformation.scalars import scalar_text
from converter.findings import Place, Severity
from converter.parity.parameter_values import FILLERS, fits
from converter.parity.properties.acceptance import accepts, literals
from converter.parity.properties.expectations import Expectations
from converter.parity.properties.model import Problem
from converter.parity.properties.predicates.registry import Arguments, Examined, system
from converter.parity.properties.situations import NESTED_STACK
from converter.parity.properties.system import System, plain
from converter.rules.names import parameter_name
from converter.stacks.folding import Fold
from converter.terraform.inputs import InputVariable
from converter.terraform.loading import Project
from converter.terraform.traversals import traversal_text
from converter.terraform.types import BOOL, NUMBER, STRING, ListType, SetType, Type, describe
from converter.terraform.values import Null

BOOLEANS = frozenset({"true", "false"})
CONSTRAINTS = {
    "allowed_values": "AllowedValues",
    "allowed_pattern": "AllowedPattern",
    "min_length": "MinLength",
    "max_length": "MaxLength",
    "min_value": "MinValue",
    "max_value": "MaxValue",
}
PROBES = (*FILLERS, "", "0", "-1", "2", "1.5", "1000000", "false", "x" * 300)
ADDED = "parity-added-parameter"


@dataclass(frozen=True, slots=True)
class Pair:
    """A variable and the root parameter that stands for it."""

    variable: InputVariable
    name: str
    parameter: Parameter
    place: Place
    fold: Fold | None = None
    """What the parameter is a piece of; then it is seen as it would stand alone."""

    def problem(self, summary: str, detail: str) -> Problem:
        """A problem at the parameter, with the variable as its source."""
        return Problem(summary, detail, place=self.place, subject=self.variable.config.block.header)


@system("as_variables")
def as_variables(system: System, _arguments: Arguments, expected: Expectations) -> Iterator[Examined]:
    """Every variable has its parameter with the same type, default and range; every other parameter has a reason."""
    file = system.folder.root_file
    region = region_variable(system.project)
    for name, variable in system.variables.items():
        wanted = system.parameter(name)
        if (fold := system.fold(name)) is not None and (piece := _piece(system, name, fold)) is not None:
            problems = (*_default_problems(piece), *_range_problems(system, piece, expected))
            yield Examined(name, problems)
            continue
        parameter = system.root.parameters.get(wanted)
        if parameter is None:
            if name == region or variable.parts or variable.part_of:
                yield Examined(name)
            elif "carried" in expected.values and name in expected.get("carried"):
                expected.use("carried", name)
                yield Examined(name)
            else:
                yield Examined(name, (_missing(variable, wanted, file),))
            continue
        pair = Pair(variable, wanted, parameter, Place(file, ("Parameters", wanted)))
        problems = (*_type_problems(pair), *_default_problems(pair), *_range_problems(system, pair, expected))
        yield Examined(name, problems)
    names = {system.parameter(name) for name in system.variables}
    names |= {system.names.get(fold.name, fold.name) for fold in system.folding.folds}
    for name in system.root.parameters:
        if name not in names:
            yield Examined(("added", name), (_added(system, name, expected),))
    yield from _nested(system, expected)


def _piece(system: System, variable: str, fold: Fold) -> Pair | None:
    """A variable and its piece of a parameter, with the default that stands there; None where there is none such."""
    name = system.names.get(fold.name, fold.name)
    there = system.root.parameters.get(name)
    if there is None:
        return None
    member = parameter_name(variable)
    pieces = fold.pieces(scalar_text(there.default)) if there.default is not None else dict.fromkeys(fold.members)
    if pieces is None:
        return None
    alone = replace(fold.members[member], default=pieces[member], no_echo=there.no_echo)
    return Pair(system.variables[variable], member, alone, Place(system.folder.root_file, ("Parameters", name)), fold)


def region_variable(project: Project) -> str | None:
    """The variable that is the AWS provider's region: the region of a stack takes its place."""
    for block in project.root.config.providers:
        if block.labels == ("aws",) and block.body.attribute("alias") is None:
            region = block.body.attribute("region")
            name = traversal_text(region.expression) if region is not None else ""
            return name.removeprefix("var.") if name.startswith("var.") else None
    return None


def _missing(variable: InputVariable, wanted: str, file: str) -> Problem:
    return Problem(
        f"variable {variable.name} has no parameter {wanted}",
        "add the parameter, or list the variable with a reason in properties.P11.carried",
        place=Place(file, ("Parameters",)),
        subject=variable.config.block.header,
    )


def _added(system: System, name: str, expected: Expectations) -> Problem:
    """A parameter without a variable: listed with its reason, or wrong for lack of one."""
    reason = _evidence(system.root, "added", name, expected) or system.reason("added", name)
    place = Place(system.folder.root_file, ("Parameters", name))
    if reason:
        return Problem(f"parameter {name} has no variable: {reason}", place=place, severity=Severity.INFO, id=ADDED)
    detail = "give the reason in properties.P11.added, or in the template's Metadata under tf2cfn: added:"
    return Problem(f"parameter {name} has no variable and no reason", detail, place=place)


def _evidence(template: Template, kind: str, name: str, expected: Expectations) -> str:
    """The reason for something, from the project's configuration or the template's Metadata."""
    listed = expected.get(kind) or {}
    if name in listed:
        expected.use(kind, name)
        return str(listed[name])
    own = template.metadata.get("tf2cfn")
    table = own.get(kind) if isinstance(own, Object) else None
    reason = table.get(name) if isinstance(table, Object) else None
    return reason if isinstance(reason, str) else ""


# ---------------------------------------------------------------------------------------------- type and default


def _type_problems(pair: Pair) -> Iterator[Problem]:
    kind, parameter = pair.variable.constraint.type, pair.parameter
    allowed = parameter_types(kind)
    if not allowed:
        detail = "parameters carry text, numbers, booleans and lists of these"
        yield pair.problem(f"no parameter can carry {describe(kind)}, the type of {pair.variable.name}", detail)
    elif _counts(parameter, kind):
        return
    elif parameter.type not in allowed and not (kind == STRING and is_kind_of_text(parameter.type)):
        summary = f"parameter {pair.name} has type {parameter.type}, and variable {pair.variable.name} {describe(kind)}"
        yield pair.problem(summary, f"take type {allowed[0]}")
    elif kind == BOOL and frozenset(map(scalar_text, parameter.allowed_values)) != BOOLEANS:
        summary = f"parameter {pair.name} takes other texts than true and false"
        yield pair.problem(summary, 'set AllowedValues: ["true", "false"]')


def _counts(parameter: Parameter, kind: Type) -> bool:
    """Whether a text carries a list whose length is fixed: its pattern then counts the elements."""
    is_list = isinstance(kind, ListType | SetType)
    return is_list and parameter.type == "String" and "," in (parameter.allowed_pattern or "")


def parameter_types(kind: Type) -> tuple[str, ...]:
    """The parameter types that carry a variable's type, the best first."""
    match kind:
        case _ if kind in (STRING, BOOL):
            return ("String",)
        case _ if kind == NUMBER:
            return ("Number",)
        case ListType(element) | SetType(element):
            if element == NUMBER:
                return ("List<Number>", "CommaDelimitedList")
            return ("CommaDelimitedList",) if element in (STRING, BOOL) else ()
        case _:
            return ()


def is_kind_of_text(parameter_type: str) -> bool:
    """Whether a type of AWS's own holds one text; it takes fewer texts, so it needs evidence."""
    return parameter_type.startswith("AWS::") and "<" not in parameter_type


def _default_problems(pair: Pair) -> Iterator[Problem]:
    variable, parameter = pair.variable, pair.parameter
    name, given = variable.name, parameter.default
    if variable.default is None:
        if given is not None:
            yield pair.problem(f"parameter {pair.name} has a default, and variable {name} is required", "remove it")
        return
    if isinstance(variable.default, Null):
        if given != "":
            yield pair.problem(f"variable {name} is null by default, and parameter {pair.name} is not empty", "set ''")
        return
    wanted = default_text(variable)
    if wanted is None:
        yield pair.problem(f"no parameter can carry the default of variable {name}", "it must be text without commas")
    elif given is None:
        yield pair.problem(f"parameter {pair.name} has no default", _shown_default(variable, wanted))
    elif not same_default(scalar_text(given), wanted, variable.constraint.type):
        yield pair.problem(f"the default of parameter {pair.name} is not that of variable {name}",
                           _shown_default(variable, wanted))  # fmt: skip


def default_text(variable: InputVariable) -> str | None:
    """The variable's default as a parameter writes it; None where it cannot."""
    value = plain(variable.default)
    if isinstance(value, tuple):
        if any(not isinstance(item, str) or "," in item or item != item.strip() for item in value):
            return None
        return ",".join(item for item in value if isinstance(item, str))
    return value if isinstance(value, str) else None


def _shown_default(variable: InputVariable, wanted: str) -> str:
    return "take the variable's" if variable.config.sensitive else f"the variable's is {wanted or 'the empty text'}"


def same_default(given: str, wanted: str, kind: Type) -> bool:
    """Whether two defaults mean the same to the type."""
    if kind == NUMBER:
        try:
            return Decimal(given) == Decimal(wanted)
        except InvalidOperation:
            return False
    if isinstance(kind, ListType | SetType):
        return [piece.strip() for piece in given.split(",")] == wanted.split(",")
    return given == wanted


# ---------------------------------------------------------------------------------------------- ranges


def _range_problems(system: System, pair: Pair, expected: Expectations) -> Iterator[Problem]:
    variable = pair.variable
    if variable.part_of and system.variables[variable.part_of].config.validations:
        return  # the validations speak of the whole; the square holds its parts
    constraints = constraints_of(pair.parameter, variable.constraint.type)
    rules = rules_about(system.root, pair.name)
    if variable.config.validations:
        refused = [probe for probe in _probes(pair) if accepts(variable, probe) is False]
        if any(_takes(system, pair, probe) for probe in refused):
            yield pair.problem(
                f"parameter {pair.name} takes values that variable {variable.name} refuses",
                "say the variable's validation as AllowedValues, AllowedPattern, limits or a rule",
            )
        welcome = [probe for probe in _probes(pair) if accepts(variable, probe) is True]
        if all(_takes(system, pair, probe) for probe in welcome):
            return
    narrowing = [*constraints, *(f"rule {rule}" for rule in rules)]
    evidence = _evidence(system.root, "narrowed", pair.name, expected) or system.reason("narrowed", pair.name)
    if narrowing and not evidence:
        yield pair.problem(
            f"{', '.join(narrowing)} of parameter {pair.name} refuses values that variable {variable.name} takes",
            "remove it, or give the evidence that AWS or the provider refuses them anyway in properties.P11.narrowed",
        )


def constraints_of(parameter: Parameter, kind: Type) -> list[str]:
    """The constraints of a parameter that Terraform's type does not have."""
    found = [shown for field, shown in CONSTRAINTS.items() if getattr(parameter, field) not in (None, ())]
    if kind == BOOL and frozenset(map(scalar_text, parameter.allowed_values)) == BOOLEANS:
        found.remove("AllowedValues")
    if kind == STRING and parameter.type != "String":
        found.append(f"type {parameter.type}")
    return found


def rules_about(template: Template, name: str) -> list[str]:
    """The rules whose assertions read a parameter; one that always holds, and so keeps it in use, aside."""
    return [
        rule_name
        for rule_name, rule in template.rules.items()
        if any(
            node == Ref(name)
            for a in rule.assertions
            if not only_holds_in_use(a.test)
            for _, node in placed(a.test, ())
        )
    ]


def _probes(pair: Pair) -> list[str]:
    allowed = map(scalar_text, pair.parameter.allowed_values)
    bounds = (b for b in (pair.parameter.min_value, pair.parameter.max_value) if b is not None)
    near = (format(Decimal(b) + step, "f") for b in bounds for step in (-1, 0, 1))
    return list(dict.fromkeys([*literals(pair.variable), *allowed, *near, *PROBES]))


def _takes(system: System, pair: Pair, probe: str) -> bool:
    """Whether parameter and rules take a value."""
    values = system.with_values({pair.name: probe})
    name = pair.name if pair.fold is None else system.names.get(pair.fold.name, pair.fold.name)
    if not fits(name, system.root.parameters[name], values[name]):
        return False
    found = resolve(Template(parameters=system.root.parameters, rules=system.root.rules), values).findings
    return not any(finding.id == "cfn-rule-failed" for finding in found)


# ---------------------------------------------------------------------------------------------- nested stacks


def _nested(system: System, expected: Expectations) -> Iterator[Examined]:
    """Below the root nothing refuses what the root takes, and nothing keeps a default of its own."""
    root = system.folding.unfolded(system.root)
    for file, written in system.folder.templates.items():
        template = root if written is system.root else written
        for logical_id, resource in template.resources.items():
            url = resource.properties.get("TemplateURL")
            nested = system.folder(url.removeprefix("./")) if isinstance(url, str) else None
            if resource.type == NESTED_STACK and nested is not None and isinstance(url, str):
                given = resource.properties.get("Parameters")
                passed = given if isinstance(given, Object) else Object()
                place = Place(file, ("Resources", logical_id, "Properties", "Parameters"))
                yield from _nested_parameters(root, nested, url.removeprefix("./"), passed, place, expected)


def _nested_parameters(
    root: Template, nested: Template, file: str, passed: Object, place: Place, expected: Expectations
) -> Iterator[Examined]:
    for name, parameter in nested.parameters.items():
        problems: list[Problem] = []
        at = Place(file, ("Parameters", name))
        above = passed.get(name)
        source = root.parameters.get(above.name if isinstance(above, Ref) else name)
        if above is None and name in root.parameters:
            detail = f"pass it on, or it keeps its own value whatever is given for {name}"
            problems.append(Problem(f"parameter {name} is not passed to {file}", detail, place=place))
        if source is not None and _narrower(parameter, source) and not _evidence(nested, "narrowed", name, expected):
            detail = "below the root leave constraints out: the root's own have been checked"
            problems.append(Problem(f"parameter {name} takes fewer values than the root's", detail, place=at))
        yield Examined((file, name), tuple(problems))


def _narrower(parameter: Parameter, source: Parameter) -> bool:
    """Whether a nested parameter has a constraint, or a type of its own, that the root's has not."""
    fields: Mapping[str, str] = CONSTRAINTS
    if any(getattr(parameter, f) not in (None, (), getattr(source, f)) for f in fields):
        return True
    if parameter.type in ("String", source.type):
        return False
    return not (parameter.type == "CommaDelimitedList" and source.type.startswith("List<"))
