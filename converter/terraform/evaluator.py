"""The partial evaluator: a module tree and root variables in, resource instances with values out.

Everything is evaluated by reference and at most once; a reference that leads back to itself is reported with its loop.
Root variables stay symbolic (:class:`~converter.terraform.values.Parameter`) unless something needs their value to
shape the resource graph: then the variable is *fixed* at its value in force and the evaluation starts again with it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from converter.findings import Finding, FindingError, Findings, Severity, Span
from converter.terraform.bodies import evaluate_body
from converter.terraform.configuration import Check, ResourceConfig, traversal_text
from converter.terraform.expressions import Expressions
from converter.terraform.formulas import ALWAYS, NEVER, Formula, both
from converter.terraform.functions import CallContext, FileAccess
from converter.terraform.inputs import InputVariable
from converter.terraform.instances import ResourceInstance
from converter.terraform.modules import ModuleNode
from converter.terraform.narrowing import failures, narrow
from converter.terraform.provider_knowledge import ProviderKnowledge
from converter.terraform.provider_schema import BlockSchema, ProviderSchema
from converter.terraform.references import ModuleInstance, ModuleNames, ResourceView, describe_loop
from converter.terraform.repetition import Instance, call_instances, resource_instances
from converter.terraform.residuals import expand_list, is_decided, parameters_in, substitute
from converter.terraform.scope import Repetition, Scope, error
from converter.terraform.values import (
    InstanceKey,
    Mapping as MappingValue,
    Null,
    Parameter,
    Unknown,
    Value,
    mark,
)


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Demand:
    """A place that needed a variable's value (or a list variable's length) at conversion time."""

    variable: str
    span: Span
    why: str
    length_only: bool = False


@dataclass(frozen=True, slots=True)
class Constraint:
    """A condition on variables that the configuration checks and that conversion could not decide."""

    condition: Value
    message: str
    span: Span
    module: str
    kind: str


@dataclass(frozen=True, slots=True)
class OutputValue:
    """A root output, evaluated."""

    name: str
    value: Value
    description: str
    sensitive: bool
    span: Span
    comment: str


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a configuration evaluates to."""

    instances: tuple[ResourceInstance, ...]
    outputs: tuple[OutputValue, ...]
    variables: Mapping[str, InputVariable]
    demands: tuple[Demand, ...]
    constraints: tuple[Constraint, ...]
    data: Mapping[InstanceKey, ResourceInstance]
    region_variable: str | None
    default_tags: MappingValue | None = None


@dataclass(slots=True)
class Settings:
    """How to evaluate. ``values`` gives variables that are known whatever they are (a specialised evaluation)."""

    values: Mapping[str, Value] = field(default_factory=dict)
    known_data: Callable[[str, tuple[str | int, ...]], Value | None] | None = None
    files: FileAccess | None = None


def evaluate(
    root: ModuleNode,
    variables: Mapping[str, InputVariable],
    schema: ProviderSchema,
    findings: Findings,
    settings: Settings | None = None,
) -> Evaluation:
    """Evaluate a configuration. What is wrong with it goes to ``findings``; the rest is evaluated all the same."""
    settings = settings or Settings()
    sys.setrecursionlimit(max(sys.getrecursionlimit(), 20_000))
    fixed: dict[str, tuple[Demand, ...]] = {}
    while True:
        trial = Findings()
        evaluator = Evaluator(root, variables, schema, trial, settings, fixed)
        result = evaluator.run()
        needed = {d.variable for d in evaluator.demands if not d.length_only} - set(fixed)
        if not needed:
            findings.extend(trial)
            return result
        for name in needed:
            fixed[name] = tuple(d for d in evaluator.demands if d.variable == name and not d.length_only)


