"""Module instances and the object views behind references: ``var``, ``local``, ``module``, ``data``, resources."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from converter.findings import Finding, Severity, Span
from converter.terraform.addresses import InstanceKey
from converter.terraform.configuration import META_ARGUMENTS, ModuleCall, ModuleConfig, ResourceConfig
from converter.terraform.declarations import undeclared
from converter.terraform.formulas import ALWAYS, Formula, both
from converter.terraform.scope import NO_REPETITION, Repetition, StaticError, static_error
from converter.terraform.values import (
    Attribute,
    Entry,
    Item,
    Mapping,
    Null,
    ObjectView,
    Sequence as SequenceValue,
    String,
    Value,
)

if TYPE_CHECKING:
    from converter.terraform.evaluator import Evaluator
    from converter.terraform.modules import ModuleNode
    from converter.terraform.repetition import Instance

    ViewOf = Callable[[Instance], ObjectView]

Get = Callable[[str, Span | None], Value]
"""The value behind a name, and what in the source asks for it."""


@dataclass(frozen=True, slots=True, eq=False)
class ModuleInstance:
    """One instance of a module in the tree. ``own_guard`` is when it exists within its parent."""

    path: tuple[tuple[str, str | int | None], ...]
    node: ModuleNode
    parent: ModuleInstance | None
    call: ModuleCall | None
    guard: Formula
    own_guard: Formula = ALWAYS
    repetition: Repetition = NO_REPETITION

    @property
    def prefix(self) -> str:
        """The address prefix of what is inside: ``""`` for the root, ``module.a["k"].`` below."""
        if not self.path:
            return ""
        shown = str(InstanceKey(self.path, "x", "y"))
        return shown.removesuffix("x.y")

    def child(self, call: ModuleCall, node: ModuleNode, instance: Instance) -> ModuleInstance:
        """The instance of a called module."""
        return ModuleInstance(
            (*self.path, (call.name, instance.key)),
            node,
            self,
            call,
            both(self.guard, instance.guard),
            instance.guard,
            instance.repetition,
        )


class ModuleNames:
    """The root names of a module instance."""

    allowed = "self stands for a resource only in its own postconditions, provisioners and connections"

    def __init__(self, evaluator: Evaluator, module: ModuleInstance) -> None:
        self.evaluator = evaluator
        self.module = module

    def root(self, name: str) -> ObjectView | None:
        """The view behind a root name; None where there is none."""
        config = self.module.node.config
        match name:
            case "var":
                return self._names("input variable", "var", config.variables, self._variable)
            case "local":
                return self._names("local value", "local", config.locals, self._local)
            case "module":
                return self._names("module call", "module", config.calls, self._module)
            case "data":
                return TypesView("data", self._resources)
            case "ephemeral":
                return TypesView("ephemeral", self._resources)
            case "resource":
                return TypesView("managed", self._resources)
            case "path":
                files = self.evaluator.settings.files
                cwd = files.working_folder if files is not None else "."
                values = {"module": config.directory, "root": ".", "cwd": cwd}
                return self._names("path attribute", "path", values, lambda n, _: String(values[n]))
            case "terraform":
                return self._names("terraform attribute", "terraform", ("workspace",), lambda *_: String("default"))
            case "self":
                return None
            case _:
                return self._resources("managed", name)

    def _names(self, kind: str, prefix: str, declared: Iterable[str], get: Get) -> NamesView:
        return NamesView(kind, prefix, declared, get, self.module.node.config)

    def _variable(self, name: str, span: Span | None) -> Value:
        return self.evaluator.inputs.value(self.module, name, span)

    def _local(self, name: str, _: Span | None) -> Value:
        return self.evaluator.local(self.module, name)

    def _module(self, name: str, _: Span | None) -> Value:
        evaluator, module = self.evaluator, self.module
        if name not in module.node.children:
            raise StaticError(*module.node.failed.get(name, ()))
        call = module.node.config.calls[name]
        instances = evaluator.called(module, name)

        def view(instance: Instance) -> ObjectView:
            child = evaluator.child(module, name, instance)
            config = child.node.config
            prefix = f"module.{name}"
            return NamesView("output", prefix, config.outputs, lambda n, _: evaluator.module_output(child, n), config)

        return gathered(instances, view, counted=call.count is not None, keyed=call.for_each is not None)

    def _resources(self, mode: str, type_: str) -> NamesView:
        config = self.module.node.config
        names = [r.name for r in config.resources.values() if r.mode == mode and r.type == type_]
        prefix = type_ if mode == "managed" else f"{mode}.{type_}"
        kind = {"data": "data source", "ephemeral": "ephemeral resource"}.get(mode, "resource")
        return self._names(kind, prefix, names, lambda name, _: self._resource(mode, type_, name))

    def _resource(self, mode: str, type_: str, name: str) -> Value:
        evaluator, module = self.evaluator, self.module
        config = module.node.config.resources[mode, type_, name]
        instances = evaluator.expanded(module, config)
        return gathered(
            instances,
            lambda instance: evaluator.view(module, config, instance),
            counted=config.count is not None,
            keyed=config.for_each is not None,
        )


def gathered(instances: Sequence[Instance], view: ViewOf, *, counted: bool, keyed: bool) -> Value:
    """What a reference to a repeated block sees: one object, a tuple of them, or an object of them by key."""
    if counted:
        return SequenceValue("tuple", tuple(Item(view(i), i.guard) for i in instances))
    if keyed:
        return Mapping("object", tuple(Entry(str(i.key), view(i), i.guard, i.key_value) for i in instances))
    return view(instances[0])


class NamesView(ObjectView):
    """A view of declared names; a name that is not declared is a static error with a suggestion."""

    def __init__(self, kind: str, prefix: str, declared: Iterable[str], get: Get, config: ModuleConfig) -> None:
        self.kind = kind
        self.prefix = prefix
        self.declared = tuple(declared)
        self.get = get
        self.config = config

    def attribute(self, name: str, span: Span | None = None) -> Value | None:
        if name not in self.declared and self.kind == "output" and name.isdigit():
            raise static_error(
                f"{self.prefix} has no instances",
                f"its module block has neither count nor for_each; leave the index out: {self.prefix}.NAME",
                span,
                terraform="Invalid index",
            )
        if name not in self.declared:
            raise undeclared(self.kind, self.prefix, name, self.config, span)
        return self.get(name, span)

    def names(self) -> tuple[str, ...]:
        return self.declared

    def describe(self) -> str:
        return self.prefix


class TypesView(ObjectView):
    """``data``, ``ephemeral`` and ``resource``: every name below them is a type, declared or not."""

    def __init__(self, mode: str, resources: Callable[[str, str], ObjectView]) -> None:
        self.mode = mode
        self.resources = resources

    def attribute(self, name: str, span: Span | None = None) -> Value | None:
        del span
        return self.resources(self.mode, name)

    def names(self) -> tuple[str, ...]:
        return ()

    def describe(self) -> str:
        return self.mode


class ResourceView(ObjectView):
    """The object that references to one resource or data source instance see."""

    def __init__(
        self, evaluator: Evaluator, module: ModuleInstance, config: ResourceConfig, instance: Instance
    ) -> None:
        self.evaluator = evaluator
        self.module = module
        self.config = config
        self.instance = instance
        self.key = evaluator.key_of(module, config, instance)

    def attribute(self, name: str, span: Span | None = None) -> Value | None:
        del span
        return self.evaluator.knowledge.attribute(self, name)

    def names(self) -> tuple[str, ...]:
        schema = self.evaluator.block_schema(self.config)
        if schema is None:
            return tuple(a.name for a in self.config.block.body.attributes if a.name not in META_ARGUMENTS)
        return (*schema.attributes, *schema.blocks)

    def describe(self) -> str:
        return str(self.key)


class SelfView(ObjectView):
    """``self`` in a postcondition: what is not set may have a default of the provider's, which nobody knows here."""

    def __init__(self, view: ResourceView) -> None:
        self.view = view

    def attribute(self, name: str, span: Span | None = None) -> Value | None:
        value = self.view.attribute(name, span)
        if isinstance(value, Null) and self.view.config.block.body.attribute(name) is None:
            return Attribute(self.view.key, (name,), value.type)
        return value

    def names(self) -> tuple[str, ...]:
        return self.view.names()

    def describe(self) -> str:
        return self.view.describe()


def describe_loop(running: list[tuple[object, str]], key: object, described: str, span: Span) -> Finding:
    """The finding for a reference that leads back to itself: the loop, by name."""
    names = [shown for k, shown in running[next(i for i, (k, _) in enumerate(running) if k == key) :]]
    loop: list[str] = []
    for shown in [*names, described]:
        if not loop or loop[-1] != shown:
            loop.append(shown)
    return Finding(
        "terraform-cycle",
        Severity.ERROR,
        "reference cycle",
        f"these refer to each other in a circle: {' -> '.join(loop)}; break it by removing one of the references",
        span,
    )
