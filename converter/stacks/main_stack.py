"""The main stack: parameters, one nested stack per instance, and the root outputs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from converter.cloudformation.model import (
    NO_VALUE,
    And,
    ConditionExpression,
    ConditionRef,
    Equals,
    GetAtt,
    If,
    Node,
    Object,
    Output,
    Parameter,
    Ref,
    Resource,
    Split,
    Template,
    walk,
)
from converter.cloudformation.rewriting import condition_names, conditions_in, rewrite
from converter.cloudformation.schemas import Kind
from converter.stacks.crossing import part_parameter
from converter.stacks.folding import Folding
from converter.stacks.graph import attribute_kind, ordered, reachable
from converter.stacks.interface import Wired, interface, users_of
from converter.stacks.layout import Layout
from converter.stacks.model import WAITS_FOR, Flat, Reference, StackOutput
from converter.stacks.output_folding import OutputFold, folded_outputs
from converter.stacks.placement import Placement
from converter.stacks.words import pascal

NOTHING = Resource(
    type="AWS::CloudFormation::WaitConditionHandle",
    comment="Nothing of the configuration is converted, and a template must have a resource: this one does nothing",
)


@dataclass(slots=True)
class MainStack:
    """Builds the main template. ``output`` gives the output of a nested stack for a reference, made where needed."""

    flat: Flat
    layout: Layout
    placement: Placement
    stacks: Mapping[str, Wired]
    instance_graph: Mapping[str, Mapping[str, None]]
    output: Callable[[Reference], str]
    folding: Folding = field(default_factory=Folding)
    output_folds: Sequence[OutputFold] = ()
    combined: dict[str, ConditionExpression] = field(default_factory=dict)

    def template(self) -> Template:
        """The main template."""
        resources: dict[str, Resource] = {}
        used_conditions: dict[str, None] = {}
        for home in self.instance_order():
            resource = self.stack_resource(home, used_conditions)
            resources[stack_id(home)] = resource
        if not resources:
            resources["NoResources"] = NOTHING
        outputs = {name: self.main_output(output, used_conditions) for name, output in self.flat.outputs.items()}
        outputs = folded_outputs(outputs, self.output_folds)
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
        template = self.folding.folded(
            Template(
                description=self.flat.description,
                parameters=parameters,
                rules=self.flat.rules,
                conditions=dict(sorted(conditions.items())),
                resources=resources,
                outputs=outputs,
            )
        )
        return replace(template, metadata=self.metadata(template.parameters))

    def metadata(self, parameters: Mapping[str, Parameter]) -> Object:
        """The tool's version, and how the console shows the parameters."""
        if not parameters:
            return self.flat.metadata
        shown = interface(parameters, users_of(self.stacks.values(), self.folding), self.layout)
        return Object((*self.flat.metadata.entries, ("AWS::CloudFormation::Interface", shown)))

    def staged(self) -> bool:
        return any(self.stage(home) for home in self.instance_graph)

    def stage(self, home: str) -> str | None:
        return self.layout.stage(home.split("/", maxsplit=1)[0])

    def stage_condition(self, stage: str) -> str:
        assert self.layout.stages is not None  # asked only where there are stages
        return f"{self.layout.stages.parameter}Is{pascal(stage)}"

    def instance_order(self) -> list[str]:
        """The stack instances, what others depend on first."""
        return ordered(self.instance_graph, lambda home: (*self.layout.position(home.split("/")[0]), home))

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
            if part and parameter == part_parameter(name):
                passed.append((parameter, part))
            elif parameter in stack.wired and home in stack.users.get(parameter, ()):
                passed.append((parameter, self.passed(stack.wired[parameter], home, used)))
        entries: list[tuple[str, Node]] = [("TemplateURL", f"./{name}-stack.yaml")]
        if passed:
            entries.append(("Parameters", Object(tuple(passed))))
        stage = self.stage(home)
        sure, perhaps = self.waits(home, [node for _, node in passed])
        return Resource(
            type="AWS::CloudFormation::Stack",
            properties=Object(tuple(entries)),
            condition=self.stage_condition(stage) if stage else None,
            depends_on=sure,
            metadata=Object(((WAITS_FOR, perhaps),)) if perhaps else Object(),
            comment=self.layout.stack(name).description + (f": {part}" if part else ""),
            deletion_policy="Delete",
            update_replace_policy="Delete",
        )

    def waits(self, home: str, passed: list[Node]) -> tuple[tuple[str, ...], tuple[Node, ...]]:
        """What a stack waits for although nothing of it is passed: DependsOn, and what may be switched off."""
        needed = {r.resource for node in passed for r in walk(node) if isinstance(r, GetAtt)}
        others = {stack_id(other): other for other in self.instance_graph[home] if other != home}
        sure: list[str] = []
        perhaps: list[Node] = []
        for name in self.necessary(home, sorted(n for n in others if n not in needed)):
            stage = self.stage(others[name])
            if stage is None or stage == self.stage(home):
                sure.append(name)
            else:
                perhaps.append(If(self.stage_condition(stage), Ref(name), NO_VALUE))
        return tuple(sure), tuple(perhaps)

    def necessary(self, home: str, depends: list[str]) -> list[str]:
        """The dependencies of an instance that no other one of its dependencies brings along."""
        by_id = {stack_id(h): list(others) for h, others in self.instance_graph.items()}
        graph = {k: [stack_id(o) for o in v] for k, v in by_id.items()}
        direct = graph[stack_id(home)]
        return [d for d in depends if not any(d in reachable(graph, o) for o in direct if o != d)]

    def passed(self, wired: StackOutput | Node, home: str, used: dict[str, None]) -> Node:
        """What the main stack passes for a wired parameter."""
        return self.output_value(wired.reference, home, used) if isinstance(wired, StackOutput) else wired

    def output_value(self, reference: Reference, home: str, used: dict[str, None]) -> Node:
        """A nested stack's output; empty where the resource or its stack does not exist."""
        name, _ = reference
        other = self.placement.homes[name]
        node: Node = GetAtt(stack_id(other), f"Outputs.{self.output(reference)}")
        condition = self.flat.resources[name].condition
        if condition is not None:
            used.setdefault(condition)
            node = If(condition, node, "")
        stage = self.stage(other)
        if stage is not None and self.stage(home) != stage:
            node = If(self.stage_condition(stage), node, "")
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
            text = GetAtt(stack_id(self.placement.homes[name]), f"Outputs.{self.output(reference)}")
            kind = attribute_kind(self.flat.resources[name].type, reference[1])
            return Split(",", text) if kind is Kind.ARRAY else text

        value = rewrite(output.value, replacement)
        condition = output.condition
        for name in conditions_in(value):
            used.setdefault(name)
        if condition is not None:
            used.setdefault(condition)
        if staged:
            condition = self.staged_condition(min(staged), condition)
        return replace(output, value=value, condition=condition)

    def staged_condition(self, stage: str, condition: str | None) -> str:
        """The condition of something that exists in a stage only (and under its own condition)."""
        own = self.stage_condition(stage)
        if condition is None:
            return own
        name = f"{condition}And{own}"
        self.combined[name] = And((ConditionRef(own), ConditionRef(condition)))
        return name


def stack_id(home: str) -> str:
    """The logical ID of a stack instance."""
    return f"{pascal(home)}Stack"
