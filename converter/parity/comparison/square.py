"""Proof 2: the square commutes. For an assignment of the variables, the resolved templates equal the mapped evaluation.

One way round, the configuration is evaluated with every variable known and mapped by the rules; the other way round,
the templates (made with every variable symbolic, or by hand) are resolved under the same values. Resources are matched
(``matching.py``), properties compared by meaning (``meaning.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from converter.cloudformation import values as resolved_values
from converter.cloudformation.model import Object, Output, Parameter, Resource, Template
from converter.cloudformation.resolved import PseudoParameters, Resolution, ResolvedResource, ResolvedStack
from converter.cloudformation.resolver import resolve
from converter.cloudformation.schemas import UnknownTypeError, resource_schema
from converter.cloudformation.values import Token
from converter.conversion.parameters import default_text
from converter.findings import Findings, Place
from converter.parity.comparison.absent import absent_stack, condition_place
from converter.parity.comparison.deletion import deletion_policy, replace_policy
from converter.parity.comparison.differences import Gap, gaps
from converter.parity.comparison.matching import ActualKey, Matches, match
from converter.parity.comparison.meaning import Steps, form_of, plain
from converter.parity.comparison.written import written_steps
from converter.rules.engine import Engine, FlatTemplate
from converter.rules.names import parameter_name
from converter.rules.overlays import tables_in_force
from converter.rules.wishes import Wishes
from converter.stacks.folding import Folding
from converter.terraform.evaluator import Evaluation, Settings, evaluate
from converter.terraform.instances import ResourceInstance
from converter.terraform.loading import Project, ReaderFiles
from converter.terraform.provider_schema import ProviderSchema
from converter.terraform.values import Value

Instances = tuple[ResourceInstance, ...]

NESTED = "AWS::CloudFormation::Stack"
PROPERTIES = "Properties"


@dataclass(frozen=True, slots=True)
class SquareDifference:
    """One place where the two ways round give different results.

    ``logical_id`` is the mapped resource's (a template's own where nothing corresponds); ``path`` is within its
    properties unless ``section`` names another part of the resource; ``place`` is where the template says it.
    """

    logical_id: str
    path: str
    terraform: str
    template: str
    steps: Steps = ()
    section: str = PROPERTIES
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """Values for the root variables, and for what only the account knows (look-ups, zones).

    ``instances`` may change what was evaluated before it is mapped; ``names`` are parameters that the templates call
    otherwise (the usual name → theirs), ``folding`` says which are pieces of others there, ``wishes`` is
    what the project's configuration asks for by address.
    """

    variables: Mapping[str, Value]
    look_ups: Mapping[str, str] = field(default_factory=dict)
    pseudo: PseudoParameters = field(default_factory=PseudoParameters)
    settings: Settings = field(default_factory=Settings)
    instances: Callable[[Instances], Instances] | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    overlays: tuple[Path, ...] = ()
    """Folders of the user's own rule tables."""
    folding: Folding = field(default_factory=Folding)
    wishes: Wishes = field(default_factory=Wishes)


def specialised(project: Project, assignment: Assignment, findings: Findings) -> tuple[Evaluation, FlatTemplate]:
    """The configuration evaluated with every variable known, and mapped."""
    settings = replace(assignment.settings, values=dict(assignment.variables), files=ReaderFiles(project.sources))
    evaluation = evaluate(project.root, project.variables, ProviderSchema.load(), findings, settings)
    if assignment.instances is not None:
        evaluation = replace(evaluation, instances=assignment.instances(evaluation.instances))
    return evaluation, Engine(tables_in_force(assignment.overlays), evaluation, findings, assignment.wishes).run()


def parameters_of(assignment: Assignment, main: Template) -> dict[str, resolved_values.Value]:
    """The main stack's parameters for an assignment."""
    given = {parameter_name(name): default_text(value) for name, value in assignment.variables.items()}
    given.update(assignment.look_ups)
    given |= assignment.folding.given(given)
    named = {assignment.names.get(name, name): value for name, value in given.items()}
    return {name: value for name, value in named.items() if name in main.parameters}


def resolve_tree(
    templates: Mapping[str, Template], assignment: Assignment, root_file: str = "main-stack.yaml"
) -> Resolution:
    """The nested templates (by file name) resolved under an assignment."""
    main = templates[root_file]

    def load(path: str) -> Template | None:
        for name in (path, path.rsplit("/", 1)[-1]):
            try:
                return templates[name]
            except KeyError:
                continue
        return None

    return resolve(
        main,
        parameters_of(assignment, main),
        assignment.pseudo,
        load,
        file=root_file,
    )


