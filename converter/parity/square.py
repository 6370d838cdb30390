"""Proof 2: the square commutes. For an assignment of the variables, the resolved templates equal the mapped evaluation.

One way round, the configuration is evaluated with every variable known and mapped by the rules; the other way round,
the emitted templates (made with every variable symbolic) are resolved under the same values. Resources are matched by
logical ID, properties compared by meaning.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from converter.cloudformation import values as resolved_values
from converter.cloudformation.model import Object, Parameter, Resource, Template
from converter.cloudformation.resolved import PseudoParameters, Resolution, ResolvedResource, ResolvedStack
from converter.cloudformation.resolver import resolve
from converter.cloudformation.schemas import UnknownTypeError, resource_schema
from converter.cloudformation.values import Text, Token
from converter.conversion.parameters import default_text
from converter.findings import Findings
from converter.parity.policies import canonical_json
from converter.rules.engine import Engine, FlatTemplate
from converter.rules.loader import load_tables
from converter.rules.names import parameter_name
from converter.terraform.evaluator import Evaluation, Settings, evaluate
from converter.terraform.loading import Project, ReaderFiles
from converter.terraform.provider_schema import ProviderSchema
from converter.terraform.values import Value

NESTED = "AWS::CloudFormation::Stack"


@dataclass(frozen=True, slots=True)
class SquareDifference:
    """One place where the two ways round give different results."""

    logical_id: str
    path: str
    terraform: str
    template: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """Values for the root variables, and for what only the account knows (look-ups, zones)."""

    variables: Mapping[str, Value]
    look_ups: Mapping[str, str] = field(default_factory=dict)
    pseudo: PseudoParameters = field(default_factory=PseudoParameters)
    settings: Settings = field(default_factory=Settings)


def specialised(project: Project, assignment: Assignment, findings: Findings) -> tuple[Evaluation, FlatTemplate]:
    """The configuration evaluated with every variable known, and mapped."""
    settings = Settings(dict(assignment.variables), assignment.settings.known_data, ReaderFiles(project.sources))
    evaluation = evaluate(project.root, project.variables, ProviderSchema.load(), findings, settings)
    return evaluation, Engine(load_tables(), evaluation, findings).run()


def parameters_of(assignment: Assignment, main: Template) -> dict[str, resolved_values.Value]:
    """The main stack's parameters for an assignment."""
    given: dict[str, resolved_values.Value] = {}
    for name, value in assignment.variables.items():
        parameter = parameter_name(name)
        if parameter in main.parameters:
            given[parameter] = default_text(value)
    given.update({k: v for k, v in assignment.look_ups.items() if k in main.parameters})
    return given


def resolve_tree(
    templates: Mapping[str, Template], assignment: Assignment, root_file: str = "main-stack.yaml"
) -> Resolution:
    """The nested templates (by file name) resolved under an assignment."""
    main = templates[root_file]

    def load(path: str) -> Template | None:
        try:
            return templates[path.rsplit("/", 1)[-1]]
        except KeyError:
            return None

    return resolve(
        main,
        parameters_of(assignment, main),
        assignment.pseudo,
        load,
        file=root_file,
    )


def compare(flat: FlatTemplate, resolution: Resolution, assignment: Assignment) -> Iterator[SquareDifference]:
    """All differences between a mapped evaluation and the resolved templates."""
    expected = resolve_flat(flat, assignment)
    actual: dict[str, ResolvedResource] = {}
    for stack in resolution.stack.stacks():
        actual.update({n: r for n, r in stack.resources.items() if r.type != NESTED})
    for name in sorted(set(expected.resources) - set(actual)):
        yield SquareDifference(name, "", "exists", "missing")
    for name in sorted(set(actual) - set(expected.resources)):
        yield SquareDifference(name, "", "missing", "exists")
    normal = Normaliser(flat, expected)
    for name in sorted(set(actual) & set(expected.resources)):
        one, other = expected.resources[name], actual[name]
        if one.type != other.type:
            yield SquareDifference(name, "Type", one.type, other.type)
            continue
        for attribute in ("deletion_policy", "update_replace_policy"):
            if getattr(one, attribute) != getattr(other, attribute):
                yield SquareDifference(name, attribute, str(getattr(one, attribute)), str(getattr(other, attribute)))
        left = normal.properties(one.type, one.properties)
        right = normal.properties(other.type, other.properties)
        yield from _differences(name, "", left, right)


