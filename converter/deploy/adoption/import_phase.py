"""What one stack imports, and its template for the import.

In that phase a template holds what is imported and nothing else: every resource with ``DeletionPolicy: Retain``, no
outputs, and no reference to what is not there. Such a reference becomes the value that the state tells. Where it must
not be told, or is not known, the property is left to the first update after the import. A property that cannot be left
out keeps its resource from being imported; where it is the value of a secret parameter, the user is asked for that.
Facts: "Import AWS resources into a CloudFormation stack" (considerations), AWS CloudFormation User Guide.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from converter.cloudformation.model import (
    ConditionExpression,
    GetAtt,
    If,
    Node,
    Object,
    Parameter,
    Ref,
    Resource,
    Template,
    walk,
)
from converter.cloudformation.order import Cycle, topological
from converter.cloudformation.resolved import ResolvedStack
from converter.cloudformation.rewriting import condition_names, condition_nodes, conditions_in, rewrite
from converter.cloudformation.scalars import scalar_text
from converter.cloudformation.schemas import Kind, PropertySchema, ResourceSchema
from converter.cloudformation.values import Stored
from converter.deploy.adoption.identifiers import NESTED_STACK, importable, schema_of
from converter.deploy.adoption.values import Literal, SecretParameterError, StateValues, UnknownValueError

MAX_RESOURCES_TO_IMPORT = 200
"""ResourcesToImport of one change set (CreateChangeSet, AWS CloudFormation API Reference)."""
RETAIN = "Retain"
_INTERFACE = "AWS::CloudFormation::Interface"


@dataclass(frozen=True, slots=True)
class Imported:
    """A resource that is imported, and what identifies it."""

    logical_id: str
    type: str
    identifiers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LaterProperty:
    """A property that the import leaves out, and the first update sets."""

    logical_id: str
    path: str
    reason: str


@dataclass(slots=True)
class StackImport:
    """One stack under the parameters of the deployment; ``settle`` finds out what it imports.

    ``nested`` are the nested stacks that it imports: their resources in the import's template.
    """

    stack: ResolvedStack
    values: StateValues
    nested: Mapping[str, Resource] = field(default_factory=dict)
    imported: dict[str, Imported] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    later: list[LaterProperty] = field(default_factory=list)
    secrets: dict[str, None] = field(default_factory=dict)
    """Parameters whose values the user has to give to the import: what cannot be left out needs them."""
    _cleaned: dict[str, Resource] = field(default_factory=dict)

    @property
    def template(self) -> Template:
        """The template of the deployment."""
        return self.stack.template

    def settle(self) -> None:
        """Find out what is imported: what cannot be takes with it what cannot do without it."""
        self._add_nested()
        for logical_id in self.stack.resources:
            if self.template.resources[logical_id].type != NESTED_STACK:
                self._add(logical_id)
        while True:
            self._cleaned, self.later = {}, []
            lost: dict[str, str] = {}
            asked: dict[str, None] = {}
            for logical_id in self.imported:
                try:
                    self._cleaned[logical_id] = self._import_form(logical_id)
                except SecretParameterError as secret:
                    asked[secret.parameter] = None
                except UnknownValueError as problem:
                    lost[logical_id] = str(problem)
            if not lost and not asked:
                return
            self.secrets |= asked
            for logical_id, reason in lost.items():
                del self.imported[logical_id]
                self.reasons[logical_id] = reason

    def _add_nested(self) -> None:
        for logical_id in self.nested:
            self.imported[logical_id] = Imported(logical_id, NESTED_STACK, {"StackId": f"STACK-ID-OF-{logical_id}"})

    def _add(self, logical_id: str) -> None:
        draft = self.values.flat.drafts.get(logical_id)
        if draft is None:
            self.reasons[logical_id] = "no resource of the configuration stands behind it"
            return
        if self.values.object_of(logical_id) is None:
            self.reasons[logical_id] = f"{draft.key} is not in the state"
            return
        resource = self.template.resources[logical_id]
        how = importable(resource.type, draft.rule, draft.part)
        if how.problem:
            self.reasons[logical_id] = how.problem
            return
        nodes = dict(resource.properties)
        shown = {
            name: value
            for name, value in self.stack.resources[logical_id].properties.items()
            if name in nodes and not self._is_secret(nodes[name])
        }
        try:
            found = self.values.identifiers(how, logical_id, shown)
        except UnknownValueError as problem:
            self.reasons[logical_id] = str(problem)
            return
        self.imported[logical_id] = Imported(logical_id, resource.type, found)

    # ------------------------------------------------------------------------------------------ values

    def parameter(self, name: str) -> Literal:
        """The value of a parameter. Raises UnknownValueError for a secret, and where the state does not tell it."""
        if self.template.parameters[name].no_echo:
            raise SecretParameterError(name)
        value = self.stack.parameters[name]
        try:
            return self.values.literal(value.name if isinstance(value, Stored) else value)
        except UnknownValueError as problem:
            raise UnknownValueError(f"parameter {name}: {problem}") from None

    def _is_secret(self, node: Node) -> bool:
        return any(isinstance(n, Ref) and self._no_echo(n.name) for n in walk(node))

    def _no_echo(self, name: str) -> bool:
        parameter = self.template.parameters.get(name)
        return parameter is not None and parameter.no_echo

    def _known(self, name: str) -> bool:
        try:
            self.parameter(name)
        except UnknownValueError:
            return False
        return True

    # ------------------------------------------------------------------------------------------ nodes

    def _replacement(self, node: Node) -> Node | None:
        match node:
            case If(condition, then, otherwise):
                if self._decided(condition) or any(map(self._is_gone, (*walk(then), *walk(otherwise)))):
                    return self._clean(then if self.stack.conditions[condition] else otherwise)
                return None
            case Ref(name) | GetAtt(name) if self._is_gone(node):
                if name in self.template.parameters:
                    return _node(self.parameter(name))
                return _node(self._of_resource(name, node.attribute if isinstance(node, GetAtt) else None))
            case _:
                return None

    def _of_resource(self, name: str, attribute: str | None) -> Literal:
        if self.template.resources[name].type != NESTED_STACK:
            return self.values.reference(name, attribute)
        child, output = self.stack.children.get(name), (attribute or "").removeprefix("Outputs.")
        if child is None or output not in child.outputs:
            raise UnknownValueError(f"stack {name} is not there before the first update")
        if self._gives_secret(child, output):
            raise UnknownValueError(f"output {output} of {name} is secret")
        return self.values.literal(child.outputs[output].value)

    @staticmethod
    def _gives_secret(child: ResolvedStack, output: str) -> bool:
        parameters = child.template.parameters
        nodes = walk(child.template.outputs[output].value)
        return any(isinstance(n, Ref) and n.name in parameters and parameters[n.name].no_echo for n in nodes)

    def _is_gone(self, node: Node) -> bool:
        """Whether a node refers to what the import's template has not."""
        match node:
            case Ref(name) if name in self.template.parameters:
                return name not in self.secrets and not self._known(name)
            case Ref(name) | GetAtt(name) if name in self.template.resources:
                return name not in self.imported or name in self.nested
            case _:
                return False

    def _decided(self, condition: str) -> bool:
        """Whether a condition compares what the import's template has not, so that its outcome takes its place."""
        return any(self._is_gone(n) for name in self._below(condition) for n in self._compared(name))

    def _compared(self, condition: str) -> Iterator[Node]:
        for node in condition_nodes(self.template.conditions[condition]):
            yield from walk(node)

    def _below(self, condition: str) -> Iterator[str]:
        yield condition
        for name in condition_names(self.template.conditions[condition]):
            yield from self._below(name)

    def _clean(self, node: Node) -> Node:
        return rewrite(node, self._replacement)

    # ------------------------------------------------------------------------------------------ resources

    def _import_form(self, logical_id: str) -> Resource:
        resource = self.nested.get(logical_id) or self.template.resources[logical_id]
        condition = resource.condition
        if condition is not None and self._decided(condition):
            condition = None
        return replace(
            resource,
            properties=self._properties(logical_id, resource),
            condition=condition,
            depends_on=tuple(name for name in resource.depends_on if name in self.imported),
            deletion_policy=RETAIN,
            update_replace_policy=RETAIN,
            creation_policy=self._whole(resource.creation_policy),
            update_policy=self._whole(resource.update_policy),
            metadata=self._whole(resource.metadata),
        )

    def _whole(self, node: Object) -> Object:
        """A section beside the properties, or nothing where it refers to what is not there."""
        try:
            cleaned = self._clean(node)
        except UnknownValueError:
            return Object()
        return cleaned if isinstance(cleaned, Object) else Object()

    def _properties(self, logical_id: str, resource: Resource) -> Object:
        if logical_id in self.nested:
            cleaned = self._clean(resource.properties)
            return cleaned if isinstance(cleaned, Object) else Object()
        schema = schema_of(resource.type)
        root = schema.root if schema is not None else None
        return self._members(logical_id, resource.properties, schema, root, "")

    def _members(
        self, logical_id: str, node: Object, schema: ResourceSchema | None, described: PropertySchema | None, above: str
    ) -> Object:
        entries: list[tuple[str, Node]] = []
        for name, value in node:
            path = f"{above}.{name}" if above else name
            inner = described.get(name) if described is not None else None
            try:
                if isinstance(value, Object) and inner is not None and inner.kind is Kind.OBJECT:
                    entries.append((name, self._members(logical_id, value, schema, inner, path)))
                else:
                    entries.append((name, self._clean(value)))
            except UnknownValueError as problem:
                if schema is None or inner is None or inner.required or _replaces(schema, path):
                    if isinstance(problem, SecretParameterError):
                        raise
                    raise UnknownValueError(f"{path}: {problem}" if not above else str(problem)) from None
                self.later.append(LaterProperty(logical_id, path, str(problem)))
        return Object(tuple(entries))

    # ------------------------------------------------------------------------------------------ templates

    def portions(self) -> list[tuple[str, ...]]:
        """The logical IDs in the order of the import, as many at once as a change set takes."""
        edges = {name: tuple(_references(self._cleaned[name], self.imported)) for name in self.imported}
        found = topological(edges)
        names = list(self.imported) if isinstance(found, Cycle) else found
        return [tuple(names[at : at + MAX_RESOURCES_TO_IMPORT]) for at in range(0, len(names), MAX_RESOURCES_TO_IMPORT)]

    def import_template(self, names: Collection[str]) -> Template:
        """The template of an import that ends with the given resources in the stack."""
        resources = {n: self._cleaned[n] for n in self.imported if n in names}
        nodes = [n for r in resources.values() for n in _nodes(r)]
        conditions = self._used_conditions(nodes, [r.condition for r in resources.values() if r.condition is not None])
        nodes += [n for expression in conditions.values() for n in condition_nodes(expression)]
        return Template(
            description=self.template.description,
            metadata=Object(tuple((k, v) for k, v in self.template.metadata if k != _INTERFACE)),
            parameters=self._used_parameters(nodes),
            mappings=self.template.mappings,
            conditions=conditions,
            resources=resources,
            comment=_COMMENT,
        )

    def _used_conditions(self, nodes: Iterable[Node], others: Iterable[str]) -> dict[str, ConditionExpression]:
        used = {name for node in nodes for name in conditions_in(node)} | set(others)
        used |= {inner for name in used for inner in self._below(name)}
        return {name: c for name, c in self.template.conditions.items() if name in used}

    def _used_parameters(self, nodes: Iterable[Node]) -> dict[str, Parameter]:
        used = {n.name for node in nodes for n in walk(node) if isinstance(n, Ref)}
        own = {name: p for name, p in self.template.parameters.items() if name in used}
        return own | {TEMPLATE_BUCKET: BUCKET_PARAMETER} if TEMPLATE_BUCKET in used else own

    def parameter_values(self, template: Template) -> dict[str, str]:
        """The values of an import template's parameters, as CloudFormation takes them."""
        values: dict[str, str] = {}
        for name in template.parameters:
            if name != TEMPLATE_BUCKET and name not in self.secrets:
                value = self.parameter(name)
                values[name] = ",".join(map(_text, value)) if isinstance(value, tuple) else _text(value)
        return values