def resolve_flat(
    flat: FlatTemplate, assignment: Assignment, outputs: Mapping[str, Output] | None = None
) -> ResolvedStack:
    """The flat template of a specialised evaluation, its intrinsics computed."""
    look_ups = {name: Parameter(type=look_up.type) for name, look_up in flat.references.look_ups.items()}
    template = Template(
        parameters=look_ups,
        conditions=flat.lowering.conditions.expressions,
        resources=dict(_without_ordering(flat.resources)),
        outputs=outputs or {},
    )
    given: dict[str, resolved_values.Value] = {n: assignment.look_ups.get(n, "") for n in look_ups}
    return resolve(template, given, assignment.pseudo).stack


def _without_ordering(resources: Mapping[str, Resource]) -> Iterator[tuple[str, Resource]]:
    for name, resource in resources.items():
        yield name, replace(resource, depends_on=())


# ---------------------------------------------------------------------------------------------- both sides


@dataclass
class Square:
    """Both ways round under one assignment. ``name`` tells the assignment in messages."""

    flat: FlatTemplate
    expected: ResolvedStack
    resolution: Resolution
    name: str = ""
    outputs: Mapping[str, Output] = field(default_factory=dict)

    @property
    def wanted(self) -> Mapping[str, ResolvedResource]:
        """The mapped resources by logical ID."""
        return self.expected.resources

    @cached_property
    def stacks(self) -> Mapping[tuple[str, ...], ResolvedStack]:
        """The stack instances of the templates by path."""
        return {stack.path: stack for stack in self.resolution.stack.stacks()}

    @cached_property
    def files(self) -> Mapping[tuple[str, ...], str]:
        """The file of each stack instance."""
        return {path: stack.file for path, stack in self.stacks.items()}

    @cached_property
    def there(self) -> Mapping[ActualKey, ResolvedResource]:
        """The resources of the templates, nested stacks aside."""
        return {
            (path, name): resource
            for path, stack in self.stacks.items()
            for name, resource in stack.resources.items()
            if resource.type != NESTED
        }

    def fixed(self, logical_id: str, attribute: str | None) -> resolved_values.Value | None:
        """What a reference comes to in its fixed form: where stacks would form a cycle, that form is written."""
        return self._fixed.get((logical_id, attribute))

    def addresses(self, logical_id: str) -> tuple[str, ...]:
        """The Terraform addresses that went into a mapped resource."""
        draft = self.flat.drafts.get(logical_id)
        return tuple(source.address for source in draft.sources) if draft is not None else ()

    @cached_property
    def _fixed(self) -> Mapping[tuple[str, str | None], resolved_values.Value]:
        probes = {
            f"Probe{n}": Resource(type="AWS::CloudFormation::WaitConditionHandle", properties=Object((("V", node),)))
            for n, node in enumerate(self.flat.alternatives.values())
        }
        template = replace(self.expected.template, resources={**self.expected.template.resources, **probes}, outputs={})
        stack = resolve(template, dict(self.expected.parameters), self.expected.pseudo).stack
        found: dict[tuple[str, str | None], resolved_values.Value] = {}
        for n, reference in enumerate(self.flat.alternatives):
            resource = stack.resources.get(f"Probe{n}")
            value = resource.properties.get("V") if resource is not None else None
            if value is not None and not (
                isinstance(value, Token) and (value.logical_id, value.attribute) == reference
            ):
                found[reference] = value
        return found


def square_of(
    flat: FlatTemplate,
    resolution: Resolution,
    assignment: Assignment,
    name: str = "",
    outputs: Mapping[str, Output] | None = None,
) -> Square:
    """Both ways round, from a mapped evaluation and the resolved templates."""
    return Square(flat, resolve_flat(flat, assignment, outputs), resolution, name, outputs or {})


def compare(flat: FlatTemplate, resolution: Resolution, assignment: Assignment) -> Iterator[SquareDifference]:
    """All differences between a mapped evaluation and the resolved templates, under this assignment alone."""
    square = square_of(flat, resolution, assignment)
    yield from Comparison(square, match([square])).differences()


