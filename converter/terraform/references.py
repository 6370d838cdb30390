"""Module instances and the object views behind references: ``var``, ``local``, ``module``, ``data``, resources."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from converter.findings import Finding, Severity, Span
from converter.terraform.configuration import ModuleCall, ResourceConfig
from converter.terraform.formulas import ALWAYS, Formula, both
from converter.terraform.repetition import Instance
from converter.terraform.scope import NO_REPETITION, Repetition, static_error
from converter.terraform.values import Entry, InstanceKey, Item, Mapping, ObjectView, String, Value
from converter.terraform.values import Sequence as SequenceValue

if TYPE_CHECKING:
    from converter.terraform.evaluator import Evaluator
    from converter.terraform.modules import ModuleNode


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

    def __init__(self, evaluator: Evaluator, module: ModuleInstance) -> None:
        self.evaluator = evaluator
        self.module = module

    def root(self, name: str) -> ObjectView | None:
        """The view behind a root name; None where there is none."""
        config = self.module.node.config
        match name:
            case "var":
                return NamesView("input variable", "var", config.variables, self._variable)
            case "local":
                return NamesView("local value", "local", config.locals, self._local)
            case "module":
                return NamesView("module call", "module", self.module.node.config.calls, self._module)
            case "data":
                types = sorted({r.type for r in config.resources.values() if r.mode == "data"})
                return NamesView("data source type", "data", types, lambda type_: self._resources("data", type_))
            case "path":
                values = {"module": config.directory, "root": ".", "cwd": "."}
                return NamesView("path attribute", "path", values, lambda n: String(values[n]))
            case "terraform":
                return NamesView("terraform attribute", "terraform", ["workspace"], lambda _: String("default"))
            case _:
                if any(r.type == name and r.mode == "managed" for r in config.resources.values()):
                    return self._resources("managed", name)
                return self._undeclared_type(name)

    def _undeclared_type(self, name: str) -> ObjectView | None:
        if "_" not in name:
            return None
        return NamesView("resource", name, (), lambda _: String(""))

    def _variable(self, name: str) -> Value:
        return self.evaluator.variable(self.module, name)

    def _local(self, name: str) -> Value:
        return self.evaluator.local(self.module, name)

    def _module(self, name: str) -> Value:
        evaluator, module = self.evaluator, self.module
        if name not in module.node.children:
            raise static_error(
                f"module {name!r} could not be loaded", "see the finding about its source", None
            )
        call = module.node.config.calls[name]
        instances = evaluator.called(module, name)

        def view(instance: Instance) -> ObjectView:
            child = evaluator.child(module, name, instance)
            outputs = child.node.config.outputs
            return NamesView("output", f"module.{name}", outputs, lambda n: evaluator.module_output(child, n))

        return gathered(instances, view, counted=call.count is not None, keyed=call.for_each is not None)

    def _resources(self, mode: str, type_: str) -> ObjectView:
        config = self.module.node.config
        names = [r.name for r in config.resources.values() if r.mode == mode and r.type == type_]
        prefix = f"data.{type_}" if mode == "data" else type_
        kind = "data source" if mode == "data" else "resource"
        return NamesView(kind, prefix, names, lambda name: self._resource(mode, type_, name))

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


if TYPE_CHECKING:
    from collections.abc import Callable

    ViewOf = Callable[[Instance], ObjectView]


class NamesView(ObjectView):
    """A view of declared names; a name that is not declared is a static error with a suggestion."""

    def __init__(self, kind: str, prefix: str, declared: Iterable[str], get: Callable[[str], Value]) -> None:
        self.kind = kind
        self.prefix = prefix
        self.declared = tuple(declared)
        self.get = get

    def attribute(self, name: str) -> Value | None:
        if name not in self.declared:
            close = difflib.get_close_matches(name, self.declared, 1)
            hint = f"; did you mean {self.prefix}.{close[0]}?" if close else ""
            raise static_error(
                f"reference to undeclared {self.kind} {self.prefix}.{name}",
                f"no {self.kind} named {name!r} has been declared in this module{hint}",
                None,
            )
        return self.get(name)

    def names(self) -> tuple[str, ...]:
        return self.declared

    def describe(self) -> str:
        return self.prefix


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

    def attribute(self, name: str) -> Value | None:
        return self.evaluator.knowledge.attribute(self, name)

    def names(self) -> tuple[str, ...]:
        schema = self.evaluator.block_schema(self.config)
        return (*schema.attributes, *schema.blocks)

    def describe(self) -> str:
        return str(self.key)


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
