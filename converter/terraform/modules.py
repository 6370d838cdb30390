"""The tree of module folders: which module calls which, read from local sources."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from converter.findings import Finding, FindingError, Findings, Severity
from converter.hcl.syntax import Block
from converter.terraform.configuration import ModuleCall, ModuleConfig, read_module_config
from converter.terraform.constants import constant
from converter.terraform.type_constraints import ANY, TypeConstraint, read_constraint

MAX_DEPTH = 32
"""Deeper module nesting than this is taken for a recursion."""

ReadFolder = Callable[[str], tuple[Block, ...]]
"""Reads the merged top-level blocks of a folder (relative to the root); raises FindingError."""

LocateModule = Callable[[str, ModuleCall], str | None]
"""The folder of a call that is no local path (installed registry modules), given the caller's folder; or None."""


@dataclass(frozen=True, slots=True)
class ModuleNode:
    """A module folder as called from one place in the tree, with the modules that it calls."""

    config: ModuleConfig
    children: Mapping[str, ModuleNode] = field(default_factory=dict)
    constraints: Mapping[str, TypeConstraint] = field(default_factory=dict)

    def walk(self) -> Iterator[ModuleNode]:
        """This node and all below it."""
        yield self
        for child in self.children.values():
            yield from child.walk()


def load_tree(read: ReadFolder, findings: Findings, locate: LocateModule | None = None) -> ModuleNode:
    """The tree below the root folder ``"."``. What cannot be read is a finding, the rest of the tree is loaded."""
    cache: dict[str, ModuleConfig] = {}

    def config(folder: str) -> ModuleConfig:
        if folder not in cache:
            cache[folder] = read_module_config(folder, read(folder), findings)
        return cache[folder]

    def node(folder: str, chain: tuple[str, ...]) -> ModuleNode:
        own = config(folder)
        children: dict[str, ModuleNode] = {}
        for call in own.calls.values():
            try:
                target = _folder_of(folder, call, locate)
                if target in chain or len(chain) >= MAX_DEPTH:
                    raise FindingError(_recursion(call, chain))
                children[call.name] = node(target, (*chain, target))
            except FindingError as problem:
                findings.extend(problem.findings)
        return ModuleNode(own, children, _constraints(own, findings))

    return node(".", (".",))


def _constraints(config: ModuleConfig, findings: Findings) -> dict[str, TypeConstraint]:
    constraints: dict[str, TypeConstraint] = {}
    for name, variable in config.variables.items():
        try:
            constraints[name] = read_constraint(variable.type_expression, constant)
        except FindingError as problem:
            findings.extend(problem.findings)
            constraints[name] = ANY
    return constraints


def _folder_of(folder: str, call: ModuleCall, locate: LocateModule | None) -> str:
    source = call.block.body.attribute("source")
    span = source.span if source else call.block.header
    if call.source.startswith(("./", "../")):
        return posixpath.normpath(posixpath.join(folder, call.source))
    found = locate(folder, call) if locate else None
    if found is None:
        raise FindingError(
            Finding(
                "terraform-module-source",
                Severity.ERROR,
                f"module {call.name!r} is not installed",
                f"the source {call.source!r} is not a local path; run `terraform init` (or `terraform get`) so that it "
                "is under .terraform/modules",
                span,
            )
        )
    return found


def _recursion(call: ModuleCall, chain: tuple[str, ...]) -> Finding:
    return Finding(
        "terraform-module-source",
        Severity.ERROR,
        f"module {call.name!r} calls itself",
        f"the chain of module folders is {' -> '.join(chain)}; a module cannot contain itself",
        call.block.header,
    )
