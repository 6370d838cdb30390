"""From a flat template and a placement to nested templates: one file per stack, and the main stack that wires them.

What crosses from stack to stack is one scalar ``String`` parameter each; conditions are carried by carrying the
parameters that they compare and defining them again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from converter.cloudformation.model import (
    And,
    ConditionExpression,
    ConditionRef,
    Equals,
    GetAtt,
    If,
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
    walk,
)
from converter.stacks.graph import Reference, ordered, reachable, resource_references
from converter.stacks.layout import Layout
from converter.stacks.model import Flat
from converter.stacks.placement import Placement
from converter.stacks.rewriting import condition_names, conditions_in, rewrite, rewrite_condition

MAIN = "main"


@dataclass(slots=True)
class Nested:
    """A nested stack under construction. ``wired`` maps its parameter names to what the main stack passes."""

    name: str
    parameters: dict[str, Parameter] = field(default_factory=dict)
    wired: dict[str, Reference | Node] = field(default_factory=dict)
    users: dict[str, set[str]] = field(default_factory=dict)
    conditions: dict[str, ConditionExpression] = field(default_factory=dict)
    resources: dict[str, Resource] = field(default_factory=dict)
    outputs: dict[str, Output] = field(default_factory=dict)
    output_parts: dict[str, str] = field(default_factory=dict)


class Nesting:
    """Cuts a flat template into nested ones."""

    def __init__(self, flat: Flat, layout: Layout, placement: Placement) -> None:
        self.flat = flat
        self.layout = layout
        self.placement = placement
        self.stacks: dict[str, Nested] = {}
        self.instance_graph: dict[str, dict[str, None]] = {}
        self.orderings: dict[tuple[str, str], None] = {}
        self.orderings_dropped: list[tuple[str, str]] = []
        self.combined: dict[str, ConditionExpression] = {}

    # ------------------------------------------------------------------------------------------ the whole

    def templates(self) -> dict[str, Template]:
        """All templates by stack name; ``main`` first."""
        for home in self.placement.homes.values():
            self.stacks.setdefault(home.split("/")[0], Nested(home.split("/")[0]))
            self.instance_graph.setdefault(home, {})
        for name, resource in self.flat.resources.items():
            self.add(name, resource)
        for name, references in self.flat.exported.items():
            for reference in references:
                self.output(reference)
            _ = name
        self.order()
        main = self.main()
        result = {MAIN: main}
        for name in sorted(self.stacks, key=self.position):
            result[name] = self.nested_template(self.stacks[name])
        return result

    def names(self) -> list[str]:
        """The names of all templates, the main one first."""
        return [MAIN, *sorted(self.stacks, key=self.position)]

    def order(self) -> None:
        """Let stacks wait for each other where Terraform orders their resources and no reference says the contrary."""
        for home, other in sorted(self.orderings):
            if home == other or home in reachable(self.instance_graph, other):
                self.orderings_dropped.append((home, other))
            else:
                self.instance_graph[home].setdefault(other)

    def position(self, name: str) -> tuple[int, str]:
        names = list(self.layout.stacks)
        return (names.index(name) if name in names else len(names), name)

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
        depends = tuple(d for d in resource.depends_on if self.placement.homes.get(d) == home and d != name)
        for other in resource.depends_on:
            if other in self.placement.homes and self.placement.homes[other] != home:
                self.orderings.setdefault((home, self.placement.homes[other]))
        stack.resources[name] = replace(resource, properties=properties, condition=condition, depends_on=depends)

    def carry(self, node: Node, stack: Nested, home: str, user: str) -> Node:
        """A node as it reads inside a stack: what lies elsewhere comes in through parameters."""

        def replacement(inner: Node) -> Node | None:
            match inner:
                case Select(int() as index, Ref(name)) if self.is_list_parameter(name):
                    return Ref(self.scalar_element(stack, home, name, index))
                case Ref(name) if name in self.flat.parameters:
                    if self.is_list_parameter(name):
                        return Split(",", Ref(self.root_parameter(stack, home, name)))
                    return Ref(self.root_parameter(stack, home, name))
                case Ref(name) if name in self.flat.resources:
                    return self.resource_reference((name, None), stack, home, user)
                case GetAtt(name, attribute) if name in self.flat.resources:
                    return self.resource_reference((name, attribute), stack, home, user)
                case _:
                    return None

        return rewrite(node, replacement)

    def is_list_parameter(self, name: str) -> bool:
        parameter = self.flat.parameters.get(name)
        return parameter is not None and (
            parameter.type == "CommaDelimitedList" or parameter.type.startswith("List<")
        )

    def resource_reference(self, reference: Reference, stack: Nested, home: str, user: str) -> Node | None:
        """A reference to a resource, as a stack sees it: itself, its fixed form, or a parameter."""
        name, attribute = reference
        other = self.placement.homes[name]
        if other == home:
            return None
        if (user, reference) in self.placement.composed:
            return self.carry(self.flat.alternatives[reference], stack, home, user)
        self.instance_graph[home].setdefault(other)
        self.output(reference)
        parameter = self.reference_name(reference)
        if parameter not in stack.parameters:
            kind, address = self.flat.labels[name]
            stack.parameters[parameter] = Parameter(
                type="String", description=f"{attribute or 'Ref'} of {address}", default=self.absent_default(home)
            )
            stack.wired[parameter] = reference
            _ = kind
        stack.users.setdefault(parameter, set()).add(home)
        return Ref(parameter)

    def absent_default(self, home: str) -> str | None:
        """A parameter that only one part of a split stack is given needs a default for the others."""
        return "" if "/" in home else None

    def root_parameter(self, stack: Nested, home: str, name: str) -> str:
        """A root parameter handed down under its own name."""
        if name not in stack.parameters:
            root = self.flat.parameters[name]
            kind = root.type if root.type in {"Number"} else "String"
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
        parameter = f"{name}{index + 1}"
        if parameter not in stack.parameters:
            root = self.flat.parameters[name]
            stack.parameters[parameter] = Parameter(
                type="String",
                description=f"Element {index} of {name}. {root.description}".strip(),
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
        carried = rewrite_condition(expression, lambda node: self.carry_leaf(node, stack, home))
        stack.conditions.setdefault(name, carried)

    def carry_leaf(self, node: Node, stack: Nested, home: str) -> Node | None:
        match node:
            case Select(int() as index, Ref(name)) if self.is_list_parameter(name):
                return Ref(self.scalar_element(stack, home, name, index))
            case Ref(name) if name in self.flat.parameters:
                return Ref(self.root_parameter(stack, home, name))
            case _:
                return None

    def part_condition(self, stack: Nested, part: str, condition: str | None) -> str:
        """The condition of a resource that belongs to one part of a split stack."""
        parameter, own = self.part_parameter(stack), f"IsPart{_pascal(part)}"
        stack.conditions.setdefault(own, Equals(Ref(parameter), part))
        if condition is None:
            return own
        name = f"{condition}InPart{_pascal(part)}"
        stack.conditions.setdefault(name, And((ConditionRef(own), ConditionRef(condition))))
        return name

    def part_parameter(self, stack: Nested) -> str:
        """The parameter that says which part of a split stack an instance is."""
        name = f"{_pascal(stack.name)}Part"
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

    def reference_name(self, reference: Reference) -> str:
        """The name of a reference as parameter and output: the resource's logical ID and what is read of it."""
        name, attribute = reference
        label = self.flat.reference_names.get(reference) or _pascal((attribute or "Ref").replace(".", " "))
        return name if name.endswith(label) else f"{name}{label}"

    def output(self, reference: Reference) -> str:
        """The output of a resource's stack for a reference; made where there is none yet."""
        name, attribute = reference
        home = self.placement.homes[name]
        stack = self.stacks[home.split("/")[0]]
        key = self.reference_name(reference)
        if key not in stack.outputs:
            resource = self.flat.resources[name]
            part = home.partition("/")[2]
            condition = resource.condition
            if condition is not None:
                self.carry_condition(condition, stack, home)
            if part:
                condition = self.part_condition(stack, part, condition)
                stack.output_parts[key] = part
            value: Node = Ref(name) if attribute is None else GetAtt(name, attribute)
            exported = reference in self.flat.exported.get(name, ())
            stack.outputs[key] = Output(
                value=value,
                description=f"{self.flat.reference_names.get(reference) or attribute or 'Ref'} of "
                f"{self.flat.labels[name][1]}",
                export_name=Sub((Ref("AWS::StackName"), f"-{key}")) if exported else None,
                condition=condition,
            )
        return key

    def nested_template(self, stack: Nested) -> Template:
        """The finished template of a nested stack."""
        layout = self.layout.stack(stack.name)
        description = layout.description
        if stack.name in self.flat.partial:
            description = f"{description}. {self.flat.partial[stack.name]}"
        parts = {f"{stack.name}/{part}" for part in self.placement.parts.get(stack.name, ())}
        parameters = {
            name: replace(p, default=None) if parts and stack.users.get(name) == parts else p
            for name, p in sorted(stack.parameters.items())
        }
        return Template(
            description=description,
            metadata=self.flat.metadata,
            parameters=parameters,
            conditions=dict(sorted(stack.conditions.items())),
            resources={name: self.reduced(name, r, stack) for name, r in stack.resources.items()},
            outputs=dict(sorted(stack.outputs.items())),
        )

    def reduced(self, name: str, resource: Resource, stack: Nested) -> Resource:
        """A resource whose DependsOn leaves out what its references (or another DependsOn) bring along."""
        graph = {
            other: [r[0] for r in resource_references(entry, stack.resources)] for other, entry in stack.resources.items()
        }
        implied = reachable(graph, name)
        wanted = [d for d in resource.depends_on if d not in implied]
        full = {other: [*graph[other], *stack.resources[other].depends_on] for other in graph}
        kept = [d for d in wanted if not any(d in reachable(full, o) for o in wanted if o != d)]
        return replace(resource, depends_on=tuple(kept))

    # ------------------------------------------------------------------------------------------ the main stack

    def main(self) -> Template:
        """The parent: parameters, one nested stack per instance, and the root outputs."""
        resources: dict[str, Resource] = {}
        used_conditions: dict[str, None] = {}
        for home in self.instance_order():
            resource = self.stack_resource(home, used_conditions)
            resources[self.stack_id(home)] = resource
        outputs = {name: self.main_output(output, used_conditions) for name, output in self.flat.outputs.items()}
        conditions: dict[str, ConditionExpression] = {}
        for name in used_conditions:
            self.main_condition(name, conditions)
        conditions.update(self.combined)
        parameters = dict(self.flat.parameters)
        if self.layout.stages is not None and self.staged():
            stages = self.layout.stages
            parameters[stages.parameter] = Parameter(
                type="String",
                description=stages.description,
                default=stages.default,
                allowed_values=stages.values,
            )
            for value in sorted({s for s in map(self.stage, self.instance_graph) if s}):
                conditions[self.stage_condition(value)] = Equals(Ref(stages.parameter), value)
        return Template(
            description=self.flat.description,
            metadata=Object((*self.flat.metadata.entries, ("AWS::CloudFormation::Interface", self.interface(parameters)))),
            parameters=parameters,
            rules=self.flat.rules,
            conditions=dict(sorted(conditions.items())),
            resources=resources,
            outputs=outputs,
        )

    def staged(self) -> bool:
        return any(self.stage(home) for home in self.instance_graph)

    def stage(self, home: str) -> str | None:
        return self.layout.stack(home.split("/")[0]).stage

    def stage_condition(self, stage: str) -> str:
        assert self.layout.stages is not None  # asked only where there are stages
        return f"{self.layout.stages.parameter}Is{_pascal(stage)}"

    def stack_id(self, home: str) -> str:
        """The logical ID of a stack instance."""
        return f"{_pascal(home)}Stack"

    def instance_order(self) -> list[str]:
        """The stack instances, what others depend on first."""
        return ordered(self.instance_graph)

    def main_condition(self, name: str, into: dict[str, ConditionExpression]) -> None:
        if name in into or name not in self.flat.conditions:
            return
        expression = self.flat.conditions[name]
        for other in condition_names(expression):
            self.main_condition(other, into)
        into[name] = expression

    def stack_resource(self, home: str, used: dict[str, None]) -> Resource:
        """The AWS::CloudFormation::Stack of an instance."""
        name, _, part = home.partition("/")
        stack = self.stacks[name]
        passed: list[tuple[str, Node]] = []
        for parameter in sorted(stack.parameters):
            if part and parameter == f"{_pascal(name)}Part":
                passed.append((parameter, part))
            elif parameter in stack.wired and home in stack.users.get(parameter, ()):
                passed.append((parameter, self.passed(stack.wired[parameter], home, used)))
        needed = {r.resource for _, node in passed for r in walk(node) if isinstance(r, GetAtt)}
        before = [self.stack_id(other) for other in self.instance_graph[home] if other != home]
        depends = sorted({b for b in before if b not in needed})
        properties = Object((("TemplateURL", f"./{name}-stack.yaml"), ("Parameters", Object(tuple(passed)))))
        if not passed:
            properties = Object((("TemplateURL", f"./{name}-stack.yaml"),))
        stage = self.stage(home)
        layout = self.layout.stack(name)
        return Resource(
            type="AWS::CloudFormation::Stack",
            properties=properties,
            condition=self.stage_condition(stage) if stage else None,
            depends_on=tuple(self.necessary(home, depends)),
            comment=layout.description + (f": {part}" if part else ""),
            deletion_policy="Delete",
            update_replace_policy="Delete",
        )

    def necessary(self, home: str, depends: list[str]) -> list[str]:
        """The dependencies of an instance that no other one of its dependencies brings along."""
        by_id = {self.stack_id(h): list(others) for h, others in self.instance_graph.items()}
        graph = {k: [self.stack_id(o) for o in v] for k, v in by_id.items()}
        direct = graph[self.stack_id(home)]
        return [d for d in depends if not any(d in reachable(graph, o) for o in direct if o != d)]

    def passed(self, wired: Reference | Node, home: str, used: dict[str, None]) -> Node:
        """What the main stack passes for a wired parameter."""
        if isinstance(wired, tuple) and len(wired) == 2 and isinstance(wired[0], str) and wired[0] in self.flat.resources:
            return self.output_value((wired[0], wired[1]), home, used, "")  # type: ignore[arg-type]
        node: Node = wired  # type: ignore[assignment]
        return node

    def output_value(self, reference: Reference, home: str | None, used: dict[str, None], otherwise: Node) -> Node:
        """A nested stack's output, guarded where the resource or its stack does not always exist."""
        name, _ = reference
        other = self.placement.homes[name]
        node: Node = GetAtt(self.stack_id(other), f"Outputs.{self.output(reference)}")
        condition = self.flat.resources[name].condition
        if condition is not None:
            used.setdefault(condition)
            node = If(condition, node, otherwise)
        stage = self.stage(other)
        if stage is not None and (home is None or self.stage(home) != stage):
            node = If(self.stage_condition(stage), node, otherwise)
        return node

    def main_output(self, output: Output, used: dict[str, None]) -> Output:
        """A root output, its references read from the nested stacks' outputs."""
        staged: set[str] = set()

        def replacement(node: Node) -> Node | None:
            match node:
                case Ref(name) if name in self.flat.resources:
                    reference: Reference = (name, None)
                case GetAtt(name, attribute) if name in self.flat.resources:
                    reference = (name, attribute)
                case _:
                    return None
            stage = self.stage(self.placement.homes[name])
            if stage:
                staged.add(stage)
            return GetAtt(self.stack_id(self.placement.homes[name]), f"Outputs.{self.output(reference)}")

        value = rewrite(output.value, replacement)
        condition = output.condition
        for name in conditions_in(value):
            used.setdefault(name)
        if condition is not None:
            used.setdefault(condition)
        if staged:
            condition = self.staged_condition(sorted(staged)[0], condition)
        return replace(output, value=value, condition=condition)

    def staged_condition(self, stage: str, condition: str | None) -> str:
        """The condition of something that exists in a stage only (and under its own condition)."""
        own = self.stage_condition(stage)
        if condition is None:
            return own
        name = f"{condition}And{own}"
        self.combined[name] = And((ConditionRef(own), ConditionRef(condition)))
        return name

    def interface(self, parameters: Mapping[str, Parameter]) -> Object:
        """Groups and labels for the console: by the one stack that uses a parameter, general where several do."""
        groups: dict[str, list[str]] = {}
        for name in parameters:
            users = [s for s in self.stacks.values() if self.uses(s, name)]
            title = self.layout.stack(users[0].name).title if len(users) == 1 else "General"
            groups.setdefault(title, []).append(name)
        listed = tuple(
            Object((("Label", Object((("default", title),))), ("Parameters", tuple(names))))
            for title, names in sorted(groups.items(), key=lambda pair: (pair[0] != "General", pair[0]))
        )
        labels = Object(tuple((n, Object((("default", _words(n)),))) for n in parameters))
        return Object((("ParameterGroups", listed), ("ParameterLabels", labels)))

    def uses(self, stack: Nested, parameter: str) -> bool:
        """Whether a nested stack is handed (an element of) a root parameter."""
        return any(
            isinstance(node, Ref) and node.name == parameter
            for wired in stack.wired.values()
            if not (isinstance(wired, tuple) and len(wired) == 2 and wired[0] in self.flat.resources)
            for node in walk(wired)  # type: ignore[arg-type]
        )


def _pascal(text: str) -> str:
    words = "".join(c if c.isalnum() else " " for c in text).split()
    return "".join(w[:1].upper() + w[1:] for w in words)


def _words(name: str) -> str:
    """``KeycloakDatabaseMinAcu`` as ``Keycloak database min acu``."""
    text = "".join(f" {c.lower()}" if c.isupper() else c for c in name).strip()
    return text[:1].upper() + text[1:]