class Comparison:
    """Compares both sides of a square, given which resource stands for which."""

    def __init__(self, square: Square, matches: Matches) -> None:
        self.square, self.matches = square, matches

    # ------------------------------------------------------------------------------------------ references

    def wanted_label(self, token: Token) -> Any:
        """What stands for a reference of the mapped side."""
        resource = self.square.wanted.get(token.logical_id)
        return self._label(token.logical_id, token.attribute, resource.type if resource else "")

    def there_label(self, token: Token) -> Any:
        """What stands for a reference in the templates: that of the resource that corresponds."""
        key = (token.stack, token.logical_id)
        resource = self.square.there.get(key)
        name = self.matches.names.get(key, "/".join((*token.stack, token.logical_id)))
        return self._label(name, token.attribute, resource.type if resource else "")

    def _label(self, name: str, attribute: str | None, kind: str) -> Any:
        fixed = self.square.fixed(name, attribute)
        if fixed is not None:
            return plain(fixed, self.wanted_label)
        return f"<{name}.{attribute if attribute and attribute != _identifier(kind) else 'Ref'}>"

    # ------------------------------------------------------------------------------------------ resources

    def differences(self) -> Iterator[SquareDifference]:
        """All differences, resource by resource."""
        wanted, there = self.square.wanted, self.square.there
        undecided = {key for keys in self.matches.undecided.values() for key in keys}
        other_type: set[ActualKey] = set()
        for name in sorted(wanted):
            key = self.matches.pairs.get(name)
            if key is not None and key in there:
                yield from self.resource(name, key)
            elif key is not None or name not in self.matches.undecided:
                retyped = self._same_id(name) if key is None else None
                if retyped is None:
                    yield SquareDifference(name, "", "exists", "missing", place=self._lost_place(key))
                else:
                    other_type.add(retyped)
                    place = self._place(retyped, ("Type",))
                    types = (wanted[name].type, there[retyped].type)
                    yield SquareDifference(name, "", *types, section="Type", place=place)
        for key in sorted(there):
            name = self.matches.names.get(key, key[1])
            if key not in self.matches.names and key in undecided | other_type:
                continue
            if key not in self.matches.names or name not in wanted:
                yield SquareDifference(name, "", "missing", "exists", place=self._place(key))
        yield from self._stacks()

    def _same_id(self, name: str) -> ActualKey | None:
        """The unmatched resource that has the same logical ID, and so another type."""
        return next((k for k in sorted(self.square.there) if k[1] == name and k not in self.matches.names), None)

    def resource(self, name: str, key: ActualKey) -> Iterator[SquareDifference]:
        """The differences between two matched resources."""
        one, other = self.square.wanted[name], self.square.there[key]
        policies = {
            "DeletionPolicy": (deletion_policy(one), deletion_policy(other)),
            "UpdateReplacePolicy": (replace_policy(one), replace_policy(other)),
        }
        for section, (left, right) in policies.items():
            if left != right:
                yield SquareDifference(name, "", left, right, (), section, self._place(key, (section,)))
        sections = {
            PROPERTIES: (one.properties, other.properties),
            "CreationPolicy": (one.creation_policy, other.creation_policy),
            "UpdatePolicy": (one.update_policy, other.update_policy),
        }
        for section, (ours, theirs) in sections.items():
            left_data, right_data = plain(ours, self.wanted_label), plain(theirs, self.there_label)
            if left_data == right_data:
                continue
            kind = one.type if section == PROPERTIES else ""
            for gap in gaps(form_of(kind, left_data), form_of(kind, right_data)):
                place = self._place(key, (section, *gap.steps[: gap.depth]))
                yield SquareDifference(name, gap.path, *_texts(gap, kind), gap.steps, section, place)

    def _stacks(self) -> Iterator[SquareDifference]:
        """A nested stack that outlives its parent would keep everything in it."""
        for path, stack in self.square.stacks.items():
            for name, resource in stack.resources.items():
                for section, policy in (
                    ("DeletionPolicy", resource.deletion_policy),
                    ("UpdateReplacePolicy", resource.update_replace_policy),
                ):
                    if resource.type == NESTED and policy not in (None, "Delete"):
                        place = self._place((path, name), (section,))
                        yield SquareDifference(name, "", "Delete", str(policy), (), section, place)

    # ------------------------------------------------------------------------------------------ places

    def _place(self, key: ActualKey, steps: Steps = ()) -> Place:
        """Where a template says something of a resource, conditional values followed to the branch that is taken."""
        path, name = key
        stack = self.square.stacks[path]
        return Place(stack.file, ("Resources", name, *written_steps(stack, name, steps)))

    def _lost_place(self, key: ActualKey | None) -> Place | None:
        """Where a resource that does not exist under this assignment is written."""
        if key is None:
            return None
        stack = self.square.stacks.get(key[0])
        if stack is None:
            return absent_stack(self.square.stacks, key[0])
        return condition_place(stack.file, stack.template, key[1]) if key[1] in stack.template.resources else None


def _texts(gap: Gap, kind: str) -> tuple[str, str]:
    """Both sides of a difference; the default is told where a side leaves the property to it."""
    names = tuple(s for s in gap.steps if isinstance(s, str))
    default = _stated_default(kind, names) if "missing" in (gap.terraform, gap.template) else None
    told = "missing" if default is None else f"missing (by default {default})"
    return (
        told if gap.terraform == "missing" else gap.terraform,
        told if gap.template == "missing" else gap.template,
    )


def _stated_default(kind: str, names: tuple[str, ...]) -> Any:
    try:
        schema = resource_schema(kind).property(names) if kind and names else None
    except UnknownTypeError:
        return None
    return schema.default if schema is not None else None


def _identifier(kind: str) -> str | None:
    """The attribute that equals a type's Ref: its only primary identifier.

    "Ref", AWS CloudFormation User Guide: for resource types of the registry Ref gives the primary identifier.
    """
    try:
        identifiers = resource_schema(kind).primary_identifier if kind else ()
    except UnknownTypeError:
        return None
    return identifiers[0] if len(identifiers) == 1 else None
