"""What a resource waits for by ``depends_on``: its own, and that of the module calls around it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from converter.hcl.syntax import Expression
from converter.terraform.addresses import InstanceKey
from converter.terraform.configuration import ResourceConfig
from converter.terraform.references import ModuleInstance
from converter.terraform.referring import Reference, body_references, references

if TYPE_CHECKING:
    from converter.terraform.evaluator import Evaluator

_NO_REFERENCES = frozenset({"provider"})
"""Arguments of a data source that hold no expressions."""


def depends_on(evaluator: Evaluator, module: ModuleInstance, config: ResourceConfig) -> tuple[InstanceKey, ...]:
    """The managed resource instances that a resource block waits for."""
    walk = _Walk(evaluator)
    walk.follow(module, config.depends_on)
    here = module
    while here.parent is not None and here.call is not None:
        walk.follow(here.parent, here.call.depends_on)
        here = here.parent
    return tuple(walk.found)


class _Walk:
    """Finds the managed resources behind references; data sources, locals and variables hand on what they wait for."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator
        self.found: dict[InstanceKey, None] = {}
        self.seen: set[tuple[ModuleInstance, str, str, str]] = set()

    def follow(self, module: ModuleInstance, expressions: Iterable[Expression]) -> None:
        """Everything that expressions of a module instance refer to."""
        for expression in expressions:
            for reference in references(expression):
                self.reference(module, reference)

    def reference(self, module: ModuleInstance, reference: Reference) -> None:
        """What one reference stands for."""
        first, second, *_ = [*(step.name or "" for step in reference.names()), "", ""]
        key = (module, reference.root, first, second)
        if key in self.seen:
            return
        self.seen.add(key)
        config = module.node.config
        match reference.root:
            case "module" if first in module.node.children:
                self.module(module, first)
            case "local" if first in config.locals:
                self.follow(module, [config.locals[first].expression])
            case "var" if module.parent is not None and module.call is not None and first in module.call.arguments:
                self.follow(module.parent, [module.call.arguments[first].expression])
            case "data" if ("data", first, second) in config.resources:
                body = config.resources["data", first, second].block.body
                for inner in body_references(body, _NO_REFERENCES):
                    self.reference(module, inner)
            case root if ("managed", root, first) in config.resources:
                block = config.resources["managed", root, first]
                instances = self.evaluator.expanded(module, block)
                self.found.update(dict.fromkeys(self.evaluator.key_of(module, block, i) for i in instances))

    def module(self, module: ModuleInstance, name: str) -> None:
        """All managed resources in a module that is called, and in those that it calls."""
        for instance in self.evaluator.called(module, name):
            for inner in self.evaluator.module_instances(self.evaluator.child(module, name, instance)):
                self.found.update(dict.fromkeys(_managed(self.evaluator, inner)))


def _managed(evaluator: Evaluator, module: ModuleInstance) -> list[InstanceKey]:
    """The addresses of all managed instances directly in a module instance."""
    return [
        evaluator.key_of(module, config, instance)
        for config in module.node.config.resources.values()
        if config.mode == "managed"
        for instance in evaluator.expanded(module, config)
    ]