def resolve_flat(flat: FlatTemplate, assignment: Assignment) -> ResolvedStack:
    """The flat template of a specialised evaluation, its intrinsics computed."""
    look_ups = tuple(flat.references.look_ups)
    template = Template(
        parameters=dict.fromkeys(look_ups, Parameter(type="String")),
        conditions=flat.lowering.conditions.expressions,
        resources=dict(_without_ordering(flat.resources)),
    )
    given: dict[str, resolved_values.Value] = {n: assignment.look_ups.get(n, "") for n in look_ups}
    return resolve(template, given, assignment.pseudo).stack


def _without_ordering(resources: Mapping[str, Resource]) -> Iterator[tuple[str, Resource]]:
    for name, resource in resources.items():
        yield name, replace(resource, depends_on=())


class Normaliser:
    """Brings resolved properties into a form that compares by meaning."""

    def __init__(self, flat: FlatTemplate, expected: ResolvedStack) -> None:
        self.fixed: dict[tuple[str, str | None], resolved_values.Value] = {}
        self._resolve_alternatives(flat, expected)

    def _resolve_alternatives(self, flat: FlatTemplate, expected: ResolvedStack) -> None:
        """What each reference comes to in its fixed form: where stacks would form a cycle, that form is written."""
        probes = {
            f"Probe{n}": Resource(type="AWS::CloudFormation::WaitConditionHandle", properties=Object((("V", node),)))
            for n, node in enumerate(flat.alternatives.values())
        }
        template = Template(parameters=dict(expected.template.parameters), conditions=expected.template.conditions,
                            resources={**expected.template.resources, **probes})  # fmt: skip
        stack = resolve(template, dict(expected.parameters), expected.pseudo).stack
        for n, reference in enumerate(flat.alternatives):
            resource = stack.resources.get(f"Probe{n}")
            if resource is not None and "V" in resource.properties:
                self.fixed[reference] = resource.properties["V"]

    def properties(self, type_name: str, properties: Mapping[str, resolved_values.Value]) -> Any:
        """All properties of a resource."""
        try:
            schema = resource_schema(type_name)
        except UnknownTypeError:
            schema = None
        result = {}
        for name, value in properties.items():
            plain = self.plain(value)
            prop = schema.property(name) if schema is not None else None
            if prop is not None and isinstance(plain, list) and (prop.unordered or prop.unique):
                plain = sorted(plain, key=lambda i: json.dumps(i, sort_keys=True, default=str))
            result[name] = canonical_json(plain, name)
        return result

    def plain(self, value: resolved_values.Value) -> Any:
        """A resolved value as plain data; references as text, in their fixed form where they have one."""
        match value:
            case Token():
                return self.token(value)
            case Text(parts):
                pieces = [p if isinstance(p, str) else self.plain(p) for p in parts]
                return "".join(str(p) for p in pieces)
            case bool():
                return "true" if value else "false"
            case int() | Decimal():
                return format(Decimal(value).normalize(), "f")
            case str():
                return value
            case tuple():
                return [self.plain(v) for v in value]
            case Mapping():
                return {k: self.plain(v) for k, v in value.items()}
            case _:
                return repr(value)

    def token(self, token: Token) -> Any:
        reference = (token.logical_id, token.attribute)
        if reference in self.fixed:
            fixed = self.fixed[reference]
            if not (isinstance(fixed, Token) and (fixed.logical_id, fixed.attribute) == reference):
                return self.plain(fixed)
        return f"<{token.logical_id}.{token.attribute or 'Ref'}>"


def _differences(name: str, path: str, expected: Any, actual: Any) -> Iterator[SquareDifference]:
    if isinstance(expected, Mapping) and isinstance(actual, Mapping):
        for key in sorted({*expected, *actual}):
            inner = f"{path}.{key}" if path else key
            if key not in actual:
                yield SquareDifference(name, inner, repr(expected[key]), "missing")
            elif key not in expected:
                yield SquareDifference(name, inner, "missing", repr(actual[key]))
            else:
                yield from _differences(name, inner, expected[key], actual[key])
    elif isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        for position, (one, other) in enumerate(zip(expected, actual, strict=True)):
            yield from _differences(name, f"{path}[{position}]", one, other)
    elif expected != actual:
        yield SquareDifference(name, path, repr(expected), repr(actual))