class Evaluator:
    """One evaluation of a configuration with a given set of fixed variables."""

    def __init__(  # noqa: PLR0913 - one per collaborator
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
        self.expressions = Expressions(self)
        self.knowledge = ProviderKnowledge(self)
        self.memo: dict[object, object] = {}
        self.running: dict[object, str] = {}

    # ------------------------------------------------------------------------------------------ the whole

    def run(self) -> Evaluation:
        """Evaluate every resource instance and root output."""
        instances: list[ResourceInstance] = []
        modules = list(self.module_instances(self.root))
        for module in modules:
            self.check_variables(module)
            for config in module.node.config.resources.values():
                if config.mode == "managed":
                    instances.extend(self.instances_of(module, config))
        outputs = [o for o in map(self.output_value, self.root.node.config.outputs) if o is not None]
        for module in modules:
            for config in module.node.config.resources.values():
                if config.mode == "data":
                    self.collect(lambda c=config, m=module: self.data_bodies(m, c))  # type: ignore[misc]
        data = {k: v for k, v in self.memo_of("body") if isinstance(v, ResourceInstance) and v.key.mode == "data"}
        return Evaluation(
            tuple(instances),
            tuple(outputs),
            self.variables,
            tuple(self.demands),
            tuple(self.constraints),
            {v.key: v for v in data.values()},
            self.knowledge.region_variable(),
            self.knowledge.default_tags(),
        )

    def memo_of(self, kind: str) -> Iterator[tuple[object, object]]:
        return ((k, v) for k, v in self.memo.items() if isinstance(k, tuple) and k and k[0] == kind)

    def collect(self, action: Callable[[], object]) -> bool:
        """Run ``action``; what it raises becomes findings. Returns whether it succeeded."""
        try:
            action()
        except FindingError as problem:
            self.findings.extend(problem.findings)
            return False
        return True

    def module_instances(self, module: ModuleInstance) -> Iterator[ModuleInstance]:
        """A module instance and all module instances below it."""
        yield module
        for name in module.node.children:
            calls: list[Instance] = []
            self.collect(lambda n=name, c=calls: c.extend(self.called(module, n)))  # type: ignore[misc]
            for instance in calls:
                yield from self.module_instances(self.child(module, name, instance))

    def instances_of(self, module: ModuleInstance, config: ResourceConfig) -> list[ResourceInstance]:
        """The evaluated instances of a resource block; what fails becomes findings."""
        found: list[Instance] = []
        self.collect(lambda: found.extend(self.expanded(module, config)))
        result: list[ResourceInstance] = []
        for instance in found:
            self.collect(lambda i=instance: result.append(self.resource_instance(module, config, i)))  # type: ignore[misc]
        return result

    def data_bodies(self, module: ModuleInstance, config: ResourceConfig) -> None:
        for instance in self.expanded(module, config):
            self.resource_instance(module, config, instance)

    # ------------------------------------------------------------------------------------------ memo and cycles

    def once(self, key: object, described: str, span: Span, compute: Callable[[], T]) -> T:
        """``compute()``, at most once per key. Raises FindingError naming the loop where it leads back to itself."""
        if key in self.memo:
            kept = self.memo[key]
            if isinstance(kept, FindingError):
                raise kept
            return kept  # type: ignore[return-value]
        if key in self.running:
            raise FindingError(describe_loop(list(self.running.items()), key, described, span))
        self.running[key] = described
        try:
            result = compute()
        except FindingError as problem:
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

    def variable(self, module: ModuleInstance, name: str) -> Value:
        """The value of ``var.name`` in a module instance."""
        config = module.node.config.variables[name]
        span = config.block.header
        described = f"{module.prefix}var.{name}"
        if module.parent is None:
            return self.once(("var", module, name), described, span, lambda: self.root_variable(name))
        return self.once(("var", module, name), described, span, lambda: self.knowledge_free_variable(module, name))

    def root_variable(self, name: str) -> Value:
        """A root variable: known where it was given so or fixed, else a parameter."""
        variable = self.variables[name]
        if name in self.settings.values:
            return mark(self.settings.values[name], variable.config.sensitive)
        if name in self.fixed or not variable.can_stay_symbolic:
            value = variable.in_force
            if value is None:
                place = self.fixed[name][0].span if self.fixed.get(name) else variable.config.block.header
                raise error(
                    f"no value for required variable {name!r}",
                    f"its value shapes the resources; give one with --var {name}=… or a variables file",
                    place,
                    "terraform-variable",
                )
            if name not in self.fixed:
                self.demands.setdefault(
                    Demand(name, variable.config.block.header, "a value of this type cannot be a parameter")
                )
            return mark(value, variable.config.sensitive)
        return variable.symbolic()

    def knowledge_free_variable(self, module: ModuleInstance, name: str) -> Value:
        """A module's input variable: the call's argument, converted to the declared type."""
        config = module.node.config.variables[name]
        assert module.call is not None  # the root module's variables are root variables
        assert module.parent is not None
        argument = module.call.arguments.get(name)
        constraint = module.node.constraints[name]
        value: Value | None = None
        span = config.block.header
        if argument is not None:
            span = argument.span
            scope = self.scope(module.parent, module.repetition, module.own_guard)
            value = self.expressions.evaluate(argument.expression, scope)
        if value is None or (isinstance(value, Null) and not config.nullable):
            if config.default is None:
                raise error(
                    f"missing required argument {name!r}",
                    f"module {module.call.name!r} needs a value for {name!r}",
                    module.call.block.header,
                )
            value = self.expressions.evaluate(config.default, self.scope(module))
        value = constraint.apply(value, span, f"the given value is not suitable for {module.prefix}var.{name}")
        return mark(narrow(value, module.guard), config.sensitive)

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
            return mark(value, config.sensitive)

        return self.once(("output", module, name), f"{module.prefix}output.{name}", config.block.header, compute)

    def output_value(self, name: str) -> OutputValue | None:
        """A root output, evaluated; None where that fails (the failure is a finding)."""
        config = self.root.node.config.outputs[name]
        try:
            value = self.module_output(self.root, name)
        except FindingError as problem:
            self.findings.extend(problem.findings)
            return None
        return OutputValue(name, value, config.description, config.sensitive, config.block.header, config.block.comment)

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

    def block_schema(self, config: ResourceConfig) -> BlockSchema:
        """The provider's schema of a resource or data block. Raises FindingError for an unknown type."""
        data = config.mode == "data"
        schema = self.schema.data_source(config.type) if data else self.schema.resource(config.type)
        if schema is None:
            close = self.schema.close_matches(config.type, data_sources=data)
            hint = f"; did you mean {close[0]}?" if close else "; no table and no provider schema knows it"
            kind = "data source" if data else "resource type"
            raise error(f"unknown {kind} {config.type!r}", f"the name is not known{hint}", config.block.header,
                        "terraform-resource-type")  # fmt: skip
        return schema

    def key_of(self, module: ModuleInstance, config: ResourceConfig, instance: Instance) -> InstanceKey:
        """The address of an instance."""
        mode = "data" if config.mode == "data" else "managed"
        return InstanceKey(module.path, config.type, config.name, instance.key, mode)  # type: ignore[arg-type]

    def resource_instance(self, module: ModuleInstance, config: ResourceConfig, instance: Instance) -> ResourceInstance:
        """An instance with its whole body evaluated. Raises FindingError with everything that is wrong in it."""

        def compute() -> ResourceInstance:
            schema = self.block_schema(config)
            guard = both(module.guard, instance.guard)
            scope = self.scope(module, instance.repetition, instance.guard)
            body = evaluate_body(self, config.block.body, schema, scope)
            return ResourceInstance(
                self.key_of(module, config, instance),
                guard,
                body,
                self.depends_on(module, config),
                config,
                traversal_text(config.provider) if config.provider is not None else "",
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

    def depends_on(self, module: ModuleInstance, config: ResourceConfig) -> tuple[InstanceKey, ...]:
        """The instances that a resource waits for by ``depends_on``, its own and its modules'."""
        found: dict[InstanceKey, None] = {}
        for expression in config.depends_on:
            for key in self.instances_behind(module, traversal_text(expression), expression.span):
                found.setdefault(key)
        here = module
        while here.parent is not None and here.call is not None:
            for expression in here.call.depends_on:
                for key in self.instances_behind(here.parent, traversal_text(expression), expression.span):
                    found.setdefault(key)
            here = here.parent
        return tuple(found)

    def instances_behind(self, module: ModuleInstance, reference: str, span: Span) -> list[InstanceKey]:
        """All managed resource instances that a reference in ``depends_on`` stands for."""
        parts = [p.split("[", 1)[0] for p in reference.split(".")]
        config = module.node.config
        if parts[0] == "module" and len(parts) > 1 and parts[1] in module.node.children:
            keys: list[InstanceKey] = []
            for instance in self.called(module, parts[1]):
                for inner in self.module_instances(self.child(module, parts[1], instance)):
                    keys.extend(self.managed_keys(inner))
            return keys
        if len(parts) > 1 and ("managed", parts[0], parts[1]) in config.resources:
            block = config.resources["managed", parts[0], parts[1]]
            return [self.key_of(module, block, i) for i in self.expanded(module, block)]
        if parts[0] in {"data", "var", "local"} or (parts[0] == "module" and len(parts) > 1):
            return []
        raise error("invalid depends_on reference", f"{reference!r} is not declared in this module", span)

    def managed_keys(self, module: ModuleInstance) -> list[InstanceKey]:
        """The addresses of all managed instances directly in a module instance."""
        return [
            self.key_of(module, config, instance)
            for config in module.node.config.resources.values()
            if config.mode == "managed"
            for instance in self.expanded(module, config)
        ]

    # ------------------------------------------------------------------------------------------ checks

    def check_variables(self, module: ModuleInstance) -> None:
        """Evaluate a module instance's variable validations: decided ones are findings, others constraints."""
        for variable in module.node.config.variables.values():
            for check in variable.validations:
                self.collect(lambda c=check: self.check(c, module, "validation"))  # type: ignore[misc]

    def check(self, check: Check, module: ModuleInstance, kind: str) -> None:
        """Evaluate one check; a failing one is a finding, an undecided one a constraint."""
        scope = self.scope(module)
        value = self.expressions.evaluate(check.condition, scope)
        formula = self.expressions.formula(value, check.condition.span, "condition", scope)
        if formula == ALWAYS:
            return
        message = ""
        if check.message is not None:
            text = self.expressions.evaluate(check.message, scope)
            message = getattr(text, "text", "")
        if formula == NEVER:
            raise error("invalid value for variable", message or "the validation condition is false", check.span,
                        "terraform-validation")  # fmt: skip
        if formula is not None:
            self.constraints.setdefault(Constraint(value, message, check.span, module.prefix.rstrip("."), kind))

    # ------------------------------------------------------------------------------------------ as Host

    def in_force(self, value: Value, span: Span, why: str) -> Value:
        """The known value of a residual one under the variables in force; the variables in it become fixed."""
        for name in parameters_in(value):
            self.demands.setdefault(Demand(name, span, why))
        return self.substituted(value, span)

    def key_in_force(self, value: Value, span: Span) -> Value:
        """The known value of a residual key under the variables in force; nothing becomes fixed."""
        return self.substituted(value, span)

    def substituted(self, value: Value, span: Span) -> Value:
        def known(parameter: Parameter) -> Value:
            variable = self.variables[parameter.name]
            if variable.in_force is None:
                raise error(
                    f"no value for required variable {parameter.name!r}",
                    f"its value shapes the resources; give one with --var {parameter.name}=… or a variables file",
                    span,
                    "terraform-variable",
                )
            return variable.in_force

        result = substitute(value, known, self.call_context(self.scope(self.root), span))
        return result if is_decided(result) else Unknown(reason="known only after the deployment")

    def expand(self, value: Value, span: Span) -> Value:
        """A residual list as a sequence of its elements, its length as it is under the variables in force."""
        if isinstance(value, Parameter):
            known = self.substituted(value, span)
            self.demands.setdefault(Demand(value.name, span, "the number of elements shapes the resources", True))
            return expand_list(value, known)
        known = self.substituted(value, span)
        if isinstance(known, Unknown):
            return Unknown(reason="the number of elements is known only after the deployment")
        for name in parameters_in(value):
            self.demands.setdefault(Demand(name, span, "the number of elements shapes the resources", True))
        return expand_list(value, known)

    def call_context(self, scope: Scope, span: Span) -> CallContext:
        """The context of a function call."""
        names = scope.names
        folder = names.module.node.config.directory if isinstance(names, ModuleNames) else "."
        return self.knowledge.call_context(folder, scope, span)

    def data_attribute(self, module: ModuleInstance, config: ResourceConfig, instance: Instance, name: str) -> Value | None:
        """An attribute of a data source that is computed here or given from outside; None where it is looked up."""
        if self.settings.known_data is not None:
            known = self.settings.known_data(str(self.key_of(module, config, instance)), (name,))
            if known is not None:
                return known
        return self.knowledge.data_attribute(module, config, instance, name)


def surviving_failure(value: Value, guard: Formula) -> Finding | None:
    """The finding of a failure that is still in a value where ``guard`` holds, or None."""
    left = failures(narrow(value, guard))
    if not left:
        return None
    finding = left[0].finding
    return Finding(finding.id, Severity.ERROR, finding.summary, finding.detail, finding.subject)