TEMPLATE_BUCKET = "AdoptionTemplateBucket"
BUCKET_PARAMETER = Parameter(description="Bucket with the templates of the import, of nested stacks too")
_COMMENT = (
    "Generated by tf2cfn adopt, for the import only: it makes, changes and deletes nothing. The first update\n"
    "after the import puts the templates of the deployment in its place."
)


def _text(value: Literal) -> str:
    if isinstance(value, tuple | Mapping):
        raise UnknownValueError("it is not one text")
    return scalar_text(value)


def _node(value: Literal) -> Node:
    match value:
        case tuple():
            return tuple(_node(item) for item in value)
        case Mapping():
            return Object.of({name: _node(item) for name, item in value.items()})
        case _:
            return value


def _nodes(resource: Resource) -> Iterator[Node]:
    yield from (resource.properties, resource.creation_policy, resource.update_policy, resource.metadata)


def _references(resource: Resource, names: Collection[str]) -> Iterator[str]:
    yield from resource.depends_on
    for section in _nodes(resource):
        for node in walk(section):
            if isinstance(node, GetAtt) and node.resource in names:
                yield node.resource
            elif isinstance(node, Ref) and node.name in names:
                yield node.name


def _replaces(schema: ResourceSchema, path: str) -> bool:
    """Whether setting a property later would replace the resource."""
    return any(
        path == other or path.startswith(f"{other}.") or other.startswith(f"{path}.") for other in schema.create_only
    )
