"""Evaluates a template, and the stacks nested in it, under given parameter values.

Everything that CloudFormation computes before or while it creates resources is computed; what only a deployment knows
stays a symbol (:mod:`converter.cloudformation.values`). Problems are collected as findings with the place in the
template, and the value concerned becomes unresolved. Facts: "Intrinsic function reference", "Condition functions",
"Embed stacks within other stacks using nested stacks", AWS CloudFormation User Guide.
"""

from __future__ import annotations

import hashlib
import posixpath
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace

from converter.cloudformation.evaluation import NESTED_STACK, At, Evaluator
from converter.cloudformation.model import Object, Resource, Template
from converter.cloudformation.parameters import parameter_value
from converter.cloudformation.resolved import (
    PseudoParameters,
    Resolution,
    ResolvedOutput,
    ResolvedResource,
    ResolvedStack,
)
from converter.cloudformation.values import UNRESOLVED, Absent, Imported, Token, Value, is_unresolved, text_of
from converter.findings.model import FindingError, Findings

Loader = Callable[[str], Template | None]
"""Gives the template of a file path or URL, or None where there is none; may raise FindingError."""

MAX_NESTING = 20
MAX_FRAMES = 5_000
"""Frames of Python's stack: enough for conditions as deep as the reader takes them."""


def resolve(
    template: Template,
    parameters: Mapping[str, Value] | None = None,
    pseudo: PseudoParameters | None = None,
    loader: Loader | None = None,
    *,
    file: str = "template.yaml",
    imports: Mapping[str, Value] | None = None,
) -> Resolution:
    """Resolve ``template`` under ``parameters``; nested templates come from ``loader``.

    A relative TemplateURL is taken from the folder of the template that names it. Without a loader a nested stack's
    outputs stay symbols. ``imports`` are values of exports by name. Never raises for what a template says.
    """
    findings = Findings()
    run = _Run(loader, imports or {}, findings)
    stack = _StackEvaluator(run, template, file, (), parameters or {}, pseudo or PseudoParameters(), (file,))
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, MAX_FRAMES))
    try:
        return Resolution(stack=stack.resolved(), findings=tuple(findings))
    finally:
        sys.setrecursionlimit(before)


class _Run:
    """What the evaluators of one tree share."""

    def __init__(self, loader: Loader | None, imports: Mapping[str, Value], findings: Findings) -> None:
        self.loader, self.imports, self.findings = loader, imports, findings


