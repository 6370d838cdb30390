"""The partial evaluator: a module tree and root variables in, resource instances with values out.

Everything is evaluated by reference and at most once; a reference that leads back to itself is reported with its loop.
Root variables stay symbolic (:class:`~converter.terraform.values.Parameter`) unless something needs their value to
shape the resource graph: then the variable is *fixed* at its value in force and the evaluation starts again with it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import ParamSpec, TypeVar, cast

from converter.findings import Finding, FindingError, Findings, Severity, Span
from converter.terraform.addresses import InstanceKey
from converter.terraform.bodies import evaluate_body
from converter.terraform.conditions import check_assertions, check_instance, check_output, check_variables
from converter.terraform.configuration import ResourceConfig
from converter.terraform.default_tags import with_default_tags
from converter.terraform.evaluation import Constraint, Demand, Evaluation, OutputValue, Settings
from converter.terraform.expressions import Expressions
from converter.terraform.formulas import ALWAYS, Formula, both
from converter.terraform.functions import CallContext
from converter.terraform.in_force import InForce
from converter.terraform.inputs import InputVariable
from converter.terraform.instances import ResourceInstance
from converter.terraform.limits import LimitError
from converter.terraform.modules import MAX_CALLS, ModuleNode
from converter.terraform.ordering import depends_on
from converter.terraform.outputs import tells_secrets, unmarked_output
from converter.terraform.partial_failures import without_failures
from converter.terraform.provider_knowledge import ProviderKnowledge
from converter.terraform.provider_schema import BlockSchema, ProviderSchema
from converter.terraform.provider_versions import schema_for
from converter.terraform.refactoring import misplaced
from converter.terraform.references import ModuleInstance, ModuleNames, ResourceView, SelfView, describe_loop
from converter.terraform.repetition import Instance, call_instances, resource_instances
from converter.terraform.scope import Repetition, Scope, StaticError
from converter.terraform.static_checks import check_statically, schema_of
from converter.terraform.values import Value, mark
from converter.terraform.variables import Variables

__all__ = ["Constraint", "Demand", "Evaluation", "Evaluator", "OutputValue", "Settings", "evaluate"]

MAX_DEPTH = 20_000
"""Frames of Python's stack: deeper nesting of expressions and references is refused with a message."""

_TOO_DEEP = Finding(
    "terraform-evaluation",
    Severity.ERROR,
    "the configuration is nested too deeply",
    "an expression or a chain of references has too many levels; split it up",
)

D = TypeVar("D")
P = ParamSpec("P")
T = TypeVar("T")


def evaluate(
    root: ModuleNode,
    variables: Mapping[str, InputVariable],
    schema: ProviderSchema,
    findings: Findings,
    settings: Settings | None = None,
) -> Evaluation:
    """Evaluate a configuration. What is wrong with it goes to ``findings``; the rest is evaluated all the same."""
    settings = settings or Settings()
    schema = schema_for(root, schema)
    static = Findings()
    with deep_stack():
        try:
            check_statically(root, schema, static, allow_unknown_types=settings.allow_unknown_types)
        except RecursionError:
            static.add(_TOO_DEEP)
    findings.extend(static)
    circular = any(f.id == "terraform-cycle" for f in static)
    fixed: dict[str, tuple[Demand, ...]] = {}
    while True:
        trial = Findings()
        evaluator = Evaluator(root, variables, schema, trial, settings, fixed)
        with deep_stack():
            result = evaluator.run()
        demands = [*result.demands, *(settings.demanding(result) if settings.demanding is not None else ())]
        needed = {d.variable for d in demands if not d.length_only and variables[d.variable].can_stay_symbolic}
        needed -= set(fixed)
        if not needed:
            # A loop that the evaluation runs into is one that stands in the configuration.
            findings.extend(f for f in trial if not (circular and f.id == "terraform-cycle"))
            return result
        for name in needed:
            fixed[name] = tuple(d for d in demands if d.variable == name and not d.length_only)


