"""The tree of module folders: which module calls which, read from local sources."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from converter.findings import Finding, FindingError, Findings, Severity, Span
from converter.terraform.configuration import ModuleCall, ModuleConfig, is_local
from converter.terraform.constants import constant
from converter.terraform.limits import LimitError
from converter.terraform.module_reader import ModuleContent, read_module_config
from converter.terraform.module_sources import not_installed
from converter.terraform.type_constraints import ANY, TypeConstraint, read_constraint

MAX_DEPTH = 32
"""Deeper module nesting than this is taken for a recursion."""

MAX_CALLS = 5_000
"""Module calls in the whole tree; each is loaded on its own."""

ReadFolder = Callable[[str, Span | None], ModuleContent]
"""Reads a folder (relative to the root); the span is what asks for it. Raises FindingError where it cannot be read."""

LocateModule = Callable[[str, ModuleCall], str | None]
"""The folder of a call that is no local path (installed registry modules), given the caller's folder; or None."""


@dataclass(frozen=True, slots=True)
class ModuleNode:
    """A module folder as called from one place in the tree, with the modules that it calls.

    ``failed`` says of each call whose module could not be loaded what is wrong with it, ``locked`` (of the root) which
    version of the AWS provider its lock file has.
    """

    config: ModuleConfig
    children: Mapping[str, ModuleNode] = field(default_factory=dict)
    constraints: Mapping[str, TypeConstraint] = field(default_factory=dict)
    failed: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    locked: str = ""

    def walk(self) -> Iterator[ModuleNode]:
        """This node and all below it."""
        yield self
        for child in self.children.values():
            yield from child.walk()


def load_tree(read: ReadFolder, findings: Findings, locate: LocateModule | None = None) -> ModuleNode:
    """The tree below the root folder ``"."``. What is wrong is a finding, and the rest of the tree is loaded.

    Raises FindingError where the root folder itself cannot be read.
    """
    return _Loader(read, findings, locate).node(".", None, (".",))


class _Loader:
    def __init__(self, read: ReadFolder, findings: Findings, locate: LocateModule | None) -> None:
        self.read = read
        self.findings = findings
        self.locate = locate
        self.configs: dict[str, ModuleConfig] = {}
        self.calls = 0

    def node(self, folder: str, subject: Span | None, chain: tuple[str, ...]) -> ModuleNode:
        own = self.config(folder, subject)
        children: dict[str, ModuleNode] = {}
        failed: dict[str, tuple[Finding, ...]] = {}
        for call in own.calls.values():
            try:
                children[call.name] = self.called(folder, call, chain)
            except LimitError:
                raise
            except FindingError as problem:
                failed[call.name] = tuple(
                    f if f.subject else replace(f, subject=_source(call)) for f in problem.findings
                )
                self.findings.extend(failed[call.name])
        return ModuleNode(own, children, self.constraints(own), failed)

    def config(self, folder: str, subject: Span | None) -> ModuleConfig:
        if folder not in self.configs:
            self.configs[folder] = read_module_config(folder, self.read(folder, subject), self.findings)
        return self.configs[folder]

    def called(self, folder: str, call: ModuleCall, chain: tuple[str, ...]) -> ModuleNode:
        if call.problems:
            raise FindingError(*call.problems)
        span = _source(call)
        target = self.folder_of(folder, call, span)
        if target in chain or len(chain) >= MAX_DEPTH:
            raise FindingError(_recursion(call, (*chain, target), span))
        self.calls += 1
        if self.calls > MAX_CALLS:
            raise LimitError(
                "too many module calls", f"more than {MAX_CALLS} modules are called, those inside modules included"
            )
        return self.node(target, span, (*chain, target))

    def folder_of(self, folder: str, call: ModuleCall, span: Span) -> str:
        if is_local(call.source):
            return posixpath.normpath(posixpath.join(folder, call.source.replace("\\", "/")))
        found = self.locate(folder, call) if self.locate else None
        if found is None:
            raise not_installed(call, span)
        return found

    def constraints(self, config: ModuleConfig) -> dict[str, TypeConstraint]:
        constraints: dict[str, TypeConstraint] = {}
        for name, variable in config.variables.items():
            try:
                constraints[name] = read_constraint(variable.type_expression, constant)
            except FindingError as problem:
                self.findings.extend(problem.findings)
                constraints[name] = ANY
        return constraints


def _source(call: ModuleCall) -> Span:
    source = call.block.body.attribute("source")
    return source.expression.span if source else call.block.header


def _recursion(call: ModuleCall, chain: tuple[str, ...], span: Span) -> Finding:
    if chain[-1] in chain[:-1]:
        summary = f"module {call.name!r} calls itself"
    else:
        summary = f"module {call.name!r} is nested too deeply"
    return Finding(
        "terraform-module-source",
        Severity.ERROR,
        summary,
        f"the chain of module folders is {' -> '.join(chain)}; a module cannot contain itself: remove one of the calls",
        span,
    )