class _StackEvaluator(Evaluator):
    """Evaluates one stack instance; resources and nested stacks on demand, each once."""

    def __init__(
        self,
        run: _Run,
        template: Template,
        file: str,
        path: tuple[str, ...],
        given: Mapping[str, Value],
        pseudo: PseudoParameters,
        ancestors: tuple[str, ...],
    ) -> None:
        super().__init__(template, pseudo, run.findings, file, path)
        self._run = run
        self._ancestors = ancestors
        self._resources: dict[str, ResolvedResource] = {}
        self._children: dict[str, ResolvedStack | None] = {}
        self._evaluating: list[str] = []
        self._set_parameters(given)

    def _set_parameters(self, given: Mapping[str, Value]) -> None:
        for name in given.keys() - self.template.parameters.keys():
            self.report(("Parameters", name), "cfn-parameter-unknown", f"there is no parameter {name} in the template")
        for name, parameter in self.template.parameters.items():
            value, problems = parameter_value(name, parameter, given.get(name))
            self.parameters[name] = value
            for problem in problems:
                self.report(("Parameters", name), problem.id, problem.summary, problem.detail)

    # ------------------------------------------------------------------------------------------ what Evaluator asks

    def resource_is_on(self, logical_id: str) -> bool:
        condition = self.template.resources[logical_id].condition
        return condition is None or self.condition(condition, At(("Resources", logical_id, "Condition")))

    def nested_output(self, logical_id: str, output: str, at: At) -> Value:
        if self._run.loader is None:
            return Token(self.path, logical_id, f"Outputs.{output}")
        if logical_id in self._evaluating:
            loop = [*self._evaluating[self._evaluating.index(logical_id) :], logical_id]
            self.report(
                at.path,
                "cfn-stack-cycle",
                f"nested stacks need each other's outputs: {' -> '.join(loop)}",
                "move what both need into a stack of its own, or wire it the other way",
            )
            return UNRESOLVED
        child = self._child(logical_id)
        if child is None:
            return UNRESOLVED
        if output in child.outputs:
            return child.outputs[output].value
        if output in child.template.outputs:
            condition = child.template.outputs[output].condition
            self.report(
                at.path,
                "cfn-output-off",
                f"output {output} of {logical_id} does not exist here: its condition {condition} is false",
                "read it only under a condition that implies the output's own",
            )
        else:
            self.report(at.path, "cfn-output-unknown", f"{child.file} has no output {output}")
        return UNRESOLVED

    def import_value(self, name: Value) -> Value:
        if isinstance(name, str) and name in self._run.imports:
            return self._run.imports[name]
        return Imported(text_of(name))

    # ------------------------------------------------------------------------------------------ resources

    def _resource(self, logical_id: str) -> ResolvedResource:
        if logical_id not in self._resources:
            self._evaluating.append(logical_id)
            try:
                self._resources[logical_id] = self._evaluate_resource(logical_id, self.template.resources[logical_id])
            finally:
                self._evaluating.pop()
        return self._resources[logical_id]

    def _evaluate_resource(self, logical_id: str, resource: Resource) -> ResolvedResource:
        references: set[str] = set()
        root = At(("Resources", logical_id), references)

        def section(key: str, node: Object) -> Mapping[str, Value]:
            value = self.value(node, root.step(key))
            return value if isinstance(value, Mapping) else {}

        properties = section("Properties", resource.properties)
        creation = section("CreationPolicy", resource.creation_policy)
        update = section("UpdatePolicy", resource.update_policy)
        section("Metadata", resource.metadata)  # what it refers to is waited for
        return ResolvedResource(
            type=resource.type,
            properties=properties,
            condition=resource.condition,
            depends_on=self._depends_on(logical_id, resource),
            references=tuple(n for n in self.template.resources if n in references),
            deletion_policy=resource.deletion_policy,
            update_replace_policy=resource.update_replace_policy,
            creation_policy=creation,
            update_policy=update,
        )

    def _depends_on(self, logical_id: str, resource: Resource) -> tuple[str, ...]:
        """The DependsOn that exist; one whose condition is false is ignored, as CloudFormation does."""
        out: list[str] = []
        for name in resource.depends_on:
            if name not in self.template.resources:
                at = ("Resources", logical_id, "DependsOn")
                self.report(at, "cfn-depends-on-unknown", f"{logical_id} depends on {name}, which is not a resource")
            elif self.resource_is_on(name):
                out.append(name)
        return tuple(out)

    # ------------------------------------------------------------------------------------------ nested stacks

    def _child(self, logical_id: str) -> ResolvedStack | None:
        if logical_id not in self._children:
            resource = self._resource(logical_id)
            self._children[logical_id] = self._evaluate_child(logical_id, resource)
        return self._children[logical_id]

    def _evaluate_child(self, logical_id: str, resource: ResolvedResource) -> ResolvedStack | None:
        place = ("Resources", logical_id, "Properties", "TemplateURL")
        url = resource.properties.get("TemplateURL", "")
        if not isinstance(url, str) or not url:
            if not is_unresolved(url):
                self.report(place, "cfn-nested-template-missing", f"{logical_id} has no TemplateURL that is known now")
            return None
        file = url if "://" in url else posixpath.normpath(posixpath.join(posixpath.dirname(self.file), url))
        if file in self._ancestors or len(self._ancestors) > MAX_NESTING:
            loop = " -> ".join((*self._ancestors, file))
            self.report(place, "cfn-nested-template-cycle", f"templates nest each other without end: {loop}")
            return None
        template = self._load(file, place)
        if template is None:
            return None
        given = self._child_parameters(logical_id, resource.properties.get("Parameters", {}))
        pseudo = replace(self.pseudo, stack_name=_nested_name(self.pseudo.stack_name, (*self.path, logical_id)))
        child = _StackEvaluator(
            self._run, template, file, (*self.path, logical_id), given, pseudo, (*self._ancestors, file)
        )
        return child.resolved()

    def _load(self, file: str, place: tuple[str | int, ...]) -> Template | None:
        assert self._run.loader is not None
        try:
            template = self._run.loader(file)
        except FindingError as error:
            self.findings.extend(error.findings)
            return None
        if template is None:
            detail = "put the file there, or correct TemplateURL"
            self.report(place, "cfn-nested-template-missing", f"there is no template {file}", detail)
        return template

    def _child_parameters(self, logical_id: str, given: Value) -> dict[str, Value]:
        """Parameters of a nested stack: each one must be a scalar, as CloudFormation takes a map of text."""
        place = ("Resources", logical_id, "Properties", "Parameters")
        if not isinstance(given, Mapping):
            if not is_unresolved(given):
                self.report(place, "cfn-resolve-value", f"Parameters of {logical_id} must be an object")
            return {}
        out: dict[str, Value] = {}
        for name, value in given.items():
            if isinstance(value, (tuple, Mapping)):
                kind = "a list" if isinstance(value, tuple) else "an object"
                self.report(
                    (*place, name),
                    "cfn-parameter-type",
                    f"parameter {name} of nested stack {logical_id} got {kind}",
                    "pass one text: join a list with Fn::Join",
                )
            out[name] = UNRESOLVED if isinstance(value, (tuple, Mapping)) else value
        return out

    # ------------------------------------------------------------------------------------------ the whole stack

    def resolved(self) -> ResolvedStack:
        """The whole stack, everything evaluated."""
        self.check_rules()
        conditions = {n: self.condition(n, At(("Conditions", n))) for n in self.template.conditions}
        active = [n for n in self.template.resources if self.resource_is_on(n)]
        resources = {n: self._resource(n) for n in active}
        children: dict[str, ResolvedStack] = {}
        if self._run.loader is not None:
            for name in active:
                if resources[name].type == NESTED_STACK and (child := self._child(name)) is not None:
                    children[name] = child
        return ResolvedStack(
            path=self.path,
            file=self.file,
            template=self.template,
            pseudo=self.pseudo,
            parameters=self.parameters,
            conditions=conditions,
            resources=resources,
            outputs=self._outputs(),
            children=children,
        )

    def _outputs(self) -> dict[str, ResolvedOutput]:
        out: dict[str, ResolvedOutput] = {}
        for name, output in self.template.outputs.items():
            at = At(("Outputs", name))
            if output.condition is not None and not self.condition(output.condition, at.step("Condition")):
                continue
            value = self.value(output.value, at.step("Value"))
            if isinstance(value, (Absent, tuple, Mapping)):
                self.report(at.step("Value").path, "cfn-resolve-value", f"output {name} is not one text", "join a list")
                value = UNRESOLVED
            export: Value | None = None
            if output.export_name is not None:
                exported = self.value(output.export_name, at.step("Export", "Name"))
                export = None if isinstance(exported, Absent) else exported
            out[name] = ResolvedOutput(value=value, description=output.description, export_name=export)
        return out


def _nested_name(parent: str, path: tuple[str, ...]) -> str:
    """``<parent>-<logical id>-<12 characters>``; here the characters follow from the path."""
    digest = hashlib.sha256("/".join(path).encode()).hexdigest().upper()[:12]
    return f"{parent}-{path[-1]}-{digest}"