@contextmanager
def deep_stack() -> Iterator[None]:
    """Allow for long chains of references."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, MAX_DEPTH))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


class Evaluator:
    """One evaluation of a configuration with a given set of fixed variables."""

    def __init__(
        self,
        root: ModuleNode,
        variables: Mapping[str, InputVariable],
        schema: ProviderSchema,
        findings: Findings,
        settings: Settings,
        fixed: Mapping[str, tuple[Demand, ...]],
    ) -> None:
        self.root = ModuleInstance((), root, None, None, ALWAYS)
        self.variables = variables
        self.schema = schema
        self.findings = findings
        self.settings = settings
        self.fixed = fixed
        self.demands: dict[Demand, None] = {d: None for demands in fixed.values() for d in demands}
        self.constraints: dict[Constraint, None] = {}
        self.in_force = InForce(variables, self.demands, self._context, self._region, findings, self.constraints)
        self.expressions = Expressions(self.in_force)
        self.inputs = Variables(self)
        self.knowledge = ProviderKnowledge(self)
        self.memo: dict[object, object] = {}
        self.as_terraform_marks = False
        """Whether ``sensitive`` of a module's output stays without effect outside the module, as in Terraform 1.11."""
        self.module_count = 0
        self.running: dict[object, str] = {}

    # ------------------------------------------------------------------------------------------ the whole

    def run(self) -> Evaluation:
        """Evaluate every resource instance and root output."""
        instances: list[ResourceInstance] = []
        modules = list(self.module_instances(self.root))
        for module in modules:
            check_variables(self, module)
            for config in module.node.config.resources.values():
                if config.mode == "managed":
                    instances.extend(self.instances_of(module, config))
        outputs = [o for o in map(self.output_value, self.root.node.config.outputs) if o is not None]
        data: dict[InstanceKey, ResourceInstance] = {}
        for module in modules:
            for config in module.node.config.resources.values():
                if config.mode != "managed":
                    found = self.instances_of(module, config)
                    data.update((i.key, i) for i in found if config.mode == "data")
            for output in module.node.config.outputs.values():
                check_output(self, module, output)
            for check in module.node.config.checks.values():
                check_assertions(self, module, check)
            self.findings.extend(misplaced(self, module))
        self.attempt(None, self.knowledge.providers.check)
        result = Evaluation(
            tuple(instances),
            tuple(outputs),
            self.variables,
            tuple(self.demands),
            tuple(self.constraints),
            data,
            self.knowledge.region_variable(),
            self.knowledge.default_tags(),
        )
        self.check_unused(modules)
        return result

    def check_unused(self, modules: list[ModuleInstance]) -> None:
        """Evaluate what nothing needed so far, for the errors in it; what that would fix stays open."""
        for module in modules:
            config = module.node.config
            for name in config.locals:
                self.attempt(None, self.local, module, name)
            for name in config.outputs:
                self.attempt(None, self.module_output, module, name)
            for name in config.variables:
                if module.parent is not None:
                    self.attempt(None, self.inputs.value, module, name)

    def attempt(self, otherwise: D, action: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T | D:
        """What ``action`` gives; ``otherwise`` where it fails, which becomes findings."""
        try:
            return action(*arguments, **named)
        except FindingError as problem:
            self.findings.extend(problem.findings)
        except RecursionError:
            self.findings.add(_TOO_DEEP)
        return otherwise

    def module_instances(self, module: ModuleInstance) -> Iterator[ModuleInstance]:
        """A module instance and all module instances below it."""
        yield module
        self.module_count += 1
        if self.module_count > MAX_CALLS:
            raise LimitError("too many module instances", f"at most {MAX_CALLS} are converted")
        for name in module.node.children:
            for instance in self.attempt([], self.called, module, name):
                yield from self.module_instances(self.child(module, name, instance))

    def instances_of(self, module: ModuleInstance, config: ResourceConfig) -> list[ResourceInstance]:
        """The evaluated instances of a resource or data block; what fails becomes findings."""
        found: list[ResourceInstance] = []
        for instance in self.attempt([], self.expanded, module, config):
            evaluated = self.attempt(None, self.resource_instance, module, config, instance)
            if evaluated is not None:
                scope = self.scope(module, instance.repetition, instance.guard)
                check_instance(self, module, evaluated, scope, SelfView(self.view(module, config, instance)))
                found.append(evaluated)
        return found

    # ------------------------------------------------------------------------------------------ memo and cycles

    def once(self, key: object, described: str, span: Span, compute: Callable[[], T]) -> T:
        """``compute()``, at most once per key. Raises FindingError naming the loop where it leads back to itself.

        What fails without a place in the source is placed at ``span``.
        """
        if key in self.memo:
            kept = self.memo[key]
            if isinstance(kept, FindingError):
                raise kept
            return cast("T", kept)
        if key in self.running:
            raise StaticError(describe_loop(list(self.running.items()), key, described, span))
        self.running[key] = described
        try:
            result = compute()
        except FindingError as problem:
            problem.findings = tuple(f if f.subject is not None else replace(f, subject=span) for f in problem.findings)
            self.memo[key] = problem
            raise
        finally:
            del self.running[key]
        self.memo[key] = result
        return result

    # ------------------------------------------------------------------------------------------ named values

    def scope(self, module: ModuleInstance, repetition: Repetition | None = None, guard: Formula = ALWAYS) -> Scope:
        """The scope of expressions in a module instance."""
        names = ModuleNames(self, module)
        return Scope(names, repetition or Repetition(), {}, both(module.guard, guard))

    def local(self, module: ModuleInstance, name: str) -> Value:
        """The value of ``local.name`` in a module instance."""
        attribute = module.node.config.locals[name]
        return self.once(
            ("local", module, name),
            f"{module.prefix}local.{name}",
            attribute.name_span,
            lambda: self.expressions.evaluate(attribute.expression, self.scope(module)),
        )

    def module_output(self, module: ModuleInstance, name: str) -> Value:
        """The value of an output of a module instance."""
        config = module.node.config.outputs[name]

        def compute() -> Value:
            value = self.expressions.evaluate(config.value, self.scope(module))
            return mark(value, config.sensitive and not self.as_terraform_marks)

        return self.once(("output", module, name), f"{module.prefix}output.{name}", config.block.header, compute)

    def output_value(self, name: str) -> OutputValue | None:
        """A root output, evaluated; None where that fails (the failure is a finding)."""
        config = self.root.node.config.outputs[name]
        value = self.attempt(None, self.module_output, self.root, name)
        if value is None:
            return None
        value = self.attempt(None, without_failures, self, value, self.scope(self.root), config.value.span)
        if value is None:
            return None
        if tells_secrets(value) and not (config.sensitive or config.ephemeral) and self._refused_by_terraform(name):
            self.findings.add(unmarked_output(config))
            return None
        block = config.block
        return OutputValue(name, value, config.description, config.sensitive, block.header, block.comment)

    def _refused_by_terraform(self, name: str) -> bool:
        """Whether a root output is sensitive to Terraform too, for which modules' outputs mark nothing."""
        if self.as_terraform_marks:
            return True
        other = Evaluator(self.root.node, self.variables, self.schema, Findings(), self.settings, self.fixed)
        other.in_force.everything_known = self.in_force.everything_known
        other.as_terraform_marks = True
        value = other.attempt(None, other.module_output, other.root, name)
        return value is None or tells_secrets(value)

    # ------------------------------------------------------------------------------------------ repetition

    def called(self, module: ModuleInstance, name: str) -> list[Instance]:
        """The instances of a module call."""
        call = module.node.config.calls[name]
        return self.once(
            ("calls", module, name),
            f"{module.prefix}module.{name}",
            call.block.header,
            lambda: call_instances(self, self.scope(module), call),
        )

    def child(self, module: ModuleInstance, name: str, instance: Instance) -> ModuleInstance:
        """The module instance behind one instance of a call."""
        call = module.node.config.calls[name]
        node = module.node.children[name]
        return self.once(
            ("module", module, name, instance.key),
            f"{module.prefix}module.{name}",
            call.block.header,
            lambda: module.child(call, node, instance),
        )

    def expanded(self, module: ModuleInstance, config: ResourceConfig) -> list[Instance]:
        """The instances of a resource or data block: keys, guards and bindings."""
        return self.once(
            ("instances", module, config.mode, config.type, config.name),
            f"{module.prefix}{config.type}.{config.name}",
            config.block.header,
            lambda: resource_instances(self, self.scope(module), config),
        )

    # ------------------------------------------------------------------------------------------ resources

    def block_schema(self, config: ResourceConfig) -> BlockSchema | None:
        """The provider's schema of a resource or data block; None for a type that no known provider has."""
        return schema_of(config, self.schema)

    def key_of(self, module: ModuleInstance, config: ResourceConfig, instance: Instance) -> InstanceKey:
        """The address of an instance."""
        return InstanceKey(module.path, config.type, config.name, instance.key, config.mode)

    def resource_instance(self, module: ModuleInstance, config: ResourceConfig, instance: Instance) -> ResourceInstance:
        """An instance with its whole body evaluated. Raises FindingError with everything that is wrong in it."""

        def compute() -> ResourceInstance:
            schema = self.block_schema(config)
            scope = self.scope(module, instance.repetition, instance.guard)
            body = evaluate_body(self, config.block.body, schema, scope, config.block.header, top=True)
            return ResourceInstance(
                self.key_of(module, config, instance),
                both(module.guard, instance.guard),
                with_default_tags(self, module, config, body, schema),
                depends_on(self, module, config),
                config,
                self.knowledge.elsewhere(module, config, body),
            )

        key = ("body", module, config.mode, config.type, config.name, instance.key)
        return self.once(key, str(self.key_of(module, config, instance)), config.block.header, compute)

    def view(self, module: ModuleInstance, config: ResourceConfig, instance: Instance) -> ResourceView:
        """The object that references to an instance see."""
        key = ("view", module, config.mode, config.type, config.name, instance.key)
        return self.once(
            key,
            str(self.key_of(module, config, instance)),
            config.block.header,
            lambda: ResourceView(self, module, config, instance),
        )

    def data_attribute(
        self, module: ModuleInstance, config: ResourceConfig, instance: Instance, name: str
    ) -> Value | None:
        """An attribute of a data source that is computed here or given from outside; None where it is looked up."""
        if self.settings.known_data is not None:
            known = self.settings.known_data(str(self.key_of(module, config, instance)), (name,))
            if known is not None:
                return known
        return self.knowledge.data_attribute(module, config, instance, name)

    def call_context(self, scope: Scope, span: Span) -> CallContext:
        """The context of a function call."""
        return self._context(scope, span)

    def _region(self) -> str:
        return self.knowledge.region_in_force()

    def _context(self, scope: Scope | None, span: Span) -> CallContext:
        scope = scope or self.scope(self.root)
        names = scope.names
        folder = names.module.node.config.directory if isinstance(names, ModuleNames) else "."
        return self.knowledge.call_context(folder, scope, span)
