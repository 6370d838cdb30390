"""What a resource waits for by ``depends_on``: its own, and that of the module calls around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.terraform.addresses import InstanceKey
from converter.terraform.configuration import ResourceConfig
from converter.terraform.references import ModuleInstance
from converter.terraform.traversals import traversal_text

if TYPE_CHECKING:
    from converter.terraform.evaluator import Evaluator


def depends_on(evaluator: Evaluator, module: ModuleInstance, config: ResourceConfig) -> tuple[InstanceKey, ...]:
    """The managed resource instances that a resource block waits for."""
    found: dict[InstanceKey, None] = {}
    for expression in config.depends_on:
        found.update(dict.fromkeys(_behind(evaluator, module, traversal_text(expression))))
    here = module
    while here.parent is not None and here.call is not None:
        for expression in here.call.depends_on:
            found.update(dict.fromkeys(_behind(evaluator, here.parent, traversal_text(expression))))
        here = here.parent
    return tuple(found)


def _behind(evaluator: Evaluator, module: ModuleInstance, reference: str) -> list[InstanceKey]:
    """All managed resource instances that a reference stands for: one block's, or all in a module."""
    parts = [part.split("[", 1)[0] for part in reference.split(".")]
    if len(parts) < 2:
        return []
    if parts[0] == "module" and parts[1] in module.node.children:
        return [
            key
            for instance in evaluator.called(module, parts[1])
            for inner in evaluator.module_instances(evaluator.child(module, parts[1], instance))
            for key in _managed(evaluator, inner)
        ]
    block = module.node.config.resources.get(("managed", parts[0], parts[1]))
    if block is None:
        return []
    return [evaluator.key_of(module, block, i) for i in evaluator.expanded(module, block)]


def _managed(evaluator: Evaluator, module: ModuleInstance) -> list[InstanceKey]:
    """The addresses of all managed instances directly in a module instance."""
    return [
        evaluator.key_of(module, config, instance)
        for config in module.node.config.resources.values()
        if config.mode == "managed"
        for instance in evaluator.expanded(module, config)
    ]
