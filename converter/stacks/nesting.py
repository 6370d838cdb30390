"""From a flat template and a placement to nested templates: one file per stack, and the main stack that wires them.

What crosses from stack to stack is one scalar ``String`` parameter each; conditions are carried by carrying the
parameters that they compare and defining them again.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from converter.cloudformation.model import (
    And,
    ConditionExpression,
    ConditionRef,
    Equals,
    GetAtt,
    Join,
    Node,
    Object,
    Output,
    Parameter,
    Ref,
    Resource,
    Select,
    Split,
    Sub,
    Template,
)
from converter.cloudformation.quotas import MAX_DESCRIPTION_BYTES, MAX_PARAMETER_DESCRIPTION_CHARACTERS, clipped
from converter.cloudformation.rewriting import condition_names, conditions_in, rewrite, rewrite_condition
from converter.cloudformation.schemas import Kind
from converter.stacks.crossing import CrossingNames, element_parameter, part_parameter
from converter.stacks.folding import Folding
from converter.stacks.graph import attribute_kind, reachable
from converter.stacks.layout import MAIN, Layout
from converter.stacks.main_stack import MainStack, stack_id
from converter.stacks.model import Flat, Reference, StackOutput
from converter.stacks.output_folding import OutputFold
from converter.stacks.placement import Placement
from converter.stacks.waiting import Waits
from converter.stacks.words import pascal


@dataclass(slots=True)
class Nested:
    """A nested stack under construction. ``wired`` maps its parameter names to what the main stack passes."""

    name: str
    parameters: dict[str, Parameter] = field(default_factory=dict)
    wired: dict[str, StackOutput | Node] = field(default_factory=dict)
    users: dict[str, set[str]] = field(default_factory=dict)
    conditions: dict[str, ConditionExpression] = field(default_factory=dict)
    resources: dict[str, Resource] = field(default_factory=dict)
    outputs: dict[str, Output] = field(default_factory=dict)
    output_parts: dict[str, str] = field(default_factory=dict)


class Nesting:
    """Cuts a flat template into nested ones. ``inside`` are stacks that are given folded parameters whole."""

    def __init__(
        self,
        flat: Flat,
        layout: Layout,
        placement: Placement,
        folding: Folding | None = None,
        output_folds: Sequence[OutputFold] = (),
        inside: Collection[str] = (),
    ) -> None:
        self.flat = flat
        self.layout = layout
        self.placement = placement
        self.folding = folding or Folding()
        self.output_folds = output_folds
        self.inside = inside
        self.stacks: dict[str, Nested] = {}
        self.instance_graph: dict[str, dict[str, None]] = {}
        self.orderings: dict[tuple[str, str], None] = {}
        self.orderings_dropped: list[tuple[str, str]] = []
        parts = (part_parameter(name) for name in placement.parts)
        stages = (layout.stages.parameter,) if layout.stages is not None else ()
        self.crossing = CrossingNames(flat, (*parts, *stages))
        self.taken = frozenset({*flat.parameters, *flat.resources, *self.crossing.names.values()})

    # ------------------------------------------------------------------------------------------ the whole

    def templates(self) -> dict[str, Template]:
        """All templates by stack name; ``main`` first."""
        for home in self.placement.homes.values():
            self.stacks.setdefault(home.split("/")[0], Nested(home.split("/")[0]))
            self.instance_graph.setdefault(home, {})
        for name, resource in self.flat.resources.items():
            self.add(name, resource)
        for references in self.flat.exported.values():
            for reference in references:
                self.output(reference)
        self.order()
        for name in self.inside:
            self.fold_inside(self.stacks[name])
        main = MainStack(
            self.flat,
            self.layout,
            self.placement,
            self.stacks,
            self.instance_graph,
            self.output,
            self.folding,
            self.output_folds,
        ).template()
        result = {MAIN: main}
        for name in sorted(self.stacks, key=self.layout.position):
            result[name] = self.nested_template(self.stacks[name])
        return result

    def names(self) -> list[str]:
        """The names of all templates, the main one first."""
        return [MAIN, *sorted(self.stacks, key=self.layout.position)]

    def order(self) -> None:
        """Let stacks wait for each other where Terraform orders their resources and no reference says the contrary."""
        for home, other in sorted(self.orderings):
            if home == other or home in reachable(self.instance_graph, other):
                self.orderings_dropped.append((home, other))
            else:
                self.instance_graph[home].setdefault(other)

    def fold_inside(self, stack: Nested) -> None:
        """Pass folds whole to a stack that needs more parameters than a template takes."""
        made = self.folding.folded_inside(
            Template(
                parameters=stack.parameters,
                conditions=stack.conditions,
                resources=stack.resources,
                outputs=stack.outputs,
            )
        )
        for name in set(made.parameters) - set(stack.parameters):
            stack.wired[name] = Ref(name)
            stack.users[name] = {stack.name}
        stack.parameters = dict(made.parameters)
        stack.wired = {name: value for name, value in stack.wired.items() if name in made.parameters}
        stack.conditions, stack.resources = dict(made.conditions), dict(made.resources)
        stack.outputs = dict(made.outputs)

    def stack_id(self, home: str) -> str:
        """The logical ID of a stack instance."""
        return stack_id(home)

    # ------------------------------------------------------------------------------------------ resources

    def add(self, name: str, resource: Resource) -> None:
        """Put a resource into its stack, its references to elsewhere replaced by parameters."""
        home = self.placement.homes[name]
        stack = self.stacks[home.split("/")[0]]

        def carried(node: Node) -> Node:
            return self.carry(node, stack, home, name)

        properties = carried(resource.properties)
        assert isinstance(properties, Object)
        condition = resource.condition
        for used in [*conditions_in(properties), *([condition] if condition else [])]:
            self.carry_condition(used, stack, home)
        part = home.partition("/")[2]
        if part:
            condition = self.part_condition(stack, part, condition)
        for other in resource.depends_on:
            if other in self.placement.homes and self.placement.homes[other] != home:
                self.orderings.setdefault((home, self.placement.homes[other]))
        depends = tuple(d for d in resource.depends_on if self.placement.homes.get(d) == home and d != name)
        stack.resources[name] = replace(resource, properties=properties, condition=condition, depends_on=depends)

    def carry(self, node: Node, stack: Nested, home: str, user: str) -> Node:
        """A node as it reads inside a stack: what lies elsewhere comes in through parameters."""

        def replacement(inner: Node) -> Node | None:
            match inner:
                case Ref(name) if name in self.flat.resources:
                    return self.resource_reference((name, None), stack, home, user)
                case GetAtt(name, attribute) if name in self.flat.resources:
                    return self.resource_reference((name, attribute), stack, home, user)
                case _:
                    return self.carry_parameter(inner, stack, home)

        return rewrite(node, replacement)

    def is_list_parameter(self, name: str) -> bool:
        parameter = self.flat.parameters.get(name)
        return parameter is not None and (parameter.type == "CommaDelimitedList" or parameter.type.startswith("List<"))

    def resource_reference(self, reference: Reference, stack: Nested, home: str, user: str) -> Node | None:
        """A reference to a resource, as a stack sees it: itself, its fixed form, or a parameter."""
        other = self.placement.homes[reference[0]]
        if other == home:
            return None
        if (user, reference) in self.placement.composed:
            return self.carry(self.flat.alternatives[reference], stack, home, user)
        self.instance_graph[home].setdefault(other)
        self.output(reference)
        parameter = self.crossing[reference]
        if parameter not in stack.parameters:
            stack.parameters[parameter] = Parameter(
                type="String", description=self.crossing.description(reference), default=self.absent_default(home)
            )
            stack.wired[parameter] = StackOutput(reference)
        stack.users.setdefault(parameter, set()).add(home)
        kind = attribute_kind(self.flat.resources[reference[0]].type, reference[1])
        return Split(",", Ref(parameter)) if kind is Kind.ARRAY else Ref(parameter)

    def absent_default(self, home: str) -> str | None:
        """A parameter that only one part of a split stack is given needs a default for the others."""
        return "" if "/" in home else None

    def root_parameter(self, stack: Nested, home: str, name: str) -> str:
        """A root parameter handed down under its own name."""
        if name not in stack.parameters:
            root = self.flat.parameters[name]
            kind = "Number" if root.type == "Number" else "String"
            stack.parameters[name] = Parameter(
                type=kind,
                description=root.description,
                no_echo=root.no_echo,
                default=self.absent_default(home),
            )
            value: Node = Join(",", Ref(name)) if self.is_list_parameter(name) else Ref(name)
            stack.wired[name] = value
        stack.users.setdefault(name, set()).add(home)
        return name

    def scalar_element(self, stack: Nested, home: str, name: str, index: int) -> str:
        """One element of a list parameter, handed down as a scalar."""
        parameter = element_parameter(name, index, self.taken)
        if parameter not in stack.parameters:
            root = self.flat.parameters[name]
            stack.parameters[parameter] = Parameter(
                type="String",
                description=(f"{_ordinal(index)} of {name}" + (f": {root.description}" if root.description else ""))[
                    :MAX_PARAMETER_DESCRIPTION_CHARACTERS
                ],
                no_echo=root.no_echo,
                default=self.absent_default(home),
            )
            stack.wired[parameter] = Select(index, Ref(name))
        stack.users.setdefault(parameter, set()).add(home)
        return parameter

    # ------------------------------------------------------------------------------------------ conditions

    def carry_condition(self, name: str, stack: Nested, home: str) -> None:
        """Define a condition inside a stack, with the conditions and parameters that it needs."""
        expression = self.flat.conditions[name]
        for other in condition_names(expression):
            self.carry_condition(other, stack, home)
        carried = rewrite_condition(expression, lambda node: self.carry_parameter(node, stack, home))
        stack.conditions.setdefault(name, carried)

    def carry_parameter(self, node: Node, stack: Nested, home: str) -> Node | None:
        """A root parameter as a stack sees it: a text that is handed down, a list split again; None for other nodes."""
        match node:
            case Select(int() as index, Ref(name)) if self.is_list_parameter(name):
                return Ref(self.scalar_element(stack, home, name, index))
            case Ref(name) if name in self.flat.parameters:
                handed = Ref(self.root_parameter(stack, home, name))
                return Split(",", handed) if self.is_list_parameter(name) else handed
            case _:
                return None

    def part_condition(self, stack: Nested, part: str, condition: str | None) -> str:
        """The condition of a resource that belongs to one part of a split stack."""
        parameter, own = self.part_parameter(stack), f"IsPart{pascal(part)}"
        stack.conditions.setdefault(own, Equals(Ref(parameter), part))
        if condition is None:
            return own
        name = f"{condition}InPart{pascal(part)}"
        stack.conditions.setdefault(name, And((ConditionRef(own), ConditionRef(condition))))
        return name

    def part_parameter(self, stack: Nested) -> str:
        """The parameter that says which part of a split stack an instance is."""
        name = part_parameter(stack.name)
        parts = self.placement.parts[stack.name]
        stack.parameters.setdefault(
            name,
            Parameter(
                type="String",
                description="Which part of this template the stack instance creates",
                allowed_values=tuple(parts),
            ),
        )
        return name

    # ------------------------------------------------------------------------------------------ outputs

    def output(self, reference: Reference) -> str:
        """The output of a resource's stack for a reference; made where there is none yet."""
        name, attribute = reference
        home = self.placement.homes[name]
        stack = self.stacks[home.split("/")[0]]
        key = self.crossing[reference]
        if key not in stack.outputs:
            resource = self.flat.resources[name]
            part = home.partition("/")[2]
            condition = resource.condition
            if condition is not None:
                self.carry_condition(condition, stack, home)
            if part:
                condition = self.part_condition(stack, part, condition)
                stack.output_parts[key] = part
            value: Node = Ref(name) if attribute is None else _as_text(name, attribute, resource.type)
            exported = reference in self.flat.exported.get(name, ())
            stack.outputs[key] = Output(
                value=value,
                description=self.crossing.description(reference),
                export_name=Sub((Ref("AWS::StackName"), f"-{key}")) if exported else None,
                condition=condition,
            )
        return key

    def nested_template(self, stack: Nested) -> Template:
        """The finished template of a nested stack."""
        layout = self.layout.stack(stack.name)
        description = layout.description
        if stack.name in self.flat.partial:
            description = clipped(f"{description}. {self.flat.partial[stack.name]}", MAX_DESCRIPTION_BYTES)
        parts = {f"{stack.name}/{part}" for part in self.placement.parts.get(stack.name, ())}
        parameters = {
            name: replace(p, default=None) if parts and stack.users.get(name) == parts else p
            for name, p in sorted(stack.parameters.items())
        }
        waits = Waits(stack.resources, stack.conditions)
        return Template(
            description=description,
            metadata=self.flat.metadata,
            parameters=parameters,
            conditions=dict(sorted(stack.conditions.items())),
            resources={name: waits.shortened(name) for name in stack.resources},
            outputs=dict(sorted(stack.outputs.items())),
        )


def _as_text(name: str, attribute: str, type_name: str) -> Node:
    """An attribute as the text that an output is: the elements of a list are joined."""
    node = GetAtt(name, attribute)
    return Join(",", node) if attribute_kind(type_name, attribute) is Kind.ARRAY else node


def _ordinal(index: int) -> str:
    names = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth")
    return f"{names[index]} element" if index < len(names) else f"Element {index + 1}"
